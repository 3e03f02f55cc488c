"""Landing: embarkation, passage, approach, run-in and unloading of one echelon."""

import math
from typing import NamedTuple, TypeVar

import numpy as np

from sim.kernel import njit
from sim.operations.crossing import Course, Crossing
from sim.plan import landing as plan
from sim.plan.parts.landing import LandingSpec
from sim.rules.casualties import Casualties
from sim.rules.lift import Lift
from sim.rules.modifiers import Modifiers
from sim.rules.movement import Movement
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.rules.surprise import Surprise
from sim.rules.weather import Weather
from sim.world.sequence import Step
from sim.world.state import Fate, Status, Wear
from sim.world.words import Name

LandingT = TypeVar("LandingT", bound=LandingSpec, covariant=True)


class Disembarkation(Crossing[LandingT]):
    """An echelon crosses the sea and goes ashore at the pace of the landing sites.

    An approach that is not detected surprises the garrisons of the whole area. A detected one lies
    under their fire for the run-in. Craft may strike rocks. Troops fight as they come ashore, in
    disorder at first: half as many in the first turn as in others, the mean of those who are ashore
    during it. Complete when all men of the echelon are ashore.

    Who is not at the port stays behind; if nobody is there, nothing sails and the landing is
    complete. While all its craft that are left are away with other landings it waits for them.
    """

    too_late = "the craft are off the shore"

    def __init__(self, rules: Rulebook, name: str, spec: LandingT) -> None:
        super().__init__(rules, name, spec)
        self.to = self.world.forces.place[spec.to]
        self._craft = self.world.forces.positions(spec.craft)
        hours = self.sea_way(spec.origin, spec.to, spec.distance) / np.maximum(self.speed, 1e-9)
        self._turns = self.world.clock.spans(self.number("embarkation") + hours)
        """(n,): from putting to sea to the approach."""
        self._detection = self.number("detection")
        self._run_in = self.number("run_in")
        self._rocks = self.world.inputs.number(
            self.world.definition.places[spec.to].rocks, f"places.{spec.to}.rocks"
        )
        self._capacity = self._men_an_hour()
        self.lift_number = rules[Lift].enrol(name)
        self._waits = self.calendar(Step.EMBARKATION, self._embark)
        self._approaches = self.calendar(Step.LANDFALL, self._approach)
        self._unloading = self.calendar(Step.UNLOADING, self._put_ashore)
        self.carry(self._craft.tolist(), self.units.tolist())

    @property
    def _sailed(self) -> np.ndarray:
        line: np.ndarray = self.log.sailed[self.voyage]
        return line

    @property
    def _off_shore(self) -> np.ndarray:
        line: np.ndarray = self.log.off_shore[self.voyage]
        return line

    @property
    def _going_ashore(self) -> np.ndarray:
        line: np.ndarray = self.log.going_ashore[self.voyage]
        return line

    def _men_an_hour(self) -> np.ndarray:
        sites = self.world.definition.places[self.spec.to].landing_sites
        used = self.spec.sites or list(sites)
        total = np.zeros(len(self.world.all_rows))
        for site in used:
            path = f"places.{self.spec.to}.landing_sites.{site}.capacity"
            total += self.world.inputs.number(sites[site].capacity, path)
        return total

    # at sea ---------------------------------------------------------------------------------

    def begin(self, rows: np.ndarray) -> None:
        """Embark those who are at the port and sail."""
        super().begin(rows)
        self._sailed[rows] = self._off_shore[rows] = False
        if len(self._craft) and self.world.chronicle.traced:
            self._tell(rows, "no craft", self.origin, "the craft are away", self._craft_away(rows))
        self._embark(rows)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Until they are off the shore."""
        return np.asarray(~self._off_shore[rows])

    def turn_back(self, rows: np.ndarray) -> None:
        """Those at sea go back; those who wait for craft stay."""
        super().turn_back(rows[self._sailed[rows]])

    def voyagers(self) -> list[int]:
        """Troops and craft."""
        return [*self.units.tolist(), *self._craft.tolist()]

    def come_home(self, unit: int, rows: np.ndarray) -> None:
        """Craft that are back can serve another landing."""
        super().come_home(unit, rows)
        if unit in self._craft:
            self.rules[Lift].give_back(unit, rows)

    def _embark(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if len(self._craft):
            away = self._craft_away(rows)
            self._waits.add(rows[away], self.world.turn + 1)
            rows = rows[~away]
        rows = self._whose_troops_are_there(rows)
        movement, lift = self.rules[Movement], self.rules[Lift]
        for unit in (*self.units.tolist(), *self._craft.tolist()):
            aboard = rows[self.at_port(unit, rows)]
            if unit in self._craft:
                lift.take(unit, self.lift_number, aboard)
            self.put_to_sea(unit, aboard)
            movement.come_from(unit, aboard, self.origin)
        self._sail(rows)

    def _craft_away(self, rows: np.ndarray) -> np.ndarray:
        """Whether all craft that are left serve other landings, (k,)."""
        away = np.zeros(len(rows), bool)
        for unit in self._craft.tolist():
            away |= self.rules[Lift].away(unit, rows)
        for unit in self._craft.tolist() if away.any() else ():
            away &= ~self.at_port(unit, rows)
        return away

    def _whose_troops_are_there(self, rows: np.ndarray) -> np.ndarray:
        """Those runs in which any of the troops are at the port; in the others it is over."""
        there = np.any([self.at_port(unit, rows) for unit in self.units.tolist()], axis=0)
        self._tell(rows, "embark", self.origin, "nobody is there to put to sea", ~there)
        self.find_nobody(rows[~there])
        return np.asarray(rows[there])

    def _sail(self, rows: np.ndarray) -> None:
        world = self.world
        self._sailed[rows] = True
        self.out_since[rows] = world.turn
        if world.chronicle.traced:
            text, men = "{0:#man|men} {0:puts|put} to sea", self._afloat(rows)
            world.chronicle.tell(rows, "embark", self.origin, text, men, side=self.side)
        self._approaches.add(rows, world.turn + self._turns[rows])

    def _afloat(self, rows: np.ndarray) -> np.ndarray:
        state = self.world.state
        total = np.zeros(len(rows), np.int64)
        for unit in self.units:
            aboard = state.status[:, unit][rows] == Status.AFLOAT
            total += state.men[:, unit, Fate.PRESENT][rows] * aboard
        return total

    # off the shore --------------------------------------------------------------------------

    def _approach(self, rows: np.ndarray) -> None:
        world, state = self.world, self.world.state
        self._off_shore[rows] = True
        self._going_ashore[rows] = False
        detected = self._is_detected(rows)
        hostile = state.control[:, self.to][rows] == 1 - self.side
        warned, surprised = rows[hostile & detected], rows[hostile & ~detected]
        if len(warned):
            self.rules[Surprise].warn(self.to, warned)
        if len(surprised):
            self._surprise(surprised)
        self._strike_rocks(rows)
        self._close_in(rows)
        under_fire = detected & (self.rules[Presence].men_at(self.to, 1 - self.side, rows) > 0)
        under_fire &= ~state.truce[:, self.to][rows]
        text = "the craft are seen and come under fire"
        world.chronicle.tell(rows, "approach", self.to, text, side=self.side, where=under_fire)
        # the rest of a turn is a chance: on average nobody is longer under fire than it takes
        chance = world.draws.uniform(self.address("run in"), world.turn, rows)
        whole = np.floor(self._run_in[rows] / world.clock.hours + chance).astype(np.int64)
        delay = np.where(under_fire, whole, 0)
        self._unloading.add(rows[delay > 0], (world.turn + delay)[delay > 0])
        self._put_ashore(rows[delay == 0])

    def _is_detected(self, rows: np.ndarray) -> np.ndarray:
        world, state = self.world, self.world.state
        chance = self.rules[Weather].detection(self._detection[rows], rows)
        scouted = state.scouted[:, self.to][rows]
        chance[scouted] *= self.rules[Modifiers].value("scouted_detection", rows[scouted])
        uniform = world.draws.uniform(self.address("detection"), 0, rows)
        awake = state.alert[:, self.to][rows] | state.contested[:, self.to][rows]
        return np.asarray((uniform < chance) | awake)

    def _surprise(self, rows: np.ndarray) -> None:
        text = "the landing is not detected"
        self.rules[Surprise].strike(self.to, self.side, rows, text)

    def _strike_rocks(self, rows: np.ndarray) -> None:
        world, state = self.world, self.world.state
        chance = self._rocks[rows]
        scouted = state.scouted[:, self.to][rows]
        chance[scouted] *= self.rules[Modifiers].value("scouted_rocks", rows[scouted])
        total = np.zeros(len(rows), np.int64)
        for unit in self._craft.tolist():
            ours = self.rules[Lift].serves(unit, self.lift_number, rows)
            for entry in world.forces.entries_of(unit):
                address = self.address(f"rocks/{world.forces.entry_luck[entry]}")
                craft = state.weapons[:, entry, Wear.PRESENT][rows] * ours
                struck = world.draws.binomials(address, 0, rows, craft, chance)
                if struck.any():
                    self.rules[Casualties].wear(rows, entry, np.zeros_like(struck), struck)
                    total += struck
        text = "{0:#craft|craft} {0:strikes|strike} rocks"
        world.chronicle.tell(
            rows, "grounding", self.to, text, total, side=self.side, where=total > 0
        )

    def _close_in(self, rows: np.ndarray) -> None:
        """Bring the echelon before the shore: it can be fired at, but nobody is ashore yet."""
        self._lie_off([*self.units.tolist(), *self._craft.tolist()], rows)

    def _lie_off(self, units: list[int], rows: np.ndarray) -> None:
        for unit in units:
            self.rules[Movement].lie_off(unit, self.to, rows)

    # ashore ---------------------------------------------------------------------------------

    def _put_ashore(self, rows: np.ndarray) -> None:
        world = self.world
        capacity = self.room_ashore(rows)
        landed, waiting = self.rules[Movement].unload(self.units, self.to, rows, capacity)
        self.tell_landed(rows, landed)
        self._unloading.add(rows[waiting], world.turn + 1)
        self._release_craft(rows[~waiting])
        self.complete(rows[~waiting])

    def room_ashore(self, rows: np.ndarray) -> np.ndarray:
        """Men whom the landing sites take in this turn, (k,)."""
        hours, going = self.world.clock.hours, self._going_ashore
        room: np.ndarray = _room_ashore(rows, self._capacity, hours, going)
        return room

    def tell_landed(self, rows: np.ndarray, landed: np.ndarray) -> None:
        """Note how many men go ashore, (k,)."""
        self._tell(rows, "landing", self.to, "{0:#man|men} {0:goes|go} ashore", landed > 0, landed)

    def _tell(
        self,
        rows: np.ndarray,
        kind: str,
        place: int,
        text: str,
        where: np.ndarray,
        *numbers: np.ndarray,
    ) -> None:
        """Note something of the echelon, after the title of the operation if it has one."""
        self.world.chronicle.tell(
            rows,
            kind,
            place,
            f"{{title}}, {text}" if self.spec.title else text,
            *numbers,
            side=self.side,
            where=where,
            title=Name(self.spec.title),
        )

    def _release_craft(self, rows: np.ndarray) -> None:
        for unit in self._craft.tolist() if len(rows) else ():
            ours = rows[self.rules[Lift].serves(unit, self.lift_number, rows)]
            self.rules[Movement].base(unit, ours, self.origin)
            self.rules[Lift].give_back(unit, ours)


@njit(cache=True)
def _room_ashore(
    rows: np.ndarray, capacity: np.ndarray, hours: float, going: np.ndarray
) -> np.ndarray:
    """Men whom landing sites take in a turn, (k,), by what they take in an hour, (n,).

    Where nobody was `going` ashore, (n,), before, he begins to; then it is half a turn.
    """
    room = np.empty(rows.shape[0], np.int64)
    for i in range(rows.shape[0]):
        row = rows[i]
        room[i] = math.floor(capacity[row] * (hours if going[row] else 0.5 * hours))
        going[row] = True
    return room


class Shore(NamedTuple):
    """What decides about a landing, in each run, (n,)."""

    detection: np.ndarray
    run_in: np.ndarray
    """Hours."""
    rocks: np.ndarray
    """The chance of a craft to strike one."""
    capacity: np.ndarray
    """Men an hour whom the landing sites take."""


class Landing(Disembarkation[plan.Landing]):
    """A landing in one go."""

    @property
    def plain(self) -> bool:
        """Whether it lands from one unit of craft, and nobody can find it at sea."""
        return len(self._craft) == 1 and self.spec.through is None

    @property
    def course(self) -> Course:
        """That of its first craft."""
        return Course(int(self._craft[0]), self.units, self.origin, self.to, self._turns)

    @property
    def shore(self) -> Shore:
        """What it finds there."""
        return Shore(self._detection, self._run_in, self._rocks, self._capacity)

    def rock_addresses(self) -> list[np.uint64]:
        """The random addresses of the rocks that each weapon entry of its craft may strike."""
        forces = self.world.forces
        entries = forces.entries_of(int(self._craft[0])).tolist()
        return [self.address(f"rocks/{forces.entry_luck[entry]}") for entry in entries]
