"""Dask: batches on a cluster, or on a small cluster of this machine."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import uuid4

from sim.experiments.crew import Crew
from sim.results.errors import BatchStopped, UserError

RETRIES = 3
"""How often a chunk is played again whose worker died."""
PATIENCE = 5.0
"""Seconds for which a scheduler may be out of reach."""
GOODBYE = 5.0
"""Seconds for which the end of a cluster is waited for."""
LOCAL = "local:"
UNWATCHED = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None,
}
"""What keeps Dask from watching workers of this machine, which costs them a tenth of their time.

Dask samples the stack of each worker a hundred times a second, looks at its memory ten times, and
has the C library hand freed memory back at once, so that the pages of every array are made anew.
"""
LOGGERS = (
    "distributed",
    "distributed.client",
    "distributed.comm",
    "tornado.application",
    "asyncio",
)


@contextmanager
def dask_crew(address: str) -> Iterator[Crew]:
    """The workers of a Dask scheduler at ``tcp://host:port``, or ``local:4`` of this machine.

    Raises `UserError` if there is no such scheduler.
    """
    distributed = _distributed()
    client = _client(distributed, address)
    try:
        width = sum(client.nthreads().values()) or 1
        executor = client.get_executor(pure=False, retries=RETRIES)
        watch = _Watch(client, address)
        lost = (
            distributed.scheduler.KilledWorker,
            distributed.comm.CommClosedError,
            CancelledError,
        )
        _be_quiet()
        yield Crew(executor, width, watch.check, lost, watch.loss, _Heard(client))
    finally:
        with suppress(TimeoutError):  # nothing is lost with those who do not answer
            if client.cluster is not None:
                client.cluster.close(timeout=GOODBYE)
            client.close(timeout=GOODBYE)


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ModuleNotFoundError:
        raise UserError("--cluster needs Dask: pip install 'beachhead[cluster]'") from None


def _client(distributed: Any, address: str) -> Any:
    if "://" in address:
        try:
            return distributed.Client(address, timeout=10, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UserError(f"no Dask scheduler answers at {address}: {error}") from None
    count = address.removeprefix(LOCAL)
    if not address.startswith(LOCAL) or not count.isdecimal() or int(count) < 1:
        raise UserError(f"a cluster is tcp://host:port or local:4, not {address}")
    return _local_client(distributed, int(count))


def _local_client(distributed: Any, workers: int) -> Any:
    """The client of a cluster of its own on this machine; the workers inherit its settings."""
    with import_module("dask").config.set(UNWATCHED):
        cluster = distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",  # any free port: several batches may run at once
            scheduler_kwargs={"dashboard": False},
        )
        client = distributed.Client(cluster, set_as_default=False)
        client.wait_for_workers(workers)
    return client


def _be_quiet() -> None:
    """Keep Dask from reporting on standard error what the batch says in its own words.

    It goes on to do so from threads of its own when the batch is over.
    """
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Heard:
    """A slate of what workers, wherever they are, say in events of a topic of their own."""

    def __init__(self, client: Any) -> None:
        self._topic = f"beachhead-{uuid4().hex}"
        self._behind: dict[int, int] = {}
        client.subscribe_topic(self._topic, self._hear)

    def _hear(self, event: tuple[float, tuple[int, int]]) -> None:
        number, runs = event[1]
        self._behind[number] = runs

    def mark(self, number: int) -> "Said":
        """Tells of a chunk."""
        return Said(self._topic, number)

    def behind(self, number: int) -> int:
        """What was said last of a chunk."""
        return self._behind.get(number, 0)


@dataclass(frozen=True)
class Said:
    """What the worker of a chunk says of it."""

    topic: str
    number: int

    def __call__(self, runs: int) -> None:
        """So many runs are behind."""
        _distributed().get_worker().log_event(self.topic, (self.number, runs))


class _Watch:
    """Notices that the scheduler is gone."""

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._address = address
        self._seen = time.monotonic()

    def check(self) -> None:
        """Raise `BatchStopped` if the scheduler has been out of reach for some seconds."""
        now = time.monotonic()
        if self._client.status == "running":
            self._seen = now
        elif now - self._seen > PATIENCE:
            raise BatchStopped(self._gone)

    def loss(self, error: BaseException) -> str:
        """What the loss of a chunk means."""
        if type(error).__name__ == "KilledWorker":
            return f"{RETRIES + 1} workers died with the same chunk, as if out of memory"
        return self._gone

    @property
    def _gone(self) -> str:
        return f"the Dask scheduler at {self._address} is gone"
