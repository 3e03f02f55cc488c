"""Weariness: how tired and how short of supplies the units of a battle are."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.combat.fatigue import Fatigue
from sim.elementary import exp2s
from sim.rules.supply import Supply
from sim.world.inputs import of_runs
from sim.world.state import Fate, Status

if TYPE_CHECKING:
    from sim.battle import Battle


class Weariness:
    """What fatigue (`sim.combat.fatigue`) and want of supply take from the units of a battle.

    Nothing at all in scenarios that do not ask for the one or the other. A unit rests from the end
    of the last turn in which it was engaged, so that its fatigue needs to be looked at only when it
    fights.
    """

    def __init__(self, battle: "Battle") -> None:
        self._battle = battle
        self.supply = Supply(battle)
        self._on = battle.definition.combat.fatigue is not None
        given = battle.definition.combat.fatigue or {}
        self._rule = battle.parameters(Fatigue, given, "combat.fatigue")
        shape = (len(battle.everyone), len(battle.order.units)) if self._on else (0, 0)
        self._level = np.zeros(shape, order="F")
        """(n, U): 0 to 1 at the turn `_rests_from`."""
        self._rests_from = np.zeros(shape, np.int32, order="F")
        judged = self._on or self.supply.on
        size = (len(battle.everyone) if judged else 0, len(battle.order.units))
        self._quality = np.ones(size, order="F")
        self._resolve = np.ones(size, order="F")
        self._ground = np.flatnonzero(battle.order.ground)
        if self._on:
            for place, name in enumerate(battle.order.places):
                battle.subscribe(f"combat:{name}", partial(self._fight, place))

    def level(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """How worn a unit is now, from 0 to 1, shape (k,)."""
        if not self._on:
            return np.zeros(len(rows))
        rested = self._battle.hours_since(self._rests_from[rows, unit])
        half_life = self._rule.column("rest_hours", rows)
        return np.asarray(self._level[rows, unit] * exp2s(-rested / half_life))

    def quality(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The quality of units, (n or 1, U), less what is taken from some of them in `rows`."""
        table = self._battle.arsenal.quality
        if not (self._on or self.supply.on):
            return table
        taken = self._rule.column("fire", rows)
        for unit in units.tolist():
            own = of_runs(table[:, unit], rows)
            left = own * (1.0 - taken * self.level(unit, rows))
            self._quality[rows, unit] = left * self.supply.fire(unit, rows)
        return self._quality

    def resolve(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The resolve of units, (n or 1, U), less what is taken from some of them in `rows`."""
        table = self._battle.arsenal.resolve
        if not (self._on or self.supply.on):
            return table
        taken = self._rule.column("resolve", rows)
        for unit in units.tolist():
            own = of_runs(table[:, unit], rows)
            left = own * (1.0 - taken * self.level(unit, rows))
            self._resolve[rows, unit] = left * self.supply.resolve(unit, rows)
        return self._resolve

    def _fight(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place tires those who are there."""
        battle, state = self._battle, self._battle.state
        fresh = exp2s(-battle.clock.hours / self._rule.column("tiring_hours", rows))
        for unit in self._ground.tolist():
            here = (state.status[rows, unit] == Status.FIELD) & (state.place[rows, unit] == place)
            here &= state.men[rows, unit, Fate.PRESENT] > 0
            tired = rows[here]
            if len(tired):
                level = self.level(unit, tired)
                self._level[tired, unit] = 1.0 - (1.0 - level) * fresh[here]
                self._rests_from[tired, unit] = battle.turn + 1
