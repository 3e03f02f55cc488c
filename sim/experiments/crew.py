"""Crews: who plays the chunks of a batch. Any `concurrent.futures.Executor` will do."""

import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from typing import Any

from sim.experiments.slate import Slate

WAITING = 2
"""Chunks for each worker that are under way or wait: enough that nobody is idle."""
DEFAULT_WIDTH = os.cpu_count() or 1


def _always_there() -> None:
    """Nothing is wrong with workers in this very process."""


def _worker_lost(error: BaseException) -> str:
    return (
        "a worker ended abruptly: killed, out of memory, or started by a script without "
        f"`if __name__ == '__main__':` ({type(error).__name__})"
    )


@dataclass(frozen=True)
class Crew:
    """An executor, the number of workers it has, and a check that they are still there."""

    executor: Executor
    width: int
    check: Callable[[], None] = _always_there
    """Raises `BatchStopped` if the workers are gone."""
    lost: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)
    """What is raised when a worker dies with its chunk."""
    loss: Callable[[BaseException], str] = _worker_lost
    """What such an error means, in words."""
    slate: Slate | None = None
    """Where workers write how far their chunks are; nobody in this very process needs one."""

    @property
    def window(self) -> int:
        """Chunks that are handed out at once."""
        return 1 if isinstance(self.executor, Alone) else WAITING * self.width


class Alone(Executor):
    """Does everything at once, in this process and thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call the function; what it raises, except an interruption, is in the future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
