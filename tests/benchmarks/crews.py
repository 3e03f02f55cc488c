"""Crews side by side: batches that stay open, so that starts and work are told apart."""

import time
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from sim.experiments.campaign import Campaign, campaign
from sim.experiments.experiment import Experiment, Manner

WARM_UP = 2_000
"""Runs that reach every worker before anything is timed."""


@dataclass(frozen=True)
class Cost:
    """What something took: by the clock, and of all processors together."""

    seconds: float
    processor: float

    def __add__(self, other):
        return Cost(self.seconds + other.seconds, self.processor + other.processor)


@dataclass
class Crewed:
    """A batch that is going, with a warm crew."""

    going: Campaign
    workers: list[psutil.Process]
    start: Cost
    """What it took to open the batch and to play the warm-up."""
    runs: int = WARM_UP

    def play(self, runs):
        """The cost of so many more runs."""
        self.runs += runs
        begin = time.perf_counter(), processor_seconds(self.workers)
        self.going.play_to(self.runs)
        return Cost(time.perf_counter() - begin[0], processor_seconds(self.workers) - begin[1])


@contextmanager
def crewed(document, out, **manner):
    """A batch whose workers have all played; its rows are written to `out`."""
    there = children()
    begin = time.perf_counter(), processor_seconds([])
    experiment, how = Experiment(document, 1), Manner(out=out, series_every=0, **manner)
    with campaign(experiment, how, WARM_UP) as going:
        going.play_to(WARM_UP)
        workers = [psutil.Process(pid) for pid in children() - there]
        start = Cost(time.perf_counter() - begin[0], processor_seconds(workers) - begin[1])
        yield Crewed(going, workers, start)


def children():
    return {one.pid for one in psutil.Process().children(recursive=True)}


def processor_seconds(workers):
    """User and system time of this process and of workers that are running."""
    times = [one.cpu_times() for one in (psutil.Process(), *workers)]
    return sum(one.user + one.system for one in times)
