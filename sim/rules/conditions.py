"""Conditions of a plan, evaluated over runs."""

import numpy as np

from sim.kernel import njit
from sim.scenario.trigger import Condition
from sim.world.news import Losses, PlaceChanged, Topic
from sim.world.state import Fate
from sim.world.world import World

_FIRST_LOSS, _AFTER_LOSSES = int(Fate.KILLED), int(Fate.EVACUATED)


def holds(condition: Condition, world: World, rows: np.ndarray) -> np.ndarray:
    """Whether a condition is true in each of `rows`, shape (k,)."""
    state, forces = world.state, world.forces
    true = np.ones(len(rows), bool)
    for place, side in condition.control.items():
        true &= state.control[:, forces.place[place]][rows] == forces.side[side]
    for place in condition.contact:
        true &= state.contested[:, forces.place[place]][rows]
    for name, share in condition.losses.items():
        limit = world.inputs.kept(share, f"losses.{world.forces.luck_of(name)}")
        true &= _have_lost(rows, units_of(name, world), limit, state.initial, state.men)
    if condition.any:
        true &= np.any([holds(part, world, rows) for part in condition.any], axis=0)
    return true


def topics(condition: Condition, world: World) -> set[Topic[[np.ndarray]]]:
    """What a condition depends on: the topics of news after which it may have changed."""
    places = (*condition.control, *condition.contact)
    found: set[Topic[[np.ndarray]]] = {PlaceChanged(world.forces.place[name]) for name in places}
    if condition.losses:
        found.add(Losses())
    return found.union(*(topics(part, world) for part in condition.any))


def units_of(name: str, world: World) -> np.ndarray:
    """The units of a side, or the unit, whose losses a condition counts, (u,)."""
    forces = world.forces
    if name in forces.side:
        return forces.units_of_side(forces.side[name])
    return forces.positions([name])


@njit(cache=True)
def count_gone(
    rows: np.ndarray, units: np.ndarray, initial: np.ndarray, men: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Men of some units who are dead, wounded, missing or captured, and all at first, (k,)."""
    gone, before = np.zeros(rows.shape[0], np.int64), np.zeros(rows.shape[0], np.int64)
    for unit in units:
        for i in range(rows.shape[0]):
            row = rows[i]
            before[i] += initial[row, unit]
            for fate in range(_FIRST_LOSS, _AFTER_LOSSES):
                gone[i] += men[row, unit, fate]
    return gone, before


@njit(cache=True)
def _have_lost(
    rows: np.ndarray, units: np.ndarray, limit: np.ndarray, initial: np.ndarray, men: np.ndarray
) -> np.ndarray:
    """Whether some units have lost a share of their men, (n,), in some runs, (k,) bool."""
    gone, before = count_gone(rows, units, initial, men)
    lost = np.empty(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        lost[i] = gone[i] / max(before[i], 1) >= limit[rows[i]]
    return lost
