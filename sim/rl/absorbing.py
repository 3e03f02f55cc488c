"""Absorbing states: rows that are over wait until all are, and then all begin anew.

Trainers such as Stable-Baselines3 expect a row to begin anew when it is done. Rows that share one
clock cannot; so a row that is over stays in a state of zeros, where it can only do nothing and is
given nothing, until the last row is over. Then all rows are done at once. `infos["final_obs"]` has
what was seen last, and the observation is the first of the next battles.
"""

from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv, VectorWrapper

from sim.rl.observation import Arrays
from sim.rl.vector_env import BattleVectorEnv


class Absorbing(VectorWrapper):
    """Holds the rows of a `BattleVectorEnv` until all are over, then begins them anew at once.

    `infos["absorbed"]`, (n,) bool, says which rows only wait.
    """

    def __init__(self, env: VectorEnv[Any, Any, Any]) -> None:
        super().__init__(env)
        self.metadata = env.metadata | {"autoreset_mode": AutoresetMode.SAME_STEP}

    def step(
        self, actions: np.ndarray
    ) -> tuple[Arrays, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """One action a row; all rows are done at once."""
        seen, reward, over, truncated, infos = self.env.step(actions)
        absorbed = over.copy()
        done = np.full_like(over, over.all())
        if over.all():
            final, last = seen, infos
            seen, infos = self.env.reset()
            absorbed[:] = False
            infos |= {"final_obs": final, "final_info": last, "_final_obs": done.copy()}
        return seen, reward, done, truncated, infos | {"absorbed": absorbed}

    def action_masks(self) -> np.ndarray:
        """(n, K) bool: which actions can be chosen now."""
        inner = self.env.unwrapped
        assert isinstance(inner, BattleVectorEnv)
        return inner.action_masks()
