"""Massed crossings: passages and landings, of one unit of ships each, that go on as one."""

from typing import Any

import numpy as np

from sim.operations.base import Operation
from sim.operations.crossing import lie_at
from sim.operations.landing import Landing
from sim.operations.party import Members, Stepwise
from sim.operations.passage import Passage
from sim.rules.casualties import Casualties
from sim.rules.lift import FREE, Lift
from sim.rules.modifiers import Modifiers
from sim.rules.movement import Movement
from sim.rules.movement_kernel import Going
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.rules.surprise import Surprise
from sim.rules.voyages import Voyages
from sim.rules.weather import Weather
from sim.world.sequence import Position, Step
from sim.world.state import NOWHERE, Status, Wear, grouped


class Crossings(Members):
    """What is known of L crossings; the units that take part are the troops that land."""

    def __init__(self, runs: int) -> None:
        super().__init__()
        self.voyage, self.ship, self.origin, self.to, self.lift = np.empty((5, 8), np.int64)
        self.off_map = np.empty(8, bool)
        """Whether the port of origin is off the map."""
        self.seen_by, self.run_in_by = np.empty((2, 8), np.uint64)
        """Addresses of the chances to be detected, and of a part of a turn in the run-in."""
        self.turns = np.empty((8, runs), np.int64)
        self.detection, self.run_in, self.rocks, self.capacity = np.empty((4, 8, runs))


