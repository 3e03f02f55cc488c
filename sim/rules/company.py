"""A company: the units of one side at a place, as a combat model sees them."""

from typing import TYPE_CHECKING

import numpy as np

from sim.combat.contract import Force
from sim.rules.morale import mean_resolve
from sim.rules.muster import Tables, of_units, strength

if TYPE_CHECKING:
    from sim.battle import Battle


class Company:
    """The units of one side that are or were at a place in some run."""

    def __init__(self, battle: "Battle", place: str, units: list[int]) -> None:
        order, draws = battle.order, battle.draws
        self._battle = battle
        self.units = np.array(units, np.int64)
        owned = [(local, e) for local, unit in enumerate(units) for e in order.entries_of(unit)]
        self.entries = np.array([entry for _, entry in owned], np.int64)
        self._local = np.array([local for local, _ in owned], np.int64)
        classes = order.entry_class[self.entries]
        self._category = order.class_category[classes]
        crew = np.ascontiguousarray(battle.arsenal.crew[:, classes])
        self.tables: Tables = (
            self.units,
            self.entries,
            self._local,
            classes,
            self._category,
            crew,
        )
        """Units (U,), their weapon entries (W,), the position of the unit, the class and the target
        category of each entry, and the crew of each weapon, (n or 1, W)."""
        powers = battle.arsenal.salvo if battle.model.reads_salvo else None
        self._powers = None if powers is None else powers[:, classes]
        self._class_names = tuple(order.classes[c] for c in classes)
        self._names = tuple(order.units[unit] for unit in units)
        self._side = order.sides[order.unit_side[units[0]]] if units else ""
        stream = f"combat/{place}"
        self._addresses = np.array([draws.address(stream, n) for n in self._names], np.uint64)
        self._weapon_addresses = np.array(
            [draws.address(stream, order.entry_names[e]) for e in self.entries], np.uint64
        )

    def strength(self, rows: np.ndarray, place: int) -> np.ndarray:
        """Men at a place, (k,)."""
        state = self._battle.state
        men: np.ndarray = strength(rows, place, self.units, state.status, state.place, state.men)
        return men

    def resolve(self, rows: np.ndarray, place: int) -> np.ndarray:
        """Mean resolve of the men at a place, shape (k,)."""
        state = self._battle.state
        own = self._battle.weariness.resolve(self.units, rows)
        mean: np.ndarray = mean_resolve(
            rows, place, self.units, state.status, state.place, state.men, own
        )
        return mean

    def force(
        self,
        rows: np.ndarray,
        men: np.ndarray,
        weapons: np.ndarray,
        fire: np.ndarray,
        exposure: np.ndarray,
    ) -> Force:
        """The side as a combat model sees it, from what `muster` found in some runs.

        Men and exposure have shape (k, U), weapons (k, W), fire (k, U, C) or (k, 1, C).
        """
        battle, state = self._battle, self._battle.state
        fraction = None
        if battle.model.keeps_fractions:
            fraction = of_units(state.fraction, rows, self.units)
        return Force(
            side=self._side,
            units=self._names,
            rows=rows,
            roster=state.initial,
            positions=self.units,
            men=men,
            fire=fire,
            exposure=exposure,
            weapons=weapons,
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
