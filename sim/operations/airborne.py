"""Airborne: transports fly troops to a strip, past fighters and guns."""

import numpy as np

from sim.battle import Battle
from sim.elementary import chances
from sim.operations.base import Operation
from sim.plan import airborne as plan
from sim.rules.air_combat import AirCombat
from sim.rules.bombardment import Bombardment
from sim.rules.squadrons import Squadrons
from sim.rules.surprise import surprise_garrisons
from sim.world.globe import great_circle
from sim.world.phases import Phase
from sim.world.state import NOWHERE, Fate, Status


class Airborne(Operation[plan.Airborne]):
    """Take-off, flight, interception, approach under fire and landing of an air transport group.

    Each transport carries an equal share of the men: those in one that is shot down are killed.
    Fighters that find the transports and do not turn away fight the escort first
    (`sim.rules.air_combat`); guns at the place fire if they are served at all, less the longer
    the escort keeps them down. Transports come in one after the other; some are damaged on the
    strip and men in them hurt. Troops fight as they leave their aircraft, in disorder at first.
    Complete when all are down.
    """

    def __init__(self, battle: Battle, name: str, spec: plan.Airborne) -> None:
        super().__init__(battle, name, spec)
        self.origin, self.to = (battle.order.place[place] for place in (spec.origin, spec.to))
        self._transports = Squadrons(battle, name, spec.transports)
        self._escort = Squadrons(battle, name, spec.escort)
        self._interceptors = Squadrons(battle, name, spec.interceptors)
        self._combat = AirCombat(battle, self.to)
        self._passes = Bombardment(battle, f"operation/{name}", 1 - self.side)
        self._hours = self.number("emplaning") + self._flight()
        self._interval = self.number("interval")
        self._chance = {
            field: self.number(field)
            for field in (
                "interception", "turn_away", "opposition", "surprise", "accidents", "injured",
                "scatter",
            )
        }  # fmt: skip
        self._flown = np.ones(len(battle.everyone), np.int64)
        self._pace = np.zeros(len(battle.everyone), np.int64)
        self._arrivals = self.calendar(Phase.MOVEMENT, self._arrive, "_arrive")
        self._unloading = self.calendar(Phase.MOVEMENT, self._put_down, "_put_down")

    def _flight(self) -> np.ndarray:
        """Hours from take-off to the first landing."""
        if self.spec.distance is not None:
            distance = self.number("distance")
        else:
            places = self.battle.definition.places
            start, end = places[self.spec.origin].at, places[self.spec.to].at
            if start is None or end is None:
                raise ValueError(f"no distance from {self.spec.origin} to {self.spec.to}")
            distance = np.full(len(self.battle.everyone), great_circle(start, end))
        return np.asarray(distance / np.maximum(self.number("speed"), 1e-9))

    # in the air -----------------------------------------------------------------------------

    def begin(self, rows: np.ndarray) -> None:
        """Take those who are at the airfield aboard and take off."""
        battle, state = self.battle, self.battle.state
        rows = rows[self._transports.ready(rows) > 0]
        for unit in self.units.tolist():
            aboard = self._at_airfield(unit, rows)
            battle.travel.leave(unit, aboard)
            state.status[aboard, unit] = Status.AFLOAT
            state.place[aboard, unit] = NOWHERE
            state.origin[aboard, unit] = self.origin
            state.afloat[aboard, unit] = state.men[aboard, unit, Fate.PRESENT]
        self._flown[rows] = self._transports.ready(rows)
        for squadrons in (self._transports, self._escort):
            squadrons.count_sorties(rows)
        text = "{:,} transports take off with {:,} men"
        men = self._aboard(rows)
        battle.chronicle.tell(
            rows, "take-off", self.origin, text, self._flown[rows], men, side=self.side
        )
        self._arrivals.add(rows, battle.turn + battle.clock.spans(self._hours[rows]))

    def _at_airfield(self, unit: int, rows: np.ndarray) -> np.ndarray:
        state = self.battle.state
        status, place = state.status[rows, unit], state.place[rows, unit]
        there = (status == Status.WAITING) & ((place == self.origin) | (place == NOWHERE))
        there |= (status == Status.FIELD) & (place == self.origin)
        return np.asarray(rows[there])

    def _aboard(self, rows: np.ndarray) -> np.ndarray:
        state = self.battle.state
        total = np.zeros(len(rows), np.int64)
        for unit in self.units.tolist():
            total += state.afloat[rows, unit] * (state.status[rows, unit] == Status.AFLOAT)
        return total

    def _arrive(self, rows: np.ndarray) -> None:
        self._meet_fighters(rows)
        awake = self._face_guns(rows)
        hostile = self.battle.state.control[rows, self.to] == 1 - self.side
        unaware = self._happens("surprise", rows) & ~awake
        text = "the garrison is taken by surprise"
        surprise_garrisons(self.battle, self.to, self.side, rows[hostile & unaware], text)
        self._touch_down(rows)

    def _happens(self, field: str, rows: np.ndarray) -> np.ndarray:
        uniform = self.battle.draws.uniform(self.address(field), 0, rows)
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
            self._combat.resolve(rows, self._transports, self._escort, self._interceptors)
            self._lose_those_aboard(rows)

    def _face_guns(self, rows: np.ndarray) -> np.ndarray:
        """Guns fire at the transports on their way down; returns in which runs they do, (k,)."""
        guns = self.battle.anti_aircraft_at(self.to, 1 - self.side, rows)
        fire = self._happens("opposition", rows) & (guns > 0)
        if fire.any():
            self._come_under_fire(rows[fire], guns[fire])
        return np.asarray(fire)

    def _come_under_fire(self, rows: np.ndarray, guns: np.ndarray) -> None:
        """The escort keeps the heads of the crews down."""
        battle = self.battle
        self._tell(rows, "the guns at the strip open fire", side=1 - self.side)
        power, shock = self._escort.strike(rows)
        men = np.maximum(battle.men_at(self.to, 1 - self.side, rows), 1)
        self._passes.fall(rows, self.to, power, shock)
        kept_down = chances(100.0 * shock / men)
        guns *= 1.0 - battle.modifiers.column("suppression_fire", rows) * kept_down
        chance = chances(guns * battle.modifiers.column("anti_aircraft", rows))
        hit = self._transports.hit(rows, "anti-aircraft", chance, self.to)
        self._tell(rows, "{:,} transports are hit", hit > 0, hit)
        self._lose_those_aboard(rows)

    def _lose_those_aboard(self, rows: np.ndarray) -> None:
        """Men in transports that were lost in the air since the last look die with them."""
        gone = self._transports.newly_lost(rows)
        share = np.minimum(gone / np.maximum(self._flown[rows], 1), 1.0)
        self._hurt(rows, share, Fate.KILLED, "shot down")

    def _hurt(self, rows: np.ndarray, share: np.ndarray, fate: Fate, cause: str) -> None:
        """A share of the men aboard meet a fate."""
        battle, state = self.battle, self.battle.state
        for unit in self.units.tolist():
            coming = state.status[rows, unit] == Status.AFLOAT
            men = state.men[rows, unit, Fate.PRESENT].astype(np.int64) * coming
            address = self.address(f"{cause}/{battle.order.units[unit]}")
            number = battle.draws.binomials(address, 0, rows, men, share)
            battle.casualties.transfer(rows, unit, Fate.PRESENT, fate, number, self.to)

    # on the ground --------------------------------------------------------------------------

    def _touch_down(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        struck = self._transports.damage(rows, "accidents", self._chance["accidents"][rows])
        self._tell(rows, "{:,} transports are damaged on the strip", struck > 0, struck)
        share = struck / np.maximum(self._flown[rows], 1) * self._chance["injured"][rows]
        self._hurt(rows, share, Fate.WOUNDED, "accident")
        self._hurt(rows, self._chance["scatter"][rows], Fate.MISSING, "scatter")
        turns = battle.clock.spans(self._flown[rows] * self._interval[rows])
        self._pace[rows] = -(-self._aboard(rows) // np.maximum(turns, 1))
        for unit in self.units.tolist():
            coming = rows[state.status[rows, unit] == Status.AFLOAT]
            state.disorganised_at[coming, unit] = battle.turn
            state.status[coming, unit] = Status.FIELD
            state.place[coming, unit] = self.to
            battle.engagements[self.to].enter(unit, coming)
        self._put_down(rows)

    def _put_down(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        left = self._pace[rows].copy()
        waiting = np.zeros(len(rows), bool)
        for unit in self.units.tolist():
            here = (state.place[rows, unit] == self.to) & (state.status[rows, unit] == Status.FIELD)
            moving = np.minimum(np.where(here, state.afloat[rows, unit], 0), left)
            state.afloat[rows, unit] -= moving.astype(np.int32)
            state.landed[rows[moving > 0], unit] = True
            state.disorganised_at[rows[moving > 0], unit] = battle.turn
            left -= moving
            waiting |= here & (state.afloat[rows, unit] > 0)
        landed = self._pace[rows] - left
        self._tell(rows, "{:,} men have landed", landed > 0, landed, kind="landing")
        self._unloading.add(rows[waiting], battle.turn + 1)
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
        self.battle.chronicle.tell(rows, kind, self.to, text, *values, side=side, where=where)
