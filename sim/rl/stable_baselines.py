"""Stable-Baselines3: the rows of an `Absorbing` environment as one of its own.

    env = sim.rl.Absorbing(sim.rl.BattleVectorEnv("otomari", 64, side="soviet"))
    model = MaskablePPO("MultiInputPolicy", sim.rl.StableBaselines(env))

It needs stable-baselines3, which comes with PyTorch and therefore with no extra.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from stable_baselines3.common.vec_env import VecEnv

from sim.rl.absorbing import Absorbing
from sim.rl.observation import Arrays

Told = list[dict[str, Any]]


class StableBaselines(VecEnv):  # type: ignore[misc]
    """All rows of a vector environment; `MaskablePPO` of sb3-contrib finds its `action_masks`.

    Seeds are the numbers of runs: `seed(s)` lets row i begin with run s + i. Of each row `infos`
    has its run, illegal actions and whether it only waits; where battles are over, what was seen
    last and, as `episode`, the sum of the rewards and the number of steps.
    """

    def __init__(self, env: Absorbing) -> None:
        inner = env.unwrapped
        self.env = env
        super().__init__(env.num_envs, inner.single_observation_space, inner.single_action_space)
        self._chosen = np.zeros(env.num_envs, np.int64)
        self._first: int | None = None
        self._total = np.zeros(env.num_envs)
        self._steps = 0

    def seed(self, seed: int | None = None) -> Sequence[int | None]:
        """Let the next `reset` begin with run `seed`."""
        self._first = seed
        return [None if seed is None else seed + row for row in range(self.num_envs)]

    def reset(self) -> Arrays:
        """Begin all rows anew."""
        seen, _ = self.env.reset(seed=self._first)
        self._first = None
        self._begin()
        return dict(seen)

    def _begin(self) -> None:
        self._total[:] = 0
        self._steps = 0

    def step_async(self, actions: np.ndarray) -> None:
        """Note what is chosen."""
        self._chosen = np.asarray(actions)

    def step_wait(self) -> tuple[Arrays, np.ndarray, np.ndarray, Told]:
        """Carry it out."""
        seen, reward, done, _, infos = self.env.step(self._chosen)
        self._total += reward
        self._steps += 1
        told = [
            {name: infos[name][row] for name in ("run", "illegal", "absorbed")}
            for row in range(self.num_envs)
        ]
        if done.all():
            final = infos["final_obs"]
            for row, one in enumerate(told):
                one["terminal_observation"] = {name: array[row] for name, array in final.items()}
                one["episode"] = {"r": float(self._total[row]), "l": self._steps}
            self._begin()
        return dict(seen), np.asarray(reward, np.float32), done, told

    def close(self) -> None:
        """Nothing is held open."""

    def env_method(
        self, method_name: str, *args: Any, indices: Any = None, **fields: Any
    ) -> list[Any]:
        """What a method of the vector answers, row by row, such as its `action_masks`."""
        answer = getattr(self.env, method_name)(*args, **fields)
        return [answer[row] for row in self._rows(indices)]

    def get_attr(self, attr_name: str, indices: Any = None) -> list[Any]:
        """An attribute, once a row."""
        return [getattr(self.env, attr_name) for _ in self._rows(indices)]

    def set_attr(self, attr_name: str, value: Any, indices: Any = None) -> None:
        """Set an attribute of all rows. Raises ValueError for some of them."""
        if len(self._rows(indices)) != self.num_envs:
            raise ValueError("rows share one environment; an attribute is set for all of them")
        setattr(self.env, attr_name, value)

    def env_is_wrapped(self, wrapper_class: Any, indices: Any = None) -> list[bool]:
        """Whether rows are wrapped; none is wrapped alone."""
        return [isinstance(self.env, wrapper_class) for _ in self._rows(indices)]

    def _rows(self, indices: Any) -> list[int]:
        return [*self._get_indices(indices)]
