"""Branches: rows that keep the past of one run and take the luck of another from a turn on.

The branch comes at the beginning of its turn. What was drawn before then stays as it was; what is
drawn from then on is the luck of the later run, whatever turn its address names. What is drawn
ahead belongs to the past only if the past knew it: the flying weather of a day once the day has
begun, the luck of what happens once in a battle once somebody has asked for it, and uncertain
figures from the start, unless `settled` says that one of them has not shown itself before a turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Branch:
    """Where each row leaves its past, and what run it follows from there.

    A row that branches at turn 0 is the later run from the start; one that branches after the end
    of the battle is the earlier run itself.
    """

    turns: np.ndarray
    """(n,) int: the turn at the beginning of which a row branches."""
    runs: np.ndarray
    """(n,) the run whose luck it has from then on."""
    settled: Mapping[str, int | np.ndarray] = field(default_factory=dict)
    """By the path of an uncertain figure, the turn that settles it: one turn or (n,) of them. Rows
    that branch no later have the figure of their later run from the start."""
    figures: np.ndarray | None = None
    """(n,) the run of whose figures those are; the later run unless given."""
    aside: np.ndarray | None = None
    """(n,) the actor, see `sim.world.cast`, who has the luck of the later run before the branch
    already; nobody where it is empty."""
    since: int | np.ndarray = 0
    """The first turn, one or (n,), in which he has."""
    renewed: bool = False
    """Whether nobody knows the luck to come, because `Draws.renew` brings it."""
    mid_turn: bool = False
    """Whether the branch comes when commanders are asked: they know what the turn has brought."""

    def has_come(self, turn: int | np.ndarray) -> np.ndarray:
        """Whether the luck of the beginning of a turn, one or (n,), is of the later run, (n,)."""
        return np.asarray(self.turns + self.mid_turn <= turn)

    def sets_aside(self, actor: str, turn: int | np.ndarray) -> np.ndarray:
        """Whether an actor has the luck of the later run in a turn, one or (n,), already, (n,)."""
        if self.aside is None or not actor:
            return np.zeros(len(self.turns), bool)
        return np.asarray((self.aside == actor) & (self.since <= turn) & (turn < self.turns))
