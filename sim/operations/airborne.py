"""Airborne: transports fly troops to a strip, past fighters and guns."""

from collections.abc import Sequence

import numpy as np

from sim.elementary import chances
from sim.operations.voyage import Voyage
from sim.plan import airborne as plan
from sim.rules.air_combat import AirCombat
from sim.rules.bombardment import Bombardment, Target
from sim.rules.casualties import Casualties
from sim.rules.modifiers import Modifiers
from sim.rules.movement import Movement
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.rules.sorties import Sorties
from sim.rules.squadrons import Squadrons
from sim.rules.surprise import Surprise
from sim.world.globe import great_circle
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Fate, Status


class Airborne(Voyage[plan.Airborne]):
    """Take-off, flight, interception, approach under fire and landing of an air transport group.

    Each transport carries an equal share of the men: those in one that is shot down are killed.
    Fighters that find the transports and do not turn away fight the escort first
    (`sim.rules.air_combat`); guns at the place fire if they are served at all, less the longer
    the escort keeps them down. Transports come in one after the other; some are damaged on the
    strip and men in them hurt. Troops fight as they leave their aircraft, in disorder at first.
    Complete when all are down.
    """

    too_late = "the transports are over the strip"

    def __init__(self, rules: Rulebook, name: str, spec: plan.Airborne) -> None:
        super().__init__(rules, name, spec)
        self.origin, self.to = (self.world.forces.place[place] for place in (spec.origin, spec.to))
        self._transports = self._squadrons(spec.transports)
        self._escort = self._squadrons(spec.escort)
        self._interceptors = self._squadrons(spec.interceptors)
        self._passes = Target(f"operation/{self.luck}", self.to, 1 - self.side)
        self._hours = self.number("emplaning") + self._flight()
        self._interval = self.number("interval")
        self._chance = {
            field: self.number(field)
            for field in (
                "interception", "turn_away", "opposition", "surprise", "accidents", "injured",
                "scatter",
            )
        }  # fmt: skip
        self._flown = np.ones(len(self.world.all_rows), np.int64)
        self._pace = np.zeros(len(self.world.all_rows), np.int64)
        self._there = np.zeros(len(self.world.all_rows), bool)
        self._arrivals = self.calendar(Step.LANDFALL, self._arrive)
        self._unloading = self.calendar(Step.UNLOADING, self._put_down)

    def _squadrons(self, units: Sequence[str]) -> Squadrons:
        casualties, sorties = self.rules[Casualties], self.rules[Sorties]
        return Squadrons(self.world, casualties, sorties, self.luck, units)

    def _flight(self) -> np.ndarray:
        """Hours from take-off to the first landing."""
        if self.spec.distance is not None:
            distance = self.number("distance")
        else:
            places = self.world.definition.places
            start, end = places[self.spec.origin].at, places[self.spec.to].at
            if start is None or end is None:
                raise ValueError(f"no distance from {self.spec.origin} to {self.spec.to}")
            distance = np.full(len(self.world.all_rows), great_circle(start, end))
        return np.asarray(distance / np.maximum(self.number("speed"), 1e-9))

    # in the air -----------------------------------------------------------------------------

    def begin(self, rows: np.ndarray) -> None:
        """Take those who are at the airfield aboard and take off."""
        world = self.world
        rows = rows[self._transports.ready(rows) > 0]
        for unit in self.units.tolist():
            aboard = self._at_airfield(unit, rows)
            self.rules[Movement].put_to_sea(unit, aboard, NOWHERE)
            self.rules[Movement].come_from(unit, aboard, self.origin)
        self._there[rows] = False
        self.out_since[rows] = world.turn
        self._flown[rows] = self._transports.ready(rows)
        self._transports.newly_lost(rows)  # whoever went down earlier takes nobody along
        for squadrons in (self._transports, self._escort):
            squadrons.count_sorties(rows)
        text = "{0:#transport|transports} {0:takes|take} off with {1:#man|men}"
        men = self._aboard(rows)
        world.chronicle.tell(
            rows, "take-off", self.origin, text, self._flown[rows], men, side=self.side
        )
        self._arrivals.add(rows, world.turn + world.clock.spans(self._hours[rows]))

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """As long as they are on their way."""
        return np.asarray(~self._there[rows])

    def voyagers(self) -> list[int]:
        """The troops aboard."""
        return list(self.units.tolist())

    def come_home(self, unit: int, rows: np.ndarray) -> None:
        """The troops are at their airfield."""
        self.put_down(unit, self.origin, rows)

    def _at_airfield(self, unit: int, rows: np.ndarray) -> np.ndarray:
        state = self.world.state
        status, place = state.status[rows, unit], state.place[rows, unit]
        there = (status == Status.WAITING) & ((place == self.origin) | (place == NOWHERE))
        there |= (status == Status.FIELD) & (place == self.origin)
        return np.asarray(rows[there])

    def _aboard(self, rows: np.ndarray) -> np.ndarray:
        state = self.world.state
        total = np.zeros(len(rows), np.int64)
        for unit in self.units.tolist():
            men = state.men[rows, unit, Fate.PRESENT]
            total += men * (state.status[rows, unit] == Status.AFLOAT)
        return total

    def _arrive(self, rows: np.ndarray) -> None:
        self._there[rows] = True
        self._meet_fighters(rows)
        awake = self._face_guns(rows)
        hostile = self.world.state.control[rows, self.to] == 1 - self.side
        unaware = self._happens("surprise", rows) & ~awake
        text = "the garrison is taken by surprise"
        self.rules[Surprise].strike(self.to, self.side, rows[hostile & unaware], text)
        self._touch_down(rows)

    def _happens(self, field: str, rows: np.ndarray) -> np.ndarray:
        uniform = self.world.draws.uniform(self.address(field), 0, rows)
        return np.asarray(uniform < self._chance[field][rows])

    def _meet_fighters(self, rows: np.ndarray) -> None:
        found = self._happens("interception", rows) & (self._interceptors.ready(rows) > 0)
        away = self._happens("turn_away", rows)
        enemy = 1 - self.side
        self._tell(rows, "fighters approach and turn away", found & away, side=enemy)
        self._tell(rows, "fighters attack the transports", found & ~away, side=enemy)
        rows = rows[found & ~away]
        if len(rows):
            self._interceptors.count_sorties(rows)
            self.rules[AirCombat].fight(
                rows, self.to, self._transports, self._escort, self._interceptors
            )
            self._lose_those_aboard(rows)

    def _face_guns(self, rows: np.ndarray) -> np.ndarray:
        """Guns fire at the transports on their way down; returns in which runs they do, (k,)."""
        guns = self.rules[Presence].anti_aircraft_at(self.to, 1 - self.side, rows)
        fire = self._happens("opposition", rows) & (guns > 0)
        if fire.any():
            self._come_under_fire(rows[fire], guns[fire])
        return np.asarray(fire)

    def _come_under_fire(self, rows: np.ndarray, guns: np.ndarray) -> None:
        """The escort keeps the heads of the crews down."""
        self._tell(rows, "the guns at the strip open fire", side=1 - self.side)
        power, shock = self._escort.strike(rows)
        men = np.maximum(self.rules[Presence].men_at(self.to, 1 - self.side, rows), 1)
        self.rules[Bombardment].fall(self._passes, rows, power, shock)
        kept_down = chances(100.0 * shock / men)
        guns *= 1.0 - self.rules[Modifiers].value("suppression_fire", rows) * kept_down
        chance = chances(guns * self.rules[Modifiers].value("anti_aircraft", rows))
        hit = self._transports.hit(rows, "anti-aircraft", chance, self.to)
        self._tell(rows, "{0:#transport|transports} {0:is|are} hit", hit > 0, hit)
        self._lose_those_aboard(rows)

    def _lose_those_aboard(self, rows: np.ndarray) -> None:
        """Men in transports that were lost in the air since the last look die with them."""
        gone = self._transports.newly_lost(rows)
        share = np.minimum(gone / np.maximum(self._flown[rows], 1), 1.0)
        self._hurt(rows, share, Fate.KILLED, "shot down")

    def _hurt(self, rows: np.ndarray, share: np.ndarray, fate: Fate, cause: str) -> None:
        """A share of the men aboard meet a fate."""
        world, state = self.world, self.world.state
        for unit in self.units.tolist():
            coming = state.status[rows, unit] == Status.AFLOAT
            men = state.men[rows, unit, Fate.PRESENT].astype(np.int64) * coming
            address = self.address(f"{cause}/{world.forces.luck[unit]}")
            number = world.draws.binomials(address, 0, rows, men, share)
            self.rules[Casualties].transfer(rows, unit, Fate.PRESENT, fate, number, self.to)

    # on the ground --------------------------------------------------------------------------

    def _touch_down(self, rows: np.ndarray) -> None:
        world = self.world
        struck = self._transports.damage(rows, "accidents", self._chance["accidents"][rows])
        self._tell(
            rows, "{0:#transport|transports} {0:is|are} damaged on the strip", struck > 0, struck
        )
        share = struck / np.maximum(self._flown[rows], 1) * self._chance["injured"][rows]
        self._hurt(rows, share, Fate.WOUNDED, "accident")
        self._hurt(rows, self._chance["scatter"][rows], Fate.MISSING, "scatter")
        turns = world.clock.spans(self._flown[rows] * self._interval[rows])
        self._pace[rows] = -(-self._aboard(rows) // np.maximum(turns, 1))
        for unit in self.units.tolist():
            self.rules[Movement].lie_off(unit, self.to, rows)
        self._put_down(rows)

    def _put_down(self, rows: np.ndarray) -> None:
        movement = self.rules[Movement]
        landed, waiting = movement.unload(self.units, self.to, rows, self._pace[rows])
        self._tell(rows, "{0:#man|men} {0:has|have} landed", landed > 0, landed, kind="landing")
        self._unloading.add(rows[waiting], self.world.turn + 1)
        self.complete(rows[~waiting])

    def _tell(
        self,
        rows: np.ndarray,
        text: str,
        where: np.ndarray | None = None,
        *values: np.ndarray,
        kind: str = "flight",
        side: int | None = None,
    ) -> None:
        side = self.side if side is None else side
        self.world.chronicle.tell(rows, kind, self.to, text, *values, side=side, where=where)
