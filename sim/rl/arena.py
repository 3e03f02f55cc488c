"""Arena: many runs of one scenario side by side, for programs that command one side or both.

All runs are one battle of the engine with a leading axis of runs, and share one clock. A run is the
same here, alone, and in any batch. It needs neither gymnasium nor pettingzoo: the environments are
skins on it.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.commanders import Commander, Order, View
from sim.experiments.foresight import Futures
from sim.interruption import deferred
from sim.kernel import compile_kernels
from sim.opponents.registry import PLAN, commander_named
from sim.results.errors import UserError
from sim.results.outcomes import Outcomes
from sim.results.recorder import Recorder
from sim.rl.actions import END_TURN, FIRST, NOTHING, ActionSpace
from sim.rl.observation import FIELDS, FLAGS, Arrays, Observer
from sim.rl.rewards import Reward, victory
from sim.rl.sight import Sight
from sim.scenario import Document
from sim.scenario.measures import measures
from sim.scenario.problems import unknown
from sim.world.world import World

AGENT = "agent"
"""Who plays a side whose actions are those of `Arena.step`."""
Potential = Callable[[Arrays], np.ndarray]
"""How good a situation is, (n,), from an observation."""


class Wishes(NamedTuple):
    """What can be chosen beside the scenario and who plays."""

    orders: int = 1
    """Orders that a side can give in a turn, one a step."""
    luck: int = 1
    """The seed of all luck; runs are numbered as in a batch with that seed."""
    reward: Reward = victory
    potential: Potential | None = None
    discount: float = 1.0


class Step(NamedTuple):
    """What a side is told at a step, of all runs."""

    observation: Arrays
    reward: np.ndarray
    """(n,) float."""
    illegal: np.ndarray
    """(n,) int: illegal actions of this run so far; each did nothing."""


class Arena:
    """Battles whose sides are played by an `agent`, the `plan`, or an opponent.

    An opponent is a name, a ``module:function`` or a commander. Further arguments are those of
    `Wishes`. Raises `UserError` for a side or an opponent that there is not.

    With one order a turn, which is usual, a step is a turn. With more, a turn lasts until each
    agent in each run has given its orders or has ended its turn; who is done waits and can do
    nothing.
    """

    def __init__(
        self,
        document: Document,
        sides: Mapping[str, str | Commander],
        *,
        traced: bool = False,
        **wishes: Any,
    ) -> None:
        compile_kernels()  # there will be many battles
        definition = document.definition
        for side in sides:
            if side not in definition.sides:
                raise UserError(unknown("side", side, definition.sides))
        self.document = document
        self.sides = {side: sides.get(side, PLAN) for side in definition.sides}
        self.wishes = Wishes(**wishes)
        if self.wishes.orders < 1:
            raise UserError(f"orders: must be at least 1, not {self.wishes.orders}")
        self.agents = [side for side, who in self.sides.items() if who == AGENT]
        self.actions = {side: ActionSpace(definition, side) for side in definition.sides}
        self._traced = traced
        self._opponents = {
            side: commander_named(who) if isinstance(who, str) else who
            for side, who in self.sides.items()
            if who != AGENT
        }

    # a batch of battles ---------------------------------------------------------------------

    def reset(self, runs: np.ndarray) -> dict[str, Arrays]:
        """Begin some runs, (n,), anew; what each agent sees."""
        definition = self.document.definition
        self.runs = np.array(runs, np.int64)
        n = len(self.runs)
        self._orders: dict[str, list[np.ndarray]] = {side: [] for side in self.agents}
        opponents = {side: one for side, one in self._opponents.items() if one is not None}
        seats = {side: self._seat(side) for side in self.agents}
        with deferred():
            self.battle = Battle(
                definition,
                model_named(definition.combat.model)(),
                self.runs,
                self.wishes.luck,
                commanders={**opponents, **seats},
                foresight=Futures(definition, self.runs, self.wishes.luck),
                traced=self._traced,
            )
            self._outcomes = Outcomes(self.battle, measures(definition).values())
            self.recorder = Recorder(self.world) if self._traced else None
            self._sights = {s: Sight(self.battle.view(s)) for s in self.sides}
            self.battle.play_to_orders(0)
        self.turn = 0
        self.chosen: list[dict[str, np.ndarray]] = []
        """By side, what was carried out at each step, (n,)."""
        self.over = np.zeros(n, bool)
        """(n,) bool: runs that have ended."""
        self._told = np.zeros(n, bool)
        self._illegal = {side: np.zeros(n, np.int64) for side in self.agents}
        self._left = {side: np.full(n, self.wishes.orders) for side in self.agents}
        self._observers = {
            side: Observer(sight, self.actions[side]) for side, sight in self._sights.items()
        }
        self._look()
        self._mask()
        self._seen = {side: self.observe(side) for side in self.agents}
        self._worth = {side: self._potential(side) for side in self.agents}
        return self._seen

    def step(self, actions: Mapping[str, np.ndarray]) -> dict[str, Step]:
        """Each agent's action in each run, (n,). Raises ValueError for numbers that are none."""
        self.chosen.append({s: self._take(s, np.asarray(actions[s])) for s in self.agents})
        ended = np.zeros(len(self.runs), bool)
        if not any((left[~self.over] > 0).any() for left in self._left.values()):
            ended = self._advance()
        self._mask()
        return {side: self._tell(side, ended) for side in self.agents}

    def _tell(self, side: str, ended: np.ndarray) -> Step:
        self._seen[side] = self.observe(side)
        return Step(self._seen[side], self._reward(side, ended), self._illegal[side].copy())

    @property
    def world(self) -> World:
        """The world of the battles."""
        return self.battle.world

    def outcomes(self) -> dict[str, np.ndarray]:
        """Every measure of runs that have ended, (n,) each."""
        return self._outcomes.collect()

    def observe(self, side: str) -> Arrays:
        """What a side sees now."""
        return self._observers[side].observe(self.turn, self._masks[side], self._told)

    def state(self) -> np.ndarray:
        """What both sides see as one array, (n, S) float32: their fields but for the flags."""
        n = len(self.runs)
        blank = {side: np.zeros((n, len(one)), bool) for side, one in self.actions.items()}
        seen = [self._observers[s].observe(self.turn, blank[s], self._told) for s in self.sides]
        fields = [one[name] for one in seen for name in FIELDS if name not in FLAGS]
        return np.concatenate([one.reshape(n, -1) for one in fields], axis=1)

    # actions --------------------------------------------------------------------------------

    def masks(self, side: str) -> np.ndarray:
        """(n, K) bool: which actions a side can choose now."""
        return self._masks[side].copy(order="K")

    def _take(self, side: str, chosen: np.ndarray) -> np.ndarray:
        """Note the actions of a side, and return them; illegal ones do nothing and are counted."""
        count = len(self.actions[side])
        if chosen.shape != self.over.shape or ((chosen < 0) | (chosen >= count)).any():
            raise ValueError(f"actions of {side}: {len(self.over)} numbers from 0 to {count - 1}")
        rows = np.arange(len(chosen))
        legal = self._masks[side][rows, chosen]
        self._illegal[side] += ~legal
        chosen = np.where(legal, chosen, NOTHING)
        self._orders[side].append(chosen)
        left = self._left[side]
        left -= left > 0
        left[chosen == END_TURN] = 0
        return chosen

    def _seat(self, side: str) -> Commander:
        """A commander who orders what was chosen; in the order of the list, step by step."""

        def command(view: View) -> Sequence[Order]:
            chosen, self._orders[side] = self._orders[side], []
            orders = [self.actions[side].orders(one) for one in chosen]
            return orders[0] if len(orders) == 1 else [*chain.from_iterable(orders)]

        return command

    # time -----------------------------------------------------------------------------------

    def _advance(self) -> np.ndarray:
        """Play to the orders of the next turn; the runs that end on the way, (n,) bool."""
        self._told = self.over.copy()
        schedule = self.world.schedule
        self.turn += 1
        with deferred():
            if self.turn < schedule.clock.turns:
                self.battle.play_to_orders(self.turn)
            else:
                self.battle.play()
        self.over = schedule.ended | (self.turn >= schedule.clock.turns)
        for left in self._left.values():
            left[:] = self.wishes.orders
        self._look()
        return self.over & ~self._told

    def _look(self) -> None:
        for side, sight in self._sights.items():
            sight.look(self.battle.view(side))
        self._legal = {side: self.actions[side].legal(self._sights[side]) for side in self.agents}

    def _mask(self) -> None:
        """What can be chosen at this step: nothing twice in a turn, and nothing when it is over."""
        once = self.wishes.orders == 1
        self._masks = {s: one if once else one.copy(order="K") for s, one in self._legal.items()}
        for side in self.agents:
            mask, left = self._masks[side], self._left[side]
            for chosen in self._orders[side]:
                mask[np.arange(len(chosen)), chosen] = False
            mask[self.over | (left == 0), FIRST:] = False
            mask[:, END_TURN] = (left > 1) & ~self.over
            mask[:, NOTHING] = True

    # rewards --------------------------------------------------------------------------------

    def _reward(self, side: str, ended: np.ndarray) -> np.ndarray:
        reward = np.zeros(len(self.runs))
        if ended.any():
            reward[ended] = self.wishes.reward(self._measures(ended), side)
        if self.wishes.potential is not None:
            before, self._worth[side] = self._worth[side], self._potential(side)
            reward += self.wishes.discount * self._worth[side] - before
        return reward

    def _potential(self, side: str) -> np.ndarray:
        """How good the situation of a side is, 0 where the battle is over, (n,)."""
        if self.wishes.potential is None:
            return np.zeros(len(self.runs))
        return np.where(self.over, 0.0, self.wishes.potential(self._seen[side]))

    def _measures(self, ended: np.ndarray) -> dict[str, np.ndarray]:
        """The measures of runs that end now; the winner alone for a reward that needs no more."""
        if self.wishes.reward is victory:
            return {"winner": self.battle.winner()[ended]}
        return {name: values[ended] for name, values in self._outcomes.collect().items()}
