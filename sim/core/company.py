"""A company: the units of one side at a place, as a combat model sees them."""

from typing import TYPE_CHECKING

import numpy as np

from sim.combat.contract import Force
from sim.core.morale import mean_resolve
from sim.core.muster import census, firepower, of_units, strength
from sim.core.order_of_battle import CATEGORIES

if TYPE_CHECKING:
    from sim.core.battle import Battle


class Company:
    """The units of one side that are or were at a place in some run."""

    def __init__(self, battle: "Battle", place: str, units: list[int]) -> None:
        order, draws = battle.order, battle.draws
        self._battle = battle
        self.units = np.array(units, np.int64)
        owned = [(local, e) for local, unit in enumerate(units) for e in order.entries_of(unit)]
        self.entries = np.array([entry for _, entry in owned], np.int64)
        self._local = np.array([local for local, _ in owned], np.int64)
        self._classes = order.entry_class[self.entries]
        self._category = order.class_category[self._classes]
        self._crew = np.ascontiguousarray(battle.arsenal.crew[:, self._classes])
        powers = battle.arsenal.salvo if battle.model.reads_salvo else None
        self._powers = None if powers is None else powers[:, self._classes]
        self._class_names = tuple(order.classes[c] for c in self._classes)
        self._names = tuple(order.units[unit] for unit in units)
        stream = f"combat/{place}"
        self._addresses = np.array([draws.address(stream, n) for n in self._names], np.uint64)
        self._weapon_addresses = np.array(
            [draws.address(stream, order.entry_names[e]) for e in self.entries], np.uint64
        )

    def count(self, rows: np.ndarray, place: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Men (k, U), weapons (k, W) and target categories (k, C) at a place."""
        state = self._battle.state
        counted: tuple[np.ndarray, np.ndarray, np.ndarray] = census(
            rows,
            place,
            self.units,
            self.entries,
            state.status,
            state.place,
            state.men,
            state.weapons,
            self._battle.order.entry_unit,
            self._crew,
            self._category,
            len(CATEGORIES),
        )
        return counted

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

    def _luck_in_fog(self, rows: np.ndarray, luck: np.ndarray) -> np.ndarray:
        """The luck of the day, (n,), less what fog takes from a side's fire."""
        clear = self._battle.sky.clear("fog_fire", rows)
        if clear is None:
            return luck
        dimmed = np.empty(len(luck))
        dimmed[rows] = luck[rows] * clear
        return dimmed

    def force(
        self,
        rows: np.ndarray,
        place: int,
        attacker: bool,
        counts: tuple[np.ndarray, np.ndarray, np.ndarray],
        enemy_present: np.ndarray,
        frontage: np.ndarray,
    ) -> Force:
        """The side as a combat model sees it."""
        battle, state = self._battle, self._battle.state
        men, weapons, _ = counts
        side = int(battle.order.unit_side[self.units[0]])
        exposure = np.empty(men.shape)
        shooters = 1 if battle.model.pools_fire else len(self.units)
        fire = np.zeros((len(rows), shooters, len(CATEGORIES)))
        self._judge(
            rows, place, attacker, side, men, weapons, enemy_present, frontage, fire, exposure
        )
        return Force(
            side=battle.order.sides[side],
            units=self._names,
            initial=of_units(state.initial, rows, self.units),
            men=men,
            fire=fire,
            exposure=exposure,
            weapons=weapons,
            weapon_classes=self._class_names,
            weapon_unit=self._local,
            weapon_category=self._category,
            addresses=self._addresses,
            weapon_addresses=self._weapon_addresses,
            fraction=of_units(state.fraction, rows, self.units)
            if battle.model.keeps_fractions
            else None,
            salvo=self._salvo(rows),
        )

    def _judge(
        self,
        rows: np.ndarray,
        place: int,
        attacker: bool,
        side: int,
        men: np.ndarray,
        weapons: np.ndarray,
        enemy_present: np.ndarray,
        frontage: np.ndarray,
        fire: np.ndarray,
        exposure: np.ndarray,
    ) -> None:
        """Fill in fire (k, U or 1, C) and exposure (k, U) under all modifiers."""
        battle, state, arsenal = self._battle, self._battle.state, self._battle.arsenal
        firepower(
            rows,
            self.units,
            self._local,
            self._classes,
            self._category,
            men,
            weapons,
            enemy_present,
            (
                state.men,
                state.initial,
                state.afloat,
                state.suppression,
                state.suppressed_at,
                state.disorganised_at,
            ),
            (
                arsenal.fire,
                arsenal.priority,
                arsenal.armed,
                battle.weariness.quality(self.units, rows),
            ),
            (
                attacker,
                bool(battle.clock.night[battle.turn]),
                battle.turn,
                battle.clock.hours,
                int(battle.terrain[place]),
                battle.fortification[:, place],
                state.surprised_until[:, place],
                self._luck_in_fog(rows, state.frailty[:, place, side]),
                frontage,
            ),
            battle.modifiers.values,
            fire,
            exposure,
        )

    def _salvo(self, rows: np.ndarray) -> np.ndarray | None:
        """Powers of the weapon entries in a salvo, (k, W, 3), if the model wants any."""
        if self._powers is None:
            return None
        return np.asarray(self._powers[rows if len(self._powers) > 1 else np.zeros_like(rows)])
