"""The cast: who acts at a moment, an operation or the fighting at a place.

It is known of whom the turn record speaks, and one of them alone can have other luck than the rest
of a battle: what an event was worth is the outlook with it, less that with its dice thrown again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from sim.luck.draws import Draws
from sim.world.schedule import Schedule


class Cast:
    """Who acts now, and who acted in each turn of a battle that is traced."""

    def __init__(self, draws: Draws, schedule: Schedule, traced: bool) -> None:
        self._draws = draws
        self._schedule = schedule
        self._traced = traced
        self._on = traced or (draws.branch is not None and draws.branch.aside is not None)
        self._actor = ""
        self.acted: dict[int, list[str]] = {}
        """By turn, who acted in it."""

    @contextmanager
    def acting(self, actor: str) -> Iterator[None]:
        """What is drawn meanwhile is the luck of this actor."""
        if not self._on:
            yield
            return
        before = self._actor
        self._enter(actor)
        try:
            yield
        finally:
            self._enter(before)

    def by(
        self, actor: str, action: Callable[[np.ndarray], object]
    ) -> Callable[[np.ndarray], object]:
        """An action that this actor carries out."""
        if not self._on:
            return action

        def carried_out(rows: np.ndarray) -> None:
            with self.acting(actor):
                action(rows)

        return carried_out

    def _enter(self, actor: str) -> None:
        self._actor = actor
        branch, turn = self._draws.branch, self._schedule.turn
        if self._traced and actor:
            listed = self.acted.setdefault(turn, [])
            if actor not in listed:
                listed.append(actor)
        if branch is None or branch.aside is None:
            return
        rows = np.flatnonzero((branch.since <= turn) & (turn < branch.turns))
        theirs = (branch.aside[rows] == actor) & (actor != "")
        later = branch.runs[rows].astype(np.uint64)
        self._draws.runs[rows] = np.where(theirs, later, self._draws.past[rows])
