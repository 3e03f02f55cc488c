"""Conditions of a plan, evaluated over runs."""

import numpy as np

from sim.core.battle import Battle
from sim.core.state import Fate
from sim.scenario.trigger import Condition


def holds(condition: Condition, battle: Battle, rows: np.ndarray) -> np.ndarray:
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


def _lost_share(name: str, battle: Battle, rows: np.ndarray) -> np.ndarray:
    order = battle.order
    units = order.units_of_side(order.side[name]) if name in order.side else order.positions([name])
    gone, initial = np.zeros((2, len(rows)), np.int64)
    for unit in units.tolist():
        initial += battle.state.initial[:, unit][rows]
        for fate in range(Fate.KILLED, Fate.EVACUATED):
            gone += battle.state.men[:, unit, fate][rows]
    return np.asarray(gone / np.maximum(initial, 1))
