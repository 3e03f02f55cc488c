"""Processes that play chunks side by side on this machine."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection

from sim.experiments.crew import Crew
from sim.experiments.slate import file_slate

METHODS = ("forkserver", "spawn")
"""Ways to start processes, best first; plain forking is unsafe beside threads."""


@contextmanager
def processes(workers: int) -> Iterator[Crew]:
    """Processes that end with this one, however it ends, and at once when it is interrupted."""
    method = next(one for one in METHODS if one in multiprocessing.get_all_start_methods())
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["sim.experiments.ready"])
        _start_server()
        # Until the server has loaded that, whoever is to be started waits, and if we are stopped
        # meanwhile, starts without us: so this is one that shares nothing with us.
        ready = multiprocessing.get_context("forkserver").Process(target=os.getpid)
        ready.start()
        ready.join()
    others = multiprocessing.active_children()
    theirs, ours = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, context, initializer=_stay_on_leash, initargs=(theirs,))
    try:
        with file_slate() as slate:
            yield Crew(pool, workers, slate=slate)
        pool.shutdown(wait=True)
    except BaseException:
        # One that is still starting would complain that what it is to share is gone.
        for worker in {*multiprocessing.active_children()}.difference(others):
            worker.kill()
        raise
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
