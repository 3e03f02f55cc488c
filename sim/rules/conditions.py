"""Conditions of a plan, evaluated over runs."""

from typing import TYPE_CHECKING

import numpy as np

from sim.kernel import njit
from sim.scenario.trigger import Condition
from sim.world.state import Fate

if TYPE_CHECKING:
    from sim.battle import Battle

_FIRST_LOSS, _AFTER_LOSSES = int(Fate.KILLED), int(Fate.EVACUATED)


def holds(condition: Condition, battle: "Battle", rows: np.ndarray) -> np.ndarray:
    """Whether a condition is true in each of `rows`, shape (k,)."""
    state, order = battle.state, battle.order
    true = np.ones(len(rows), bool)
    for place, side in condition.control.items():
        true &= state.control[:, order.place[place]][rows] == order.side[side]
    for place in condition.contact:
        true &= state.contested[:, order.place[place]][rows]
    for name, share in condition.losses.items():
        limit = battle.inputs.number(share, f"losses.{name}")[rows]
        true &= _lost_share(name, battle, rows) >= limit
    if condition.any:
        true &= np.any([holds(part, battle, rows) for part in condition.any], axis=0)
    return true


def topics(condition: Condition) -> set[str]:
    """What a condition depends on: the topics of news after which it may have changed."""
    found = {f"place:{place}" for place in (*condition.control, *condition.contact)}
    if condition.losses:
        found.add("losses")
    return found.union(*(topics(part) for part in condition.any))


def _lost_share(name: str, battle: "Battle", rows: np.ndarray) -> np.ndarray:
    order = battle.order
    units = order.units_of_side(order.side[name]) if name in order.side else order.positions([name])
    share: np.ndarray = _gone_share(rows, units, battle.state.initial, battle.state.men)
    return share


@njit(cache=True)
def _gone_share(
    rows: np.ndarray, units: np.ndarray, initial: np.ndarray, men: np.ndarray
) -> np.ndarray:
    """Share of the initial men of some units who are dead, wounded, missing or captured, (k,)."""
    gone, before = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    for unit in units:
        for i in range(rows.shape[0]):
            row = rows[i]
            before[i] += initial[row, unit]
            for fate in range(_FIRST_LOSS, _AFTER_LOSSES):
                gone[i] += men[row, unit, fate]
    return gone / np.maximum(before, 1.0)
