"""Plays battles at points of their parameters: run K takes row K, so that each has its own luck."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.experiments.crew import Alone, Crew
from sim.experiments.monte_carlo import monte_carlo
from sim.history.calibrate.design import Free
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.scenario import Document

Progress = Callable[[str, int, int | None], None]
"""Called with what is being played, and how many battles of how many are over."""


@dataclass
class Player:
    """Who plays, where results go, and whom to tell."""

    seed: int
    crew: Crew
    out: str | None = None
    """A folder or address; what is there is not played again, unless it is to be replaced."""
    overwrite: bool = False
    progress: Progress | None = None
    played: int = field(default=0, init=False)
    """Battles that are over."""
    planned: int = 0

    def at(self, document: Document, free: Free, points: np.ndarray, runs: int, step: str) -> Batch:
        """The battle at points (n, d) in normal deviates; run K is one of point K // `runs`."""
        changed = free.set(document, np.repeat(free.values(points), runs, axis=0))
        return self.play(changed, len(points) * runs, step)

    def play(self, document: Document, runs: int, step: str) -> Batch:
        """So many runs of a battle, kept in the folder of a step."""
        name = document.name
        before = self.played

        def tell(done: int) -> None:
            if self.progress is not None:
                self.progress(f"{step}: {name}", before + done, self.planned)

        alone = isinstance(self.crew.executor, Alone)
        batch = monte_carlo(
            document,
            runs,
            self.seed,
            executor=None if alone else self.crew.executor,
            out=None if self.out is None else f"{os.fspath(self.out)}/{step}/{name}",
            resume=self.out is not None and not self.overwrite,
            overwrite=self.overwrite,
            series_every=0,
            progress=tell,
        )
        self.played += runs
        if batch.failures:
            first = batch.failures[0]
            raise UserError(
                f"{len(batch.failures):,} runs of {name} failed, the first with {first.error}"
            )
        return batch


def by_point(batch: Batch, runs: int) -> Mapping[str, np.ndarray]:
    """Each measure of a batch of points, (points, runs)."""
    return {name: values.reshape(-1, runs) for name, values in batch.measures.items()}
