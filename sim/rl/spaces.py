"""Spaces of gymnasium for the observations and actions of a side."""

import numpy as np
from gymnasium import spaces

from sim.rl.actions import ActionSpace
from sim.rl.observation import FIELDS, FLAGS, shapes
from sim.rl.sight import MOST
from sim.scenario.definition import Definition


def action_space(actions: ActionSpace) -> spaces.Discrete:
    """One number an action."""
    return spaces.Discrete(len(actions))


def observation_space(definition: Definition, actions: ActionSpace) -> spaces.Dict:
    """One box a field; flags are whole numbers."""
    units = sum(unit.side == actions.side for unit in definition.units.values())
    sizes = shapes((units, len(definition.places), len(actions)))
    return spaces.Dict({name: _box(name, shape) for name, shape in sizes.items()})


def _box(name: str, shape: tuple[int, ...]) -> spaces.Box:
    if name in FLAGS:
        return spaces.Box(0, 1, shape, np.int8)
    columns = FIELDS[name].columns
    low = np.array([one.low for one in columns] or 0.0, np.float32)
    high = np.array([one.high for one in columns] or 1.0, np.float32)
    return spaces.Box(np.broadcast_to(low, shape), np.broadcast_to(high, shape), dtype=np.float32)


def state_space(length: int) -> spaces.Box:
    """The space of `state_of`."""
    return spaces.Box(-1.0, float(MOST), (length,), np.float32)
