"""A contingent: the units of one side at a place, as most combat models see them."""

from typing import Any

import numpy as np

from sim.combat.contract import CombatModel, Force
from sim.combat.fronts import Fronts, force_of
from sim.rules.muster_kernel import of_units
from sim.world.world import World


class Contingent:
    """The units of one side that are or were at a place in some run."""

    def __init__(
        self, world: World, model: CombatModel, units: np.ndarray, lasting: dict[str, np.ndarray]
    ) -> None:
        forces = world.forces
        self._state = world.state
        self._keeps_fractions = model.keeps_fractions
        self.units = units
        classes = forces.entry_class[forces.entries_of_units(units)]
        powers = world.arsenal.salvo if model.reads_salvo else None
        self._powers = None if powers is None else powers[:, classes]
        self._known: dict[str, Any] = {
            "side": forces.sides[forces.unit_side[units[0]]] if len(units) else "",
            "units": tuple(forces.units[unit] for unit in units),
            "roster": world.state.initial,
            "positions": units,
            "weapon_classes": tuple(forces.classes[c] for c in classes),
            **lasting,
        }

    def force(self, fronts: Fronts, pairs: slice, side: int) -> Force:
        """The side as a combat model sees it at one of some fronts, which has these pairs."""
        rows, fraction = fronts.rows[pairs], None
        if self._keeps_fractions:
            fraction = of_units(self._state.fraction, rows, self.units)
        salvo = self._salvo(rows)
        known = self._known | {"rows": rows, "fraction": fraction, "salvo": salvo}
        return force_of(fronts, pairs, side, known)

    def _salvo(self, rows: np.ndarray) -> np.ndarray | None:
        """Powers of the weapon entries in a salvo, (k, W, 3), if the model wants any."""
        if self._powers is None:
            return None
        return np.asarray(self._powers[rows if len(self._powers) > 1 else np.zeros_like(rows)])
