"""The cast: who acts at a moment, such as an operation or the fighting at a place.

It is known of whom the turn record speaks, and one of them alone can have other luck than the rest
of a battle: what an event was worth is the outlook with it, less that with its dice thrown again.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import numpy as np

from sim.luck.draws import Draws
from sim.world.schedule import Schedule

_NO_MATTER = nullcontext()
"""Of a battle in which nobody asks who acts."""


class Cast:
    """Who acts now, and who acted in each turn of a battle that is traced.

    Actors are ``operation/NAME``, ``engagement/PLACE``, ``mines/PLACE`` and ``weather``. What
    ``morale/PLACE`` and ``civilians/PLACE`` leave to chance is a part of what others do: it is
    thrown anew with the dice of either.
    """

    def __init__(self, draws: Draws, schedule: Schedule, traced: bool) -> None:
        self._draws = draws
        self._schedule = schedule
        self._traced = traced
        self.aside = draws.branch is not None and draws.branch.aside is not None
        """Whether one of them has other luck than the rest."""
        self.on = traced or self.aside
        """Whether anybody asks who acts."""
        self._actors: tuple[str, ...] = ()
        self.acted: dict[int, list[str]] = {}
        """By turn, who acted in it."""

    def acting(self, *actors: str) -> AbstractContextManager[None]:
        """What is drawn meanwhile is the luck of these actors and of nobody else."""
        return self._in_turn(actors) if self.on else _NO_MATTER

    @contextmanager
    def _in_turn(self, actors: tuple[str, ...]) -> Iterator[None]:
        before = self._actors
        self._enter(actors)
        try:
            yield
        finally:
            self._enter(before)

    def part(self, actor: str) -> AbstractContextManager[None]:
        """What is drawn meanwhile is the luck of this actor, and of those who act already."""
        return self.acting(*self._actors, actor)

    def by(
        self, actor: str, action: Callable[[np.ndarray], object]
    ) -> Callable[[np.ndarray], object]:
        """An action that this actor carries out."""
        if not self.on:
            return action

        def carried_out(rows: np.ndarray) -> None:
            with self.acting(actor):
                action(rows)

        return carried_out

    def note(self, actor: str, turn: int) -> None:
        """An actor has dice in a turn, though perhaps nobody has asked for them in it."""
        if self._traced:
            listed = self.acted.setdefault(turn, [])
            if actor not in listed:
                listed.append(actor)

    def _enter(self, actors: tuple[str, ...]) -> None:
        self._actors = actors
        branch, turn = self._draws.branch, self._schedule.turn
        for actor in actors:
            self.note(actor, turn)
        if branch is None or branch.aside is None:
            return
        rows = np.flatnonzero((branch.since <= turn) & (turn < branch.turns))
        theirs = np.isin(branch.aside[rows], actors)
        later = branch.runs[rows].astype(np.uint64)
        self._draws.runs[rows] = np.where(theirs, later, self._draws.past[rows])
