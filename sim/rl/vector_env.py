"""The vector environment: one side in many runs at once, against the plan or an opponent.

Rows share one clock, so no row begins anew by itself (autoreset is disabled): all begin together. A
row whose battle is over stays so: its reward is 0 and its observation nothing but zeros until
`reset`. `Absorbing` makes of it what trainers expect who begin anew by themselves.
"""

from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from sim.commanders.commander import Commander
from sim.opponents.registry import PLAN
from sim.results.errors import UserError
from sim.rl.arena import AGENT, Arena, Step
from sim.rl.observation import Arrays
from sim.rl.render import MODES, picture, text_of
from sim.rl.runs import RunNumbers
from sim.rl.spaces import action_space, observation_space
from sim.scenario import Document, load
from sim.scenario.problems import unknown

Seed = int | list[int] | None


class BattleVectorEnv(VectorEnv[Arrays, np.ndarray, np.ndarray]):
    """`num_envs` runs of a scenario; row i of a reset with seed s is run s + i.

    Observations are those of `sim.rl.observation`, with a leading axis of rows. `infos` has
    `action_mask` (n, K), `illegal` (n,) illegal actions so far, and `run` (n,). Further wishes are
    those of `sim.rl.arena.Wishes`.
    """

    metadata = {
        "autoreset_mode": AutoresetMode.DISABLED, "render_modes": [*MODES], "render_fps": 4,
    }  # fmt: skip

    def __init__(
        self,
        scenario: str | Document,
        num_envs: int = 1,
        *,
        side: str | None = None,
        opponent: str | Commander = PLAN,
        render_mode: str | None = None,
        **wishes: Any,
    ) -> None:
        document = load(scenario) if isinstance(scenario, str) else scenario
        first, second = document.definition.sides
        side = first if side is None else side
        if side not in (first, second):
            raise UserError(unknown("side", side, [first, second]))
        self.side = side
        other = second if side == first else first
        self.arena = Arena(document, {side: AGENT, other: opponent}, **wishes)
        self.num_envs = num_envs
        self.render_mode = render_mode
        actions = self.arena.actions[side]
        self.actions = actions.actions
        """What each action is."""
        self.single_action_space = action_space(actions)
        self.single_observation_space = observation_space(document.definition, actions)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self._runs = RunNumbers(num_envs)

    def reset(
        self, *, seed: Seed = None, options: dict[str, Any] | None = None
    ) -> tuple[Arrays, dict[str, Any]]:
        """Begin all rows anew. Raises `UserError` for a mask that leaves some out.

        `seed` is the number of the first row's run, or a list with that of each; without one the
        rows take the run numbers that come next.
        """
        mask = (options or {}).get("reset_mask")
        if mask is not None and not np.all(mask):
            raise UserError("reset_mask: rows share one clock; all of them begin anew, or none")
        super().reset(seed=seed if isinstance(seed, int) else None)
        seen = self.arena.reset(self._runs.next(seed))[self.side]
        return seen, self._infos(np.zeros(self.num_envs, np.int64))

    def step(
        self, actions: np.ndarray
    ) -> tuple[Arrays, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """One action a row; see `sim.rl.arena.Arena.step`."""
        told: Step = self.arena.step({self.side: np.asarray(actions)})[self.side]
        over, truncated = self.arena.over.copy(), np.zeros(self.num_envs, bool)
        return told.observation, told.reward, over, truncated, self._infos(told.illegal)

    def action_masks(self) -> np.ndarray:
        """(n, K) bool: which actions can be chosen now."""
        return self.arena.masks(self.side)

    def state(self) -> np.ndarray:
        """(n, S): what both sides see, for critics who may know more than a player."""
        return self.arena.state()

    def _infos(self, illegal: np.ndarray) -> dict[str, Any]:
        mask = self.action_masks().view(np.int8)
        return {"action_mask": mask, "illegal": illegal, "run": self.arena.runs.copy()}

    def render(self) -> tuple[Any, ...] | None:
        """What the side sees of each row, as text or picture."""
        rows = range(self.num_envs)
        if self.render_mode == "human":
            for row in rows:
                print(text_of(self.arena, self.side, row))
            return None
        draw = picture if self.render_mode == "rgb_array" else text_of
        return tuple(draw(self.arena, self.side, row) for row in rows)