class MassedCrossings(Stepwise):
    """Passages and landings; what each does `Passage` and `Landing` say."""

    steps = (Step.EMBARKATION, Step.LANDFALL, Step.UNLOADING)

    def __init__(self, rules: Rulebook, position: Position) -> None:
        self._register = Crossings(len(rules.world.all_rows))
        super().__init__(rules, position, self._register)
        self._log = rules[Voyages]
        self._rocks: list[list[np.uint64]] = []
        """By number, the addresses of the rocks."""
        self._waits = self.agenda(Step.EMBARKATION, self._embark)
        self._landfalls = self.agenda(Step.LANDFALL, self._arrive)
        self._unloading = self.agenda(Step.UNLOADING, self._put_ashore)

    @staticmethod
    def takes(operation: Operation[Any]) -> bool:
        """Those of one unit of ships, which nobody can find at sea."""
        return isinstance(operation, Passage | Landing) and operation.plain

    def admit(self, operation: Operation[Any]) -> int:
        """Take over a crossing."""
        assert isinstance(operation, Passage | Landing)
        number, of = self.enter(operation), self._register
        self._rocks.append([])
        of.voyage[number], course = operation.voyage, operation.course
        of.ship[number], of.origin[number], of.to[number] = course.ship, course.origin, course.to
        of.set_units(number, course.troops)
        of.turns[number], of.off_map[number] = course.turns, operation.lies_off_map(course.origin)
        if isinstance(operation, Landing):
            self._note_shore(number, operation)
        return number

    def _note_shore(self, number: int, landing: Landing) -> None:
        of = self._register
        of.lift[number] = landing.lift_number
        of.seen_by[number] = landing.address("detection")
        of.run_in_by[number] = landing.address("run in")
        for name, figures in landing.shore._asdict().items():
            getattr(of, name)[number] = figures
        self._rocks[number] = landing.rock_addresses()

    # at sea ---------------------------------------------------------------------------------

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Begin an operation in each of some runs, (k,), where it is not under way."""
        of, log = self._register, self._log
        voyages = of.voyage[numbers]
        home = log.coming_home[voyages, rows]
        busy = self.going(numbers, rows) | home & self._out(numbers, rows)
        again = home & ~busy
        log.coming_home[voyages[again], rows[again]] = False
        self._landfalls.drop(of.rank[numbers[again]], rows[again])
        numbers, rows, voyages = numbers[~busy], rows[~busy], voyages[~busy]
        self.begin(numbers, rows)
        for notes in (log.in_vain, log.sailed, log.off_shore):
            notes[voyages, rows] = False
        lands = of.size[numbers] > 0
        self._embark(numbers[lands], rows[lands])
        self._sail(numbers[~lands], rows[~lands])

    def _out(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether ships or troops are afloat, (k,)."""
        status, of = self.world.state.status, self._register
        out = np.asarray(status[rows, of.ship[numbers]] == Status.AFLOAT)
        for some, troops in of.each_unit(numbers):
            out[some] |= status[rows[some], troops] == Status.AFLOAT
        return out

    def _embark(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Landings put to sea, wait for craft, or find nobody."""
        of, lift = self._register, self.rules[Lift]
        away = self._craft_away(numbers, rows)
        self.add(self._waits, numbers[away], rows[away], self.world.turn + 1)
        numbers, rows = numbers[~away], rows[~away]
        there = np.zeros(len(rows), bool)
        for some, troops in of.each_unit(numbers):
            there[some] |= self._at_port(troops, numbers[some], rows[some])
        self._find_nobody(numbers[~there], rows[~there])
        numbers, rows = numbers[there], rows[there]
        if not len(rows):
            return
        for some, troops in of.each_unit(numbers):
            self._put_to_sea(troops, numbers[some], rows[some])
        ships = self._at_port(of.ship[numbers], numbers, rows)
        some, where = numbers[ships], rows[ships]
        lift.take(of.ship[some], of.lift[some], where)
        self._leave(of.ship[some], some, where)
        self._log.sailed[of.voyage[numbers], rows] = True
        self._be_under_way(numbers, rows)

    def _put_to_sea(self, units: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Those of some units, (k,), leave their ports who are there."""
        there = self._at_port(units, numbers, rows)
        self._leave(units[there], numbers[there], rows[there])

    def _leave(self, units: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> None:
        movement = self.rules[Movement]
        movement.put_each_to_sea(rows, units)
        movement.come_from(units, rows, self._register.origin[numbers])

    def _sail(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Passages begin."""
        of = self._register
        there = self._at_port(of.ship[numbers], numbers, rows)
        self._find_nobody(numbers[~there], rows[~there])
        numbers, rows = numbers[there], rows[there]
        self.rules[Movement].put_each_to_sea(rows, of.ship[numbers])
        self._be_under_way(numbers, rows)

    def _be_under_way(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        of, turn = self._register, self.world.turn
        self._log.out_since[of.voyage[numbers], rows] = turn
        self.add(self._landfalls, numbers, rows, turn + of.turns[numbers, rows])

    def _craft_away(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether the craft that are left serve another landing, (k,)."""
        lift, ships = self.rules[Lift], self._register.ship[numbers]
        away = np.asarray(lift.landings[rows, ships] != FREE)
        for ship, there in grouped(np.where(away, ships, NOWHERE)):
            away[there] = lift.away(ship, rows[there])
        return away

    def _at_port(self, units: np.ndarray, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether units, (k,), are at the ports of origin and free to go, (k,)."""
        state = self.world.state
        lies: np.ndarray = lie_at(
            Going(rows, units, self._register.origin[numbers]), state.status, state.place
        )
        return np.asarray(lies & (self.rules[Lift].landings[rows, units] == FREE))

    def _find_nobody(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        self._log.in_vain[self._register.voyage[numbers], rows] = True
        self.complete(numbers, rows)

    def recallable(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Until they are off the shore."""
        return np.asarray(~self._log.off_shore[self._register.voyage[numbers], rows])

    def turn_back(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Those at sea go back; those who wait for craft stay."""
        of, log, turn = self._register, self._log, self.world.turn
        out = (of.size[numbers] == 0) | log.sailed[of.voyage[numbers], rows]
        numbers, rows = numbers[out], rows[out]
        log.coming_home[of.voyage[numbers], rows] = True
        back = np.maximum(turn - log.out_since[of.voyage[numbers], rows], 1)
        self.add(self._landfalls, numbers, rows, turn + back)

    def _come_home(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Those who were called back are in their ports."""
        of, movement = self._register, self.rules[Movement]
        self._log.coming_home[of.voyage[numbers], rows] = False
        for some, troops in of.each_unit(numbers):
            afloat, off_map = self._afloat(troops, numbers[some], rows[some])
            movement.base_each(Going(*(one[off_map] for one in afloat)))
            movement.arrive_each(Going(*(one[~off_map] for one in afloat)))
        ships, _ = self._afloat(of.ship[numbers], numbers, rows)
        movement.base_each(ships)
        self.rules[Lift].give_back(ships.units, ships.rows)

    def _afloat(
        self, units: np.ndarray, numbers: np.ndarray, rows: np.ndarray
    ) -> tuple[Going, np.ndarray]:
        """Those of some units, (k,), who are afloat, and their ports; which are off the map."""
        of, afloat = self._register, self.world.state.status[rows, units] == Status.AFLOAT
        numbers = numbers[afloat]
        return Going(rows[afloat], units[afloat], of.origin[numbers]), of.off_map[numbers]

    # off the shore --------------------------------------------------------------------------

    def _arrive(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Ships lie where they went, or in their ports again, and landings begin."""
        of = self._register
        home = self._log.coming_home[of.voyage[numbers], rows]
        if home.any():
            self._come_home(numbers[home], rows[home])
            numbers, rows = numbers[~home], rows[~home]
        lands = of.size[numbers] > 0
        ships, where = numbers[~lands], rows[~lands]
        self.rules[Movement].anchor_each(Going(where, of.ship[ships], of.to[ships]))
        self.complete(ships, where)
        if lands.any():
            self._approach(numbers[lands], rows[lands])

    def _approach(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        world, of = self.world, self._register
        self._log.off_shore[of.voyage[numbers], rows] = True
        self._log.going_ashore[of.voyage[numbers], rows] = False
        detected, to = self._is_detected(numbers, rows), of.to[numbers]
        enemy = 1 - self.known[0].side
        hostile = world.state.control[rows, to] == enemy
        self._alarm(to, rows, hostile & detected, hostile & ~detected)
        self._strike_rocks(numbers, rows)
        for some, troops in of.each_unit(numbers):
            self.rules[Movement].lie_each_off(Going(rows[some], troops, to[some]))
        self.rules[Movement].lie_each_off(Going(rows, of.ship[numbers], to))
        under_fire = detected & (self.rules[Presence].men_where(to, enemy, rows) > 0)
        under_fire &= ~world.state.truce[rows, to]
        chance = world.draws.uniforms(of.run_in_by[numbers], world.turn, rows)
        whole = np.floor(of.run_in[numbers, rows] / world.clock.hours + chance).astype(np.int64)
        delay = np.where(under_fire, whole, 0)
        later = delay > 0
        self.add(self._unloading, numbers[later], rows[later], world.turn + delay[later])
        self._put_ashore(numbers[~later], rows[~later])

    def _is_detected(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        world, state, of = self.world, self.world.state, self._register
        to = of.to[numbers]
        chance = self.rules[Weather].detection(of.detection[numbers, rows], rows)
        scouted = state.scouted[rows, to]
        chance[scouted] *= self.rules[Modifiers].value("scouted_detection", rows[scouted])
        uniform = world.draws.uniforms(of.seen_by[numbers], 0, rows)
        return np.asarray((uniform < chance) | state.alert[rows, to] | state.contested[rows, to])

    def _alarm(
        self, to: np.ndarray, rows: np.ndarray, warned: np.ndarray, surprised: np.ndarray
    ) -> None:
        """Garrisons of places in some runs stand to, and others are surprised; (k,) each."""
        surprise, side = self.rules[Surprise], self.known[0].side
        for place, there in grouped(to[warned]):
            surprise.warn(place, rows[warned][there])
        for place, there in grouped(to[surprised]):
            surprise.strike(place, side, rows[surprised][there], "")

    def _strike_rocks(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        of, world = self._register, self.world
        risky = of.rocks[numbers, rows] > 0
        numbers, rows = numbers[risky], rows[risky]
        chance, scouted = of.rocks[numbers, rows], world.state.scouted[rows, of.to[numbers]]
        chance[scouted] *= self.rules[Modifiers].value("scouted_rocks", rows[scouted])
        serves = self._serves(numbers, rows)
        for ship, there in grouped(of.ship[numbers]):
            where, ours, odds = rows[there], serves[there], chance[there]
            addresses = np.array([self._rocks[one] for one in numbers[there].tolist()], np.uint64)
            for position, entry in enumerate(world.forces.entries_of(ship).tolist()):
                craft = world.state.weapons[:, entry, Wear.PRESENT][where] * ours
                luck = addresses[:, position]
                struck = world.draws.binomials_apart(luck, 0, where, craft, odds)
                if struck.any():
                    self.rules[Casualties].wear(where, entry, np.zeros_like(struck), struck)

    def _serves(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether the craft of a landing serve it, (k,)."""
        of = self._register
        landing = self.rules[Lift].landings[rows, of.ship[numbers]]
        return np.asarray(landing == of.lift[numbers])

    # ashore ---------------------------------------------------------------------------------

    def _put_ashore(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        of = self._register
        room, waiting = self._room_ashore(numbers, rows), np.zeros(len(rows), bool)
        for some, troops in of.each_unit(numbers):
            going = Going(rows[some], troops, of.to[numbers[some]])
            landed, others = self.rules[Movement].unload_each(going, room[some])
            room[some] -= landed
            waiting[some] |= others
        self.add(self._unloading, numbers[waiting], rows[waiting], self.world.turn + 1)
        done, where = numbers[~waiting], rows[~waiting]
        ours = self._serves(done, where)
        ships, there = of.ship[done[ours]], where[ours]
        self.rules[Movement].base_each(Going(there, ships, of.origin[done[ours]]))
        self.rules[Lift].give_back(ships, there)
        self.complete(done, where)

    def _room_ashore(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Men whom the landing sites take in this turn, (k,)."""
        of, going = self._register, self._log.going_ashore
        voyages = of.voyage[numbers]
        hours = np.where(going[voyages, rows], 1.0, 0.5) * self.world.clock.hours
        going[voyages, rows] = True
        return np.asarray(np.floor(of.capacity[numbers, rows] * hours), np.int64)
