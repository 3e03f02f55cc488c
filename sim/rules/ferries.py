"""Ferries: ships that go to and fro between a port and safety with civilians aboard.

All ships of the ferries that stand side by side in the plan load, sail and arrive together: a
moment at which ships of some ferry do something is one for all runs and all these ships.
"""

from collections.abc import Callable
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.civilians import Civilians, Lot
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.rule import Rule
from sim.rules.shipping import Shipping
from sim.world.clock import nearest
from sim.world.sequence import Position, Step
from sim.world.state import NOWHERE, distinct, grouped
from sim.world.timetable import Timetable
from sim.world.world import World

Act = Callable[[np.ndarray, np.ndarray], object]
"""Something that ships, given by rank, do in some runs, (k,) each."""


class Line(NamedTuple):
    """A ferry: where its ships go to and fro, and what they do there; arrays are (n,)."""

    actor: str
    """Who it is among those who act, see `sim.world.cast`."""
    luck: str
    """The stream of its luck."""
    going: int
    """Its line of the ledger."""
    side: int
    port: int
    """Where civilians wait."""
    haven: int
    """Where they are safe."""
    lane: int
    """Where ships are on the way there."""
    last: int
    """The last turn at which ships load."""
    capacity: np.ndarray
    """Civilians whom a ship carries."""
    boarding: np.ndarray
    """Civilians an hour who go aboard."""
    crossing: np.ndarray
    """Turns from port to haven."""
    turnaround: np.ndarray
    """Turns in the haven."""
    storm: np.ndarray
    """Chance that the weather of a day keeps ships in port."""
    loss: np.ndarray
    """Chance that a ship is lost on a crossing."""
    complete: Callable[[np.ndarray], object]
    """Called with the runs in which all its ships lie up."""


class _Ships(NamedTuple):
    """What is known of S units of ships, by rank."""

    units: np.ndarray
    """(S,), as all but figures."""
    line: np.ndarray
    """Which ferry it serves."""
    going: np.ndarray
    port: np.ndarray
    haven: np.ndarray
    lane: np.ndarray
    enemy: np.ndarray
    last: np.ndarray
    berth: np.ndarray
    """Where civilians of the port are aboard."""
    loss_at: np.ndarray
    """Random addresses of the loss on a crossing."""
    capacity: np.ndarray
    """(S, n)"""
    boarding: np.ndarray
    out: np.ndarray
    """Turns from the departure to the haven."""
    back: np.ndarray
    """Turns from the arrival there to the next loading."""
    loss: np.ndarray


class Ferries(Rule):
    """The fleets of ferries that act one right after the other."""

    def __init__(
        self, world: World, movement: Movement, shipping: Shipping, civilians: Civilians
    ) -> None:
        super().__init__(world)
        self._rules = movement, shipping, civilians
        self._last: tuple[Position, Fleet] | None = None

    def fleet(self, position: Position) -> "Fleet":
        """The fleet of a ferry that has this position among the operations."""
        follows = (*position[:-1], position[-1] - 1)
        if self._last is None or self._last[0] != follows:
            self._last = position, Fleet(self.world, *self._rules)
            self._last[1].come_at(position)
        self._last = position, self._last[1]
        return self._last[1]


