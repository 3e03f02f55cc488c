"""Progress of a batch on a terminal: runs done, runs a second, time left."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from sim.experiments.experiment import Progress
from sim.kernel import compiling_told


@contextmanager
def progress_bar(runs: int | None) -> Iterator[Progress | None]:
    """A progress bar on standard error if that is a terminal, else nothing.

    `runs` is None while it is not known how many there will be.
    """
    with progress_steps() as step:
        yield None if step is None else partial(step, "Playing", of=runs)


class Step(Protocol):
    """Says how far something has come."""

    def __call__(self, words: str, done: int, of: int | None) -> None:
        """What is being done, and how much of how much."""


@contextmanager
def progress_steps() -> Iterator[Step | None]:
    """A progress bar that names what is being done; nothing but on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from sim.cli.rate import Rate

    named = "{task.description}"
    columns = (named, BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Playing", total=None)

        def report(words: str, done: int, of: int | None) -> None:
            bar.update(task, description=words, completed=done, total=of)

        with compiling_told(lambda: bar.update(task, description="Compiling kernels, once")):
            yield report
