"""Strike: aircraft in raids against what they find at a list of places."""

from typing import Any

import numpy as np

from sim.core.battle import Battle
from sim.core.bombardment import Bombardment, aim
from sim.core.inputs import of_runs
from sim.operations.raids import Raids


class Strike(Raids):
    """Raids against the enemy on land, or against ships that lie at a place.

    They attack the first place of the list at which own troops are in contact, else the first at
    which the enemy stands; without one they are patrols. The enemy's anti-aircraft fire takes its
    toll, and close to own troops a raid may hit them.
    """

    def __init__(self, battle: Battle, name: str, spec: Any) -> None:
        super().__init__(battle, name, spec)
        self._targets = [battle.order.place[place] for place in spec.targets]
        self._bombs = Bombardment(battle, f"operation/{name}/bombs", 1 - self.side)
        self._strays = Bombardment(battle, f"operation/{name}/strays", self.side)

    def attack(self, rows: np.ndarray, flown: dict[int, np.ndarray]) -> None:
        """Bomb the enemy where he is found."""
        targets = self._choose(rows)
        sorties = sum(flown.values(), np.zeros(len(rows), np.int64))
        for place in np.unique(targets[targets >= 0]).tolist():
            part = np.flatnonzero((targets == place) & (sorties > 0))
            share = {entry: number[part] for entry, number in flown.items()}
            self._bomb(rows[part], place, share)
            guns = self.battle.anti_aircraft_at(place, 1 - self.side, rows[part])
            self.face_anti_aircraft_fire(rows[part], place, share, guns)

    def _choose(self, rows: np.ndarray) -> np.ndarray:
        """The place that is attacked in each run, -1 if there is none."""
        battle = self.battle
        chosen = np.full(len(rows), -1)
        for in_contact in (True, False):
            for place in self._targets:
                good = (chosen < 0) & ~battle.state.ceased[:, place, self.side][rows]
                if in_contact:
                    good &= battle.state.contested[:, place][rows]
                open_to_choice = np.flatnonzero(good)
                enemy = battle.engagements[place].offers_target(1 - self.side, rows[open_to_choice])
                chosen[open_to_choice[enemy]] = place
        return chosen

    def _bomb(self, rows: np.ndarray, place: int, flown: dict[int, np.ndarray]) -> None:
        battle, arsenal = self.battle, self.battle.arsenal
        enemy = battle.engagements[place].targets(1 - self.side, rows)
        power, shock = np.zeros(enemy.shape), np.zeros(len(rows))
        for entry, sorties in flown.items():
            weapon = battle.order.entry_class[entry]
            effect = of_runs(arsenal.strike[:, weapon], rows)
            aim(power, sorties, effect, arsenal.strike_priority[weapon], enemy)
            shock += sorties * of_runs(arsenal.suppression[:, weapon], rows)
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
        close = np.flatnonzero(battle.state.contested[:, place][rows])
        uniform = battle.draws.uniform(self.address("stray"), battle.turn, rows[close])
        wrong = close[uniform < battle.modifiers.column("friendly_fire", rows[close])]
        if len(wrong):
            self._strays.fall(rows[wrong], place, power[wrong], shock[wrong])
            text = "bombs fall on own troops"
            battle.chronicle.tell(rows[wrong], "friendly fire", place, text, side=self.side)
