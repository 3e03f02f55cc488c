"""Rout: what becomes of a side that breaks at a place."""

from typing import TYPE_CHECKING

import numpy as np

from sim.core.state import NOWHERE, Fate, Status, distinct
from sim.luck.variates import binomials

if TYPE_CHECKING:
    from sim.core.battle import Battle

_RETREAT_SPEED = 3.0
"""Kilometres an hour of a beaten unit (assumed)."""


class Rout:
    """The ways out of one place."""

    def __init__(self, battle: "Battle", place: int) -> None:
        self._battle = battle
        self._place = place
        self._name = battle.order.places[place]
        definition = battle.definition.places[self._name]
        self._retreat = NOWHERE
        if definition.retreat is not None:
            self._retreat = battle.order.place[definition.retreat]
        self._hills = definition.hills
        places = battle.definition.places.values()
        self._sea = np.array([p.terrain in ("base", "sea") for p in places])

    def carry_out(self, side: int, rows: np.ndarray, units: np.ndarray) -> None:
        """Break a side: an attacker falls back, a garrison flees, hides or is captured."""
        battle, state, place = self._battle, self._battle.state, self._place
        battle.chronicle.tell(rows, "break", place, "breaks", side=side)
        attacking = state.control[:, place][rows] != side
        for unit in units.tolist():
            here = state.in_field(unit, place, rows)
            self.fall_back(unit, rows[here & attacking])
            self._flee(unit, rows[here & ~attacking])

    def fall_back(self, unit: int, rows: np.ndarray) -> None:
        """An attacker returns to where it came from; a landing party without a way back is lost."""
        if not len(rows):
            return
        battle = self._battle
        origin = battle.state.origin[:, unit][rows]
        # landing parties have the sea at their back
        back = (origin >= 0) & ~self._sea[origin]
        for start in distinct(origin[back]):
            going = rows[back & (origin == start)]
            battle.travel.go(unit, start, going, self._turns(going, start))
        self._give_up(unit, rows[~back])

    def _flee(self, unit: int, rows: np.ndarray) -> None:
        """A broken garrison leaves prisoners and wounded behind; the rest gets away if it can."""
        if not len(rows):
            return
        battle, state, place = self._battle, self._battle.state, self._place
        refuge = np.zeros(len(rows), bool)
        if self._retreat >= 0:
            refuge = state.control[:, self._retreat][rows] == battle.order.unit_side[unit]
        way_out = refuge | self._hills
        self._give_up(unit, rows[~way_out])
        rows, refuge = rows[way_out], refuge[way_out]
        address = battle.draws.address("rout", f"{self._name}/{battle.order.units[unit]}")
        first, second = battle.draws.pair(address, battle.turn, rows)
        self._abandon(unit, rows, second)
        share = battle.morale.column("rout_captured", rows)
        present = state.men[:, unit, Fate.PRESENT][rows].astype(np.int64)
        captured = binomials(present, share, first)
        battle.casualties.transfer(rows, unit, Fate.PRESENT, Fate.CAPTURED, captured, place)
        state.disorganised_at[:, unit][rows] = battle.turn
        self._hide(unit, rows[~refuge])
        going = rows[refuge]
        if len(going):
            battle.travel.go(unit, self._retreat, going, self._turns(going, self._retreat))

    def _abandon(self, unit: int, rows: np.ndarray, uniform: np.ndarray) -> None:
        """Part of the wounded falls into the enemy's hands, and most of these die."""
        battle, state, place = self._battle, self._battle.state, self._place
        here = state.place_losses[:, place, battle.order.unit_side[unit], Fate.WOUNDED][rows]
        wounded = np.minimum(state.men[:, unit, Fate.WOUNDED][rows], here).astype(np.int64)
        share = battle.morale.column("abandoned_share", rows)
        killed_share = battle.morale.column("abandoned_killed", rows)
        dead = binomials(wounded, share * killed_share, uniform)
        battle.casualties.transfer(rows, unit, Fate.WOUNDED, Fate.KILLED, dead, place)
        taken_share = share * (1 - killed_share) / np.maximum(1 - share * killed_share, 1e-9)
        address = battle.draws.address("abandoned", f"{self._name}/{battle.order.units[unit]}")
        taken = binomials(
            wounded - dead, taken_share, battle.draws.uniform(address, battle.turn, rows)
        )
        battle.casualties.transfer(rows, unit, Fate.WOUNDED, Fate.CAPTURED, taken, place)

    def _hide(self, unit: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        state = self._battle.state
        self._battle.travel.leave(unit, rows)
        state.status[:, unit][rows] = Status.ROUTED
        state.place[:, unit][rows] = NOWHERE

    def _give_up(self, unit: int, rows: np.ndarray) -> None:
        """Those who have no way out are captured."""
        state = self._battle.state
        if len(rows):
            men = state.men[:, unit, Fate.PRESENT][rows]
            self._battle.casualties.transfer(
                rows, unit, Fate.PRESENT, Fate.CAPTURED, men, self._place
            )
            state.status[:, unit][rows] = Status.SURRENDERED

    def _turns(self, rows: np.ndarray, to: int) -> np.ndarray:
        battle = self._battle
        start = np.full_like(rows, self._place)
        hours = battle.travel.distance(rows, start, to) / _RETREAT_SPEED
        hours = np.where(np.isfinite(hours), hours, 1.0)
        return np.asarray(battle.turn + np.maximum(battle.clock.spans(hours), 1))
