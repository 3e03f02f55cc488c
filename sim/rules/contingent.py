"""A contingent: the units of one side at a place, as a combat model sees them."""

import numpy as np

from sim.combat.contract import CombatModel, Force
from sim.rules.muster_kernel import of_units
from sim.rules.muster_sheets import Sheets, Tables
from sim.world.world import World


class Contingent:
    """The units of one side that are or were at a place in some run."""

    def __init__(self, world: World, model: CombatModel, place: str, units: np.ndarray) -> None:
        forces, draws = world.forces, world.draws
        self._world = world
        self._model = model
        self.units = units
        owned = [(local, e) for local, unit in enumerate(units) for e in forces.entries_of(unit)]
        self.entries = np.array([entry for _, entry in owned], np.int64)
        self._local = np.array([local for local, _ in owned], np.int64)
        classes = forces.entry_class[self.entries]
        self._category = forces.class_category[classes]
        crew = np.ascontiguousarray(world.arsenal.crew[:, classes])
        self.tables = Tables(units, self.entries, self._local, classes, self._category, crew)
        powers = world.arsenal.salvo if model.reads_salvo else None
        self._powers = None if powers is None else powers[:, classes]
        self._class_names = tuple(forces.classes[c] for c in classes)
        self._names = tuple(forces.units[unit] for unit in units)
        self._side = forces.sides[forces.unit_side[units[0]]] if len(units) else ""
        stream = f"combat/{place}"
        self._addresses = np.array(
            [draws.address(stream, forces.luck[unit]) for unit in units], np.uint64
        )
        self._weapon_addresses = np.array(
            [draws.address(stream, forces.entry_luck[e]) for e in self.entries], np.uint64
        )

    def force(self, rows: np.ndarray, sheets: Sheets) -> Force:
        """The side as a combat model sees it, from what `muster` found in some runs."""
        state = self._world.state
        fraction = None
        if self._model.keeps_fractions:
            fraction = of_units(state.fraction, rows, self.units)
        return Force(
            side=self._side,
            units=self._names,
            rows=rows,
            roster=state.initial,
            positions=self.units,
            men=sheets.men,
            fire=sheets.fire,
            exposure=sheets.exposure,
            weapons=sheets.weapons,
            weapon_classes=self._class_names,
            weapon_unit=self._local,
            weapon_category=self._category,
            addresses=self._addresses,
            weapon_addresses=self._weapon_addresses,
            fraction=fraction,
            salvo=self._salvo(rows),
        )

    def _salvo(self, rows: np.ndarray) -> np.ndarray | None:
        """Powers of the weapon entries in a salvo, (k, W, 3), if the model wants any."""
        if self._powers is None:
            return None
        return np.asarray(self._powers[rows if len(self._powers) > 1 else np.zeros_like(rows)])
