"""Strike: aircraft in raids against what they find at a list of places."""

from typing import Any

import numpy as np

from sim.core.battle import Battle
from sim.core.bombardment import Bombardment, aim
from sim.core.calendar import Calendar
from sim.core.phases import Phase
from sim.core.state import Wear
from sim.luck.variates import binomials
from sim.operations.base import Operation
from sim.scenario.figures import Share

_USUAL_INTENSITY = Share(value=0.5)


class Strike(Operation):
    """Raids from its start until its duration is over; complete after the last one.

    Weather and losses decide how many sorties fly. They attack the first place of the list at
    which own troops are in contact, else the first at which the enemy stands; without one they are
    patrols. The enemy's anti-aircraft fire takes its toll, and close to own troops a raid may hit
    them.
    """

    def __init__(self, battle: Battle, name: str, spec: Any) -> None:
        super().__init__(battle, name, spec)
        self._targets = [battle.order.place[place] for place in spec.targets]
        self._last = battle.clock.spans(self.number("duration"))
        self._pause = np.maximum(battle.clock.spans(self.number("every")), 1)
        self._intensity = {
            unit: self._unit_intensity(battle.order.units[unit]) for unit in self.units.tolist()
        }
        self._raids = Calendar(battle, Phase.FIRE_SUPPORT, self._raid)
        self._bombs = Bombardment(battle, f"operation/{name}/bombs", 1 - self.side)
        self._strays = Bombardment(battle, f"operation/{name}/strays", self.side)

    def _unit_intensity(self, unit: str) -> np.ndarray:
        share = self.spec.intensity.get(unit, _USUAL_INTENSITY)
        return self.number(f"intensity.{unit}", share)

    def begin(self, rows: np.ndarray) -> None:
        """Fly the first raid now."""
        self._raids.add(rows, self.battle.turn)

    def _raid(self, rows: np.ndarray) -> None:
        battle = self.battle
        if self.spec.night or not battle.clock.night[battle.turn]:
            flown = self._fly(rows)
            self._attack(rows, flown)
        over = battle.turn + self._pause[rows] > self.started_at[rows] + self._last[rows]
        self._raids.add(rows[~over], (battle.turn + self._pause[rows])[~over])
        self.complete(rows[over])

    def _fly(self, rows: np.ndarray) -> dict[int, np.ndarray]:
        """Sorties by weapon entry, (k,)."""
        battle = self.battle
        weather = battle.sky.flying(battle.turn, rows)
        flown = {}
        for unit in self.units.tolist():
            chance = self._intensity[unit][rows] * weather
            for entry in battle.order.entries_of(unit).tolist():
                ready = battle.state.weapons[rows, entry, Wear.PRESENT].astype(np.int64)
                address = self.address(f"sorties/{battle.order.entry_names[entry]}")
                uniform = battle.draws.uniform(address, battle.turn, rows)
                flown[entry] = binomials(ready, chance, uniform)
                battle.sky.count(rows, entry, battle.turn, flown[entry])
        return flown

    def _attack(self, rows: np.ndarray, flown: dict[int, np.ndarray]) -> None:
        targets = self._choose(rows)
        sorties = sum(flown.values(), np.zeros(len(rows), np.int64))
        for place in np.unique(targets[targets >= 0]).tolist():
            part = np.flatnonzero((targets == place) & (sorties > 0))
            share = {entry: number[part] for entry, number in flown.items()}
            self._bomb(rows[part], place, share)
            self._face_anti_aircraft_fire(rows[part], place, share)

    def _choose(self, rows: np.ndarray) -> np.ndarray:
        """The place that is attacked in each run, -1 if there is none."""
        battle = self.battle
        chosen = np.full(len(rows), -1)
        for in_contact in (True, False):
            for place in self._targets:
                good = battle.engagements[place].targets(1 - self.side, rows).any(axis=1)
                good &= ~battle.state.ceased[rows, place, self.side]
                if in_contact:
                    good &= battle.state.contested[rows, place]
                chosen[good & (chosen < 0)] = place
        return chosen

    def _bomb(self, rows: np.ndarray, place: int, flown: dict[int, np.ndarray]) -> None:
        battle, arsenal = self.battle, self.battle.arsenal
        enemy = battle.engagements[place].targets(1 - self.side, rows)
        power, shock = np.zeros(enemy.shape), np.zeros(len(rows))
        first = np.zeros_like(rows)
        for entry, sorties in flown.items():
            weapon = battle.order.entry_class[entry]
            effect = arsenal.strike[rows if len(arsenal.strike) > 1 else [0], weapon]
            aim(power, sorties, effect, arsenal.strike_priority[weapon], enemy)
            shock += (
                sorties
                * arsenal.suppression[rows if len(arsenal.suppression) > 1 else first, weapon]
            )
        lost = self._bombs.fall(rows, place, power[:, 0], shock)
        wrecked = self._bombs.fall_on_weapons(rows, place, power).sum(axis=1)
        sorties = sum(flown.values(), np.zeros(len(rows), np.int64))
        text = "{:,} sorties, {:,} men hit"
        men = battle.men_at(place, 1 - self.side, rows) > 0
        tell = battle.chronicle.tell
        tell(rows, "air strike", place, text, sorties, lost, side=self.side, where=men)
        text = "{:,} sorties, {:,} craft or vehicles hit"
        struck = np.asarray(power[:, 1:].any(axis=1))
        tell(rows, "air strike", place, text, sorties, wrecked, side=self.side, where=struck)
        self._stray(rows, place, power[:, 0], shock)

    def _stray(self, rows: np.ndarray, place: int, power: np.ndarray, shock: np.ndarray) -> None:
        """A raid close to own troops may hit them."""
        battle = self.battle
        uniform = battle.draws.uniform(self.address("stray"), battle.turn, rows)
        close = battle.state.contested[rows, place]
        chance = battle.modifiers.column("friendly_fire", rows)
        wrong = np.flatnonzero(close & (uniform < chance))
        if len(wrong):
            self._strays.fall(rows[wrong], place, power[wrong], shock[wrong])
            text = "bombs fall on own troops"
            battle.chronicle.tell(rows[wrong], "friendly fire", place, text, side=self.side)

    def _face_anti_aircraft_fire(
        self, rows: np.ndarray, place: int, flown: dict[int, np.ndarray]
    ) -> None:
        battle = self.battle
        guns = battle.anti_aircraft_at(place, 1 - self.side, rows)
        chance = -np.expm1(-guns * battle.modifiers.column("anti_aircraft", rows))
        for entry, sorties in flown.items():
            item = f"anti-aircraft/{battle.order.entry_names[entry]}"
            uniform = battle.draws.uniform(self.address(item), battle.turn, rows)
            ready = battle.state.weapons[rows, entry, Wear.PRESENT]
            hit = np.minimum(binomials(sorties, chance, uniform), ready)
            if hit.any():
                entries = np.array([entry])
                battle.casualties.hit_weapons(
                    f"operation/{self.name}", place, rows, entries, hit[:, None].astype(np.int64)
                )
                battle.chronicle.tell(
                    rows,
                    "anti-aircraft",
                    place,
                    "the anti-aircraft fire hits {:,} aircraft",
                    hit,
                    side=1 - self.side,
                    where=hit > 0,
                )
