"""Progress of a batch on a terminal: runs done, runs a second, time left."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import ProgressColumn, Task
from rich.text import Text

from sim.experiments.experiment import Progress


class Rate(ProgressColumn):
    """Runs a second."""

    def render(self, task: Task) -> Text:
        """The rate of the last half minute."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.0f} runs/s")


@contextmanager
def progress_bar(runs: int | None) -> Iterator[Progress | None]:
    """A progress bar on standard error if that is a terminal, else nothing.

    `runs` is None while it is not known how many there will be.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("Playing", BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=runs)
        yield lambda done: bar.update(task, completed=done)
