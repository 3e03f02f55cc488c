"""Ferry: ships go to and fro between a port and safety."""

from datetime import datetime, time, timedelta
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import ferry as plan
from sim.rules.civilians import Civilians, Lot
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.rules.shipping import Shipping
from sim.world.clock import NEVER
from sim.world.sequence import Step


class Ferry(Operation[plan.Ferry]):
    """Each unit of ships loads, crosses, unloads and comes back on its own.

    Boarding takes as long as `boarding` says, so that many ships are no faster than the quay. A
    unit sails only in good weather, which is drawn for each day, and not from a port that the enemy
    holds or fights for. It lies up when nobody waits any more, or after `until`; the operation is
    complete when all units do. Each ship with people aboard is lost on a crossing with the
    probability `loss`; submarines may find it in the waters of `through`.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Ferry) -> None:
        super().__init__(rules, name, spec)
        self._craft = self.world.forces.positions(spec.craft).tolist()
        self._port, self._haven = (self.world.forces.place[p] for p in (spec.origin, spec.to))
        self._lane = self.world.forces.place[spec.through] if spec.through else self._haven
        self._capacity, self._boarding = self.number("capacity"), self.number("boarding")
        self._speed = self.number("speed")
        hours = self.sea_way(spec.origin, spec.to, spec.distance) / np.maximum(self._speed, 1e-9)
        self._crossing = self.world.clock.spans(hours)
        self._turnaround = self.world.clock.spans(self.number("turnaround"))
        self._storm, self._loss = self.number("storm"), self.number("loss")
        self._rescue = self.number("rescue")
        self._last = self.world.clock.turn_of(spec.until.value) if spec.until else NEVER
        self._laid_up = np.zeros((len(self.world.all_rows), len(self._craft)), bool)
        for unit in self._craft:
            self.rules[Shipping].ship(unit)
        each = partial(self.calendars, range(len(self._craft)))
        self._boardings = each(Step.LOADING, self._board)
        self._departures = each(Step.DEPARTURE, self._depart)
        self._arrivals = each(Step.LANDFALL, self._arrive)

    def begin(self, rows: np.ndarray) -> None:
        """Ships in the port begin to load; the others come for their first load."""
        world = self.world
        self._tell_waiting(rows, "{0:#person|people} {0:waits|wait} for the ships")
        for i, unit in enumerate(self._craft):
            self.rules[Shipping].get_under_way(unit, rows, self._speed[rows])
            self.rules[Shipping].await_rescue(unit, rows, self._rescue[rows])
            self._laid_up[rows, i] = False
            there = world.state.place[rows, unit] == self._port
            self._boardings[i].add(rows[there], world.turn)
            away = rows[~there]
            self._boardings[i].add(away, world.turn + self._crossing[away])

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Ships can be told at any time to take nobody aboard any more."""
        return np.ones(len(rows), bool)

    def forget(self, rows: np.ndarray) -> None:
        """No ship loads any more; those with people aboard bring them to safety."""
        for boardings in self._boardings:
            boardings.drop(rows)

    def busy(self, rows: np.ndarray) -> np.ndarray:
        """Whether it goes on, or was called off and has not put everybody ashore yet."""
        aboard = [self.rules[Shipping].passengers(rows, unit) > 0 for unit in self._craft]
        return np.asarray(super().busy(rows) | self.called_off[rows] & np.any(aboard, axis=0))

    # in the port ----------------------------------------------------------------------------

    def _board(self, i: int, rows: np.ndarray) -> None:
        world, unit = self.world, self._craft[i]
        vessels = self.rules[Shipping].vessels(rows, unit)
        state, enemy = world.state, 1 - self.side
        port = Port(state.control[:, self._port], state.contested[:, self._port], enemy)
        late = world.turn > self._last
        idle, kept, rows, room = _sorted(
            rows, vessels, port, late, self._is_stormy(rows), self._capacity
        )
        self._lie_up(i, idle)
        self._wait_for_weather(i, kept)
        boarding = self.rules[Shipping].embark(rows, unit, self._port, room)
        some = boarding > 0
        full, boarding = rows[some], boarding[some]
        if len(full) < len(rows):
            self._lie_up(i, rows[~some])
        if not len(full):
            return
        self.rules[Movement].base(unit, full, self._port)
        hours = boarding / np.maximum(self._boarding[full], 1e-9)
        self._departures[i].add(full, world.turn + world.clock.spans(hours))

    def _is_stormy(self, rows: np.ndarray) -> np.ndarray:
        """The same answer at every turn of a day."""
        world, address = self.world, self.address("storm")
        day = world.clock.day_of(world.turn)
        dawn = world.clock.first_turn_of(day)
        self.world.cast.note(self.actor, dawn)
        storm = world.draws.of_day(address, day, dawn, rows, self.actor)
        return np.asarray(storm < self._storm[rows])

    def _wait_for_weather(self, i: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        world = self.world
        text, kept = "the weather keeps {ship} in port", world.chronicle.name(self._craft[i])
        world.chronicle.tell(rows, "storm", self._port, text, side=self.side, ship=kept)
        tomorrow = world.clock.moment(world.turn).date() + timedelta(days=1)
        turn = world.clock.turn_of(datetime.combine(tomorrow, time.min))
        self._boardings[i].add(rows, turn)

    def _lie_up(self, i: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        self._laid_up[rows, i] = True
        rows = rows[self._laid_up[rows].all(axis=1)]
        self._tell_waiting(rows, "no more ships leave; {0:#person|people} {0:stays|stay} behind")
        self.complete(rows)

    def _tell_waiting(self, rows: np.ndarray, text: str) -> None:
        if not self.world.chronicle.traced:
            return
        waiting = self.rules[Civilians].people[rows, self._port, Lot.PRESENT]
        self.world.chronicle.tell(rows, "ferry", self._port, text, waiting)

    # across the sea -------------------------------------------------------------------------

    def _depart(self, i: int, rows: np.ndarray) -> None:
        self.rules[Movement].put_to_sea(self._craft[i], rows, self._lane)
        self._arrivals[i].add(rows, self.world.turn + np.maximum(self._crossing[rows], 1))

    def _arrive(self, i: int, rows: np.ndarray) -> None:
        world, unit = self.world, self._craft[i]
        shipping = self.rules[Shipping]
        address = self.address(f"loss/{world.forces.luck[unit]}")
        vessels = shipping.vessels(rows, unit)
        lost = world.draws.binomials(address, world.turn, rows, vessels, self._loss[rows])
        if lost.any():
            shipping.sink(rows, unit, f"operation/{self.luck}", lost)
            vessels = shipping.vessels(rows, unit)
        self._lie_up(i, rows[vessels == 0])
        rows = rows[vessels > 0]
        self.rules[Movement].base(unit, rows, self._haven)
        landed = shipping.land(rows, unit, np.ones(len(rows)))
        port = world.chronicle.place_name(self._port)
        text = "{0:#person|people} from {port} {0:goes|go} ashore"
        world.chronicle.tell(rows, "ferry", self._haven, text, landed, port=port)
        rows = self.under_way(rows)
        back = world.turn + self._turnaround[rows] + self._crossing[rows]
        self._boardings[i].add(rows, back)


class Port(NamedTuple):
    """Who holds a port and whether he is fought there, (n,) each, and who the enemy is."""

    control: np.ndarray
    contested: np.ndarray
    enemy: int


@njit(cache=True)
def _sorted(
    rows: np.ndarray,
    vessels: np.ndarray,
    port: Port,
    late: bool,
    stormy: np.ndarray,
    capacity: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The runs in which ships lie up, wait for the weather and load, and the room in these."""
    idle, kept, loading = np.empty_like(rows), np.empty_like(rows), np.empty_like(rows)
    room = np.empty(rows.shape[0], np.int64)
    i = j = m = 0
    for k in range(rows.shape[0]):
        row = rows[k]
        shut = late or port.control[row] == port.enemy or port.contested[row]
        if shut or vessels[k] == 0:
            idle[i] = row
            i += 1
        elif stormy[k]:
            kept[j] = row
            j += 1
        else:
            loading[m], room[m] = row, int(vessels[k] * capacity[row])
            m += 1
    return idle[:i], kept[:j], loading[:m], room[:m]
