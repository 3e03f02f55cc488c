"""Crews: who plays the chunks of a batch. Any `concurrent.futures.Executor` will do."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from sim.results.errors import UserError

METHODS = ("forkserver", "spawn")
"""Ways to start processes, best first; plain forking is unsafe beside threads."""
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


@contextmanager
def crew_of(
    workers: int = 1, executor: Executor | None = None, cluster: str | None = None
) -> Iterator[Crew]:
    """The crew that was asked for: a cluster, an executor, several processes, or nobody else.

    An executor that was given is left running.
    """
    if (workers != 1) + (executor is not None) + (cluster is not None) > 1:
        raise UserError("give a number of workers, an executor or a cluster, but only one of them")
    if cluster is not None:
        from sim.experiments.cluster import dask_crew

        with dask_crew(cluster) as crew:
            yield crew
    elif executor is not None:
        yield Crew(executor, DEFAULT_WIDTH)
    elif workers == 1:
        yield Crew(Alone(), 1)
    else:
        with _processes(workers) as pool:
            yield Crew(pool, workers)


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Processes that end with this one, however it ends, and at once when it is interrupted."""
    method = next(one for one in METHODS if one in multiprocessing.get_all_start_methods())
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["sim.experiments.chunk"])
        _start_server()
    theirs, ours = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, context, initializer=_stay_on_leash, initargs=(theirs,))
    try:
        yield pool
        pool.shutdown(wait=True)
    finally:
        ours.close()
        pool.shutdown(wait=False, cancel_futures=True)
        theirs.close()


def _start_server() -> None:
    """Start the process that makes the workers, deaf to Ctrl-C as they are from the beginning."""
    from multiprocessing import forkserver, resource_tracker

    resource_tracker.ensure_running()  # which would let Ctrl-C through again
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _stay_on_leash(leash: Connection) -> None:
    """Leave Ctrl-C to the coordinator, and end when it lets go of its end of the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        try:
            leash.recv_bytes()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=watch, daemon=True, name="leash").start()
