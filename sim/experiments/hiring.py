"""Hiring: the crew that was asked for, there as long as it is needed."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from sim.experiments.crew import DEFAULT_WIDTH, Alone, Crew
from sim.experiments.slate import file_slate
from sim.results.errors import UserError


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
        with file_slate() as slate:
            yield Crew(executor, DEFAULT_WIDTH, slate=slate)
    elif workers == 1:
        yield Crew(Alone(), 1)
    else:
        from sim.experiments.processes import processes

        with processes(workers) as crew:
            yield crew
