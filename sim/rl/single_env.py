"""The environment of one side in one run: the vector environment with one row."""

from typing import Any

import gymnasium
import numpy as np

from sim.rl.observation import Arrays
from sim.rl.render import MODES
from sim.rl.vector_env import BattleVectorEnv


class BattleEnv(gymnasium.Env[Arrays, np.int64]):
    """One side of a battle; `seed` of `reset` is the number of the run. Arguments as of the other.

    `info` has `action_mask` (K,), `illegal`, the number of illegal actions so far, and `run`.
    """

    metadata = {"render_modes": [*MODES], "render_fps": 4}

    def __init__(self, scenario: str, render_mode: str | None = None, **wishes: Any) -> None:
        self._row = BattleVectorEnv(scenario, 1, render_mode=render_mode, **wishes)
        self.render_mode = render_mode
        self.arena, self.side, self.actions = self._row.arena, self._row.side, self._row.actions
        self.observation_space = self._row.single_observation_space
        self.action_space = self._row.single_action_space

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Arrays, dict[str, Any]]:
        """Begin a run anew; without a seed the next one."""
        super().reset(seed=seed)
        seen, infos = self._row.reset(seed=seed, options=options)
        self._show()
        return _first(seen), _first(infos)

    def step(self, action: np.int64) -> tuple[Arrays, float, bool, bool, dict[str, Any]]:
        """Carry out one action."""
        seen, reward, over, truncated, infos = self._row.step(np.array([action]))
        self._show()
        ended = bool(over[0]), bool(truncated[0])
        return _first(seen), float(reward[0]), *ended, _first(infos)

    def action_masks(self) -> np.ndarray:
        """(K,) bool: which actions can be chosen now."""
        mask: np.ndarray = self._row.action_masks()[0]
        return mask

    def state(self) -> np.ndarray:
        """What both sides see, as one array, for critics who may know more than a player."""
        state: np.ndarray = self.arena.state()[0]
        return state

    def render(self) -> Any:
        """What the side sees, as text or as a picture."""
        frames = self._row.render()
        return None if frames is None else frames[0]

    def _show(self) -> None:
        if self.render_mode == "human":
            self.render()


def _first(arrays: dict[str, Any]) -> dict[str, Any]:
    """The only row of each array."""
    return {name: one[0] if one.ndim > 1 else one[0].item() for name, one in arrays.items()}