class Fleet:
    """The ships of some ferries; `ranks` say which acts in each of some runs, (k,) each."""

    def __init__(
        self, world: World, movement: Movement, shipping: Shipping, civilians: Civilians
    ) -> None:
        self.world = world
        self._movement = movement
        self._shipping = shipping
        self._civilians = civilians
        self._lines: list[Line] = []
        self._enlisted: list[tuple[int, int]] = []
        """The line and the unit of each of the ships."""
        self._position: Position = ()
        self._tomorrow = 0
        """The turn up to which it is known where it is stormy."""

    def join(self, line: Line, units: list[int]) -> range:
        """A ferry with its units of ships joins before any of them sails; returns their ranks."""
        first, number = len(self._enlisted), len(self._lines)
        self._lines.append(line)
        self._enlisted += [(number, unit) for unit in units]
        return range(first, len(self._enlisted))

    def come_at(self, position: Position) -> None:
        """Act at a position within each step."""
        self._position = position

    @cached_property
    def _ships(self) -> _Ships:
        """What is known of them once all have joined."""
        lines = [self._lines[number] for number, _ in self._enlisted]
        each = [*zip(lines, (unit for _, unit in self._enlisted), strict=True)]
        address, luck = self.world.draws.address, self.world.forces.luck
        losses = [address(line.luck, f"loss/{luck[unit]}") for line, unit in each]
        return _Ships(
            units=np.array([unit for _, unit in each]),
            line=np.array([number for number, _ in self._enlisted]),
            going=np.array([line.going for line in lines]),
            port=np.array([line.port for line in lines]),
            haven=np.array([line.haven for line in lines]),
            lane=np.array([line.lane for line in lines]),
            enemy=np.array([1 - line.side for line in lines]),
            last=np.array([line.last for line in lines]),
            berth=np.array([self._shipping.berth(unit, line.port) for line, unit in each]),
            loss_at=np.array(losses, np.uint64),
            capacity=np.stack([line.capacity for line in lines]),
            boarding=np.stack([line.boarding for line in lines]),
            out=np.stack([np.maximum(line.crossing, 1) for line in lines]),
            back=np.stack([line.turnaround + line.crossing for line in lines]),
            loss=np.stack([line.loss for line in lines]),
        )

    @cached_property
    def _laid_up(self) -> np.ndarray:
        """(S, n): which ships lie up."""
        return np.zeros((len(self._enlisted), len(self.world.all_rows)), bool)

    @cached_property
    def _loadings(self) -> Timetable:
        return self._timetable(Step.LOADING, self._load)

    @cached_property
    def _departures(self) -> Timetable:
        return self._timetable(Step.DEPARTURE, self._depart)

    @cached_property
    def _arrivals(self) -> Timetable:
        return self._timetable(Step.LANDFALL, self._arrive)

    def _timetable(self, step: Step, act: Act) -> Timetable:
        acted, members = partial(self._act, act), len(self._enlisted)
        return Timetable(self.world.schedule, step, acted, members, self._position)

    def _act(self, act: Act, ranks: np.ndarray, rows: np.ndarray) -> None:
        """Each ferry throws its own dice."""
        cast = self.world.cast
        if not cast.on:
            act(ranks, rows)
            return
        for number, some in grouped(self._ships.line[ranks]):
            with cast.acting(self._lines[number].actor):
                act(ranks[some], rows[some])

    def begin(self, rank: int, rows: np.ndarray) -> None:
        """A unit of ships in the port loads; elsewhere it comes for its first load."""
        world, ships = self.world, self._ships
        self._laid_up[rank, rows] = False
        there = world.state.place[rows, ships.units[rank]] == ships.port[rank]
        line = self._lines[ships.line[rank]]
        turns = world.turn + np.where(there, 0, line.crossing[rows])
        self._loadings.add(world.alike(rank, rows), rows, turns)

    def forget(self, rank: int, rows: np.ndarray) -> None:
        """A unit of ships loads no more."""
        self._loadings.drop(rank, rows)

    # in the port ----------------------------------------------------------------------------

    def _load(self, ranks: np.ndarray, rows: np.ndarray) -> None:
        world, ships, state = self.world, self._ships, self.world.state
        units = ships.units[ranks]
        idle, kept, loading, room = _sorted(
            ranks,
            rows,
            self._shipping.vessels_each(rows, units),
            ships,
            Ports(state.control, state.contested, self._stormy(ranks)),
            world.turn,
        )
        self._lie_up(ranks[idle], rows[idle])
        self._wait_for_weather(ranks[kept], rows[kept])
        ranks, rows, units = ranks[loading], rows[loading], units[loading]
        if not len(rows):
            return
        boarded = self._shipping.embark_each(rows, ships.berth[ranks], ships.port[ranks], room)
        if not boarded.all():
            none = boarded == 0
            self._lie_up(ranks[none], rows[none])
            ranks, rows, units, boarded = (one[~none] for one in (ranks, rows, units, boarded))
        self._movement.base_each(Going(rows, units, ships.port[ranks]))
        turns = _loaded(ranks, rows, boarded, ships.boarding, world.turn, world.clock.hours)
        self._departures.add(ranks, rows, turns)

    def _stormy(self, ranks: np.ndarray) -> np.ndarray:
        """Where the weather keeps ships in port, (lines, n); the same all day."""
        world, clock = self.world, self.world.clock
        if world.turn >= self._tomorrow:
            self._day = clock.day_of(world.turn)
            self._tomorrow = clock.first_turn_of(self._day + 1)
            self._known = np.zeros(len(self._lines), bool)
            self._storms = np.zeros((len(self._lines), len(world.all_rows)), bool)
        for number in distinct(self._ships.line[ranks]) if not self._known.all() else ():
            if not self._known[number]:
                self._known[number] = True
                self._storms[number] = self._is_stormy(self._lines[number])
        return self._storms

    def _is_stormy(self, line: Line) -> np.ndarray:
        """Whether the weather of this day keeps the ships of a ferry in port, (n,)."""
        world, address = self.world, self.world.draws.address(line.luck, "storm")
        dawn = world.clock.first_turn_of(self._day)
        world.cast.note(line.actor, dawn)
        storm = world.draws.of_day(address, self._day, dawn, world.all_rows, line.actor)
        return np.asarray(storm < line.storm)

    def _wait_for_weather(self, ranks: np.ndarray, rows: np.ndarray) -> None:
        if not len(rows):
            return
        chronicle = self.world.chronicle
        for rank, some in grouped(ranks) if chronicle.traced else ():
            number, unit = self._enlisted[rank]
            line, ship = self._lines[number], chronicle.name(unit)
            text = "the weather keeps {ship} in port"
            chronicle.tell(rows[some], "storm", line.port, text, side=line.side, ship=ship)
        self._loadings.add(ranks, rows, self.world.alike(self._tomorrow, rows))

    def _lie_up(self, ranks: np.ndarray, rows: np.ndarray) -> None:
        if not len(rows):
            return
        self._laid_up[ranks, rows] = True
        for number, some in grouped(self._ships.line[ranks]):
            line, fleet = self._lines[number], self._ships.line == number
            over = rows[some][self._laid_up[fleet][:, rows[some]].all(axis=0)]
            self.tell_waiting(
                line, over, "no more ships leave; {0:#person|people} {0:stays|stay} behind"
            )
            line.complete(over)

    def tell_waiting(self, line: Line, rows: np.ndarray, text: str) -> None:
        """Note how many wait in the port."""
        if not self.world.chronicle.traced:
            return
        waiting = self._civilians.people[rows, line.port, Lot.PRESENT]
        self.world.chronicle.tell(rows, "ferry", line.port, text, waiting)

    # across the sea -------------------------------------------------------------------------

    def _depart(self, ranks: np.ndarray, rows: np.ndarray) -> None:
        ships = self._ships
        self._movement.put_each_to_sea(rows, ships.units[ranks], ships.lane[ranks])
        self._arrivals.add(ranks, rows, self.world.turn + ships.out[ranks, rows])

    def _arrive(self, ranks: np.ndarray, rows: np.ndarray) -> None:
        world, ships = self.world, self._ships
        units = ships.units[ranks]
        vessels = self._shipping.vessels_each(rows, units)
        lost = world.draws.binomials_apart(
            ships.loss_at[ranks], world.turn, rows, vessels, ships.loss[ranks, rows]
        )
        if lost.any():
            self._sink(ranks, rows, lost)
            vessels = self._shipping.vessels_each(rows, units)
        if not vessels.all():
            gone = vessels == 0
            self._lie_up(ranks[gone], rows[gone])
            ranks, rows, units = ranks[~gone], rows[~gone], units[~gone]
        self._movement.base_each(Going(rows, units, ships.haven[ranks]))
        self._tell_landed(ranks, rows, self._shipping.land_each(rows, units))
        goes_on = world.ledger.going[ships.going[ranks], rows]
        ranks, rows = ranks[goes_on], rows[goes_on]
        self._loadings.add(ranks, rows, world.turn + ships.back[ranks, rows])

    def _sink(self, ranks: np.ndarray, rows: np.ndarray, lost: np.ndarray) -> None:
        for rank, some in grouped(np.where(lost > 0, ranks, NOWHERE)):
            number, unit = self._enlisted[rank]
            self._shipping.sink(rows[some], unit, self._lines[number].luck, lost[some])

    def _tell_landed(self, ranks: np.ndarray, rows: np.ndarray, landed: np.ndarray) -> None:
        chronicle = self.world.chronicle
        for rank, some in grouped(ranks) if chronicle.traced else ():
            line = self._lines[self._enlisted[rank][0]]
            text, port = "{0:#person|people} from {port} {0:goes|go} ashore", line.port
            about = rows[some], "ferry", line.haven, text, landed[some]
            chronicle.tell(*about, port=chronicle.place_name(port))


