"""The environment of both sides at once, as PettingZoo's `ParallelEnv`.

`pettingzoo.utils.parallel_to_aec` makes one of it in which they choose one after the other.
"""

from typing import Any

import numpy as np
from gymnasium import spaces
from pettingzoo import ParallelEnv  # type: ignore[import-untyped]

from sim.rl.arena import AGENT, Arena, Step
from sim.rl.observation import Arrays
from sim.rl.render import MODES, picture, text_of
from sim.rl.runs import RunNumbers
from sim.rl.spaces import action_space, observation_space, state_space
from sim.scenario import Document, load

Told = dict[str, Any]


class BattleParallelEnv(ParallelEnv[str, Arrays, np.int64]):  # type: ignore[misc]
    """Both sides of one run, under the names of the scenario; `seed` is the number of the run.

    Observations, `action_mask`, `infos` and wishes are those of `BattleVectorEnv`.
    """

    def __init__(
        self, scenario: str | Document, render_mode: str | None = None, **wishes: Any
    ) -> None:
        document = load(scenario) if isinstance(scenario, str) else scenario
        sides = [*document.definition.sides]
        self.metadata = {
            "name": document.name, "render_modes": [*MODES], "render_fps": 4,
            "is_parallelizable": True,
        }  # fmt: skip
        self.render_mode = render_mode
        self.possible_agents = sides
        self.agents: list[str] = []
        self.arena = Arena(document, dict.fromkeys(sides, AGENT), **wishes)
        self._runs = RunNumbers(1)
        actions = self.arena.actions
        self.action_spaces = {side: action_space(actions[side]) for side in sides}
        self.observation_spaces = {
            side: observation_space(document.definition, actions[side]) for side in sides
        }
        self.arena.reset(self._runs.next(0))
        self.state_space = state_space(len(self.state()))
        self._runs = RunNumbers(1)

    def observation_space(self, agent: str) -> spaces.Dict:
        """What an agent observes; always the same object."""
        return self.observation_spaces[agent]

    def action_space(self, agent: str) -> spaces.Discrete:
        """What an agent can choose; always the same object."""
        return self.action_spaces[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Arrays], dict[str, Told]]:
        """Begin a run anew; without a seed the next one."""
        self.agents = [*self.possible_agents]
        seen = self.arena.reset(self._runs.next(seed))
        self._show()
        infos = {side: self._info(side, 0) for side in self.agents}
        return {side: _row(seen[side]) for side in self.agents}, infos

    def step(self, actions: dict[str, np.int64]) -> tuple[Told, Told, Told, Told, Told]:
        """One action of each agent."""
        told: dict[str, Step] = self.arena.step({s: np.array([actions[s]]) for s in self.agents})
        over = bool(self.arena.over[0])
        agents, self.agents = self.agents, [] if over else self.agents
        self._show()
        return (
            {side: _row(told[side].observation) for side in agents},
            {side: float(told[side].reward[0]) for side in agents},
            dict.fromkeys(agents, over),
            dict.fromkeys(agents, False),
            {side: self._info(side, int(told[side].illegal[0])) for side in agents},
        )

    def action_masks(self, agent: str) -> np.ndarray:
        """(K,) bool: which actions an agent can choose now."""
        mask: np.ndarray = self.arena.masks(agent)[0]
        return mask

    def _info(self, side: str, illegal: int) -> Told:
        mask = self.action_masks(side).astype(np.int8)
        return {"action_mask": mask, "illegal": illegal, "run": int(self.arena.runs[0])}

    def state(self) -> np.ndarray:
        """What both sides see, as one array."""
        state: np.ndarray = self.arena.state()[0]
        return state

    def render(self) -> Any:
        """What each side sees, as text or as pictures side by side."""
        if self.render_mode == "rgb_array":
            sides = [picture(self.arena, side, 0) for side in self.possible_agents]
            return np.concatenate(sides, axis=1)
        text = "\n\n".join(text_of(self.arena, side, 0) for side in self.possible_agents)
        if self.render_mode == "human":
            print(text)
            return None
        return text

    def _show(self) -> None:
        if self.render_mode == "human":
            self.render()

    def close(self) -> None:
        """Nothing is held open."""


def parallel_env(scenario: str | Document, **wishes: Any) -> BattleParallelEnv:
    """Both sides of a scenario, such as ``parallel_env("toro")``."""
    return BattleParallelEnv(scenario, **wishes)


def _row(arrays: Arrays) -> Arrays:
    return {name: one[0] for name, one in arrays.items()}
