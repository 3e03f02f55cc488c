"""Crossing: what operations share whose ships cross the sea with troops aboard."""

from typing import NamedTuple, TypeVar

import numpy as np

from sim.kernel import njit
from sim.operations.voyage import Voyage
from sim.plan.parts.landing import LandingSpec
from sim.plan.passage import Passage
from sim.rules.lift import Lift
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.rulebook import Rulebook
from sim.rules.shipping import Shipping
from sim.world.state import Status

_FIELD, _WAITING = Status.FIELD, Status.WAITING


class Course(NamedTuple):
    """The crossing of one unit of ships."""

    ship: int
    troops: np.ndarray
    """The units that they land, if they do."""
    origin: int
    to: int
    turns: np.ndarray
    """(n,): from the start to the landfall."""


CrossingT = TypeVar("CrossingT", bound=LandingSpec | Passage, covariant=True)


class Crossing(Voyage[CrossingT]):
    """Ships at sea, which the enemy finds in the waters that the operation goes `through`.

    Without such waters nobody finds them. Troops go down with the ships that carry them.
    """

    def __init__(self, rules: Rulebook, name: str, spec: CrossingT) -> None:
        super().__init__(rules, name, spec)
        self.origin = self.world.forces.place[spec.origin]
        self.speed = self.number("speed")
        self._ships: list[int] = []

    @property
    def in_vain(self) -> np.ndarray:
        """(n,) bool: where nobody was there."""
        line: np.ndarray = self.log.in_vain[self.voyage]
        return line

    def begin(self, rows: np.ndarray) -> None:
        """It may be another time that nobody was there."""
        self.in_vain[rows] = False

    def find_nobody(self, rows: np.ndarray) -> None:
        """It is over before anybody puts to sea; what waits for it goes on."""
        self.in_vain[rows] = True
        self.complete(rows)

    def carry(self, ships: list[int], troops: list[int]) -> None:
        """Troops cross in these ships."""
        if self.spec.through is not None:
            self._ships = ships
            for ship in ships:
                self.rules[Shipping].ship(ship)
            self.rules[Shipping].troops.assign(troops, ships)

    def put_to_sea(self, unit: int, rows: np.ndarray) -> None:
        """A unit leaves and is afloat, in ships or as one of them."""
        if unit in self._ships:
            self.rules[Shipping].get_under_way(unit, rows, self.speed[rows])
        through, places = self.spec.through, self.world.forces.place
        waters = None if through is None else places[through]
        self.rules[Movement].put_to_sea(unit, rows, waters)

    def come_home(self, unit: int, rows: np.ndarray) -> None:
        """Ships lie in the port again, troops go ashore there."""
        if self.world.forces.ground[unit]:
            self.put_down(unit, self.origin, rows)
        else:
            self.rules[Movement].base(unit, rows, self.origin)

    def at_port(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Whether a unit is at the port of origin, or off the map, and free to go, (k,)."""
        state = self.world.state
        lies: np.ndarray = _lies_at(rows, self.origin, state.status[:, unit], state.place[:, unit])
        return lies & self.rules[Lift].free(unit, rows) if lies.any() else lies


@njit(cache=True)
def lie_at(ports: Going, status: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Whether the unit of each run lies at a port, or waits there or off the map, (k,)."""
    lies = np.empty(ports.rows.shape[0], np.bool_)
    for i in range(lies.shape[0]):
        row, unit = ports.rows[i], ports.units[i]
        here, waits = place[row, unit] == ports.places[i], status[row, unit] == _WAITING
        afield = status[row, unit] == _FIELD
        lies[i] = (here and (waits or afield)) or (waits and place[row, unit] < 0)
    return lies


@njit(cache=True)
def _lies_at(rows: np.ndarray, port: int, status: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Whether a unit lies at a port, or waits there or off the map, (k,)."""
    lies = np.empty(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        row = rows[i]
        here, waits = place[row] == port, status[row] == _WAITING
        lies[i] = (here and (waits or status[row] == _FIELD)) or (waits and place[row] < 0)
    return lies