class Ports(NamedTuple):
    """Who holds all ports and whether he is fought there, (n, P) each, and where it is stormy."""

    control: np.ndarray
    contested: np.ndarray
    stormy: np.ndarray
    """(lines, n)"""


@njit(cache=True)
def _sorted(
    ranks: np.ndarray,
    rows: np.ndarray,
    vessels: np.ndarray,
    ships: _Ships,
    ports: Ports,
    turn: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Which ships lie up, wait for the weather and load, and the room in these."""
    idle, kept, loading = np.empty_like(rows), np.empty_like(rows), np.empty_like(rows)
    room = np.empty(rows.shape[0], np.int64)
    i = j = m = 0
    for k in range(rows.shape[0]):
        rank, row = ranks[k], rows[k]
        port = ships.port[rank]
        shut = ports.control[row, port] == ships.enemy[rank] or ports.contested[row, port]
        if shut or turn > ships.last[rank] or vessels[k] == 0:
            idle[i] = k
            i += 1
        elif ports.stormy[ships.line[rank], row]:
            kept[j] = k
            j += 1
        else:
            loading[m], room[m] = k, int(vessels[k] * ships.capacity[rank, row])
            m += 1
    return idle[:i], kept[:j], loading[:m], room[:m]


@njit(cache=True)
def _loaded(
    ranks: np.ndarray,
    rows: np.ndarray,
    boarded: np.ndarray,
    boarding: np.ndarray,
    turn: int,
    hours: float,
) -> np.ndarray:
    """The turns at which so many have gone aboard, (k,)."""
    turns = np.empty(rows.shape[0], np.int64)
    for k in range(rows.shape[0]):
        taken = boarded[k] / max(boarding[ranks[k], rows[k]], 1e-9)
        turns[k] = turn + int(nearest(taken / hours))
    return turns
