"""Speed and memory of batches: ratios taken side by side in one run.

`make benchmark` prints them. Whole processes are measured, started from nothing.
"""

import os
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import psutil
import pytest

from tests.experiments.rows import environment

MEGABYTE = 1 << 20
RUNS = 60_000
PAIRS = 5
"""Pairs of timings, taken in turn; the best of them is the least disturbed by other work."""

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def only_when_asked_for(request):
    if not request.config.getoption("benchmark_enable"):
        pytest.skip("measured by `make benchmark`")


def measured(*words):
    """Seconds of a `beachhead` command, and the peak memory in MB of it and of each child."""
    command = [sys.executable, "-m", "sim", *map(str, words)]
    begin, peaks = time.perf_counter(), {}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
    while process.poll() is None:
        for one in family(process.pid):
            peaks[one.pid] = max(peaks.get(one.pid, 0.0), memory(one))
        time.sleep(0.1)
    assert process.returncode == 0
    return time.perf_counter() - begin, peaks.pop(process.pid, 0.0), max(peaks.values(), default=0)


def family(pid):
    try:
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    except psutil.Error:
        return []


def memory(process):
    try:
        return process.memory_info().rss / MEGABYTE
    except psutil.Error:
        return 0.0


def batch(tmp_path, runs, *more):
    out = tmp_path / "out"
    options = ["--runs", runs, "--series-every", 0, "--out", out, "--overwrite"]
    return measured("monte-carlo", "toro", *options, *more)


def seconds(tmp_path, *more):
    """Seconds that a batch takes beyond what the same needs for next to no runs."""
    return batch(tmp_path, RUNS, *more)[0] - batch(tmp_path, 100, *more)[0]


def note(benchmark, name, ratios):
    benchmark.extra_info[f"{name}, median"] = round(statistics.median(ratios), 2)
    benchmark.extra_info[f"{name}, all"] = [round(ratio, 2) for ratio in sorted(ratios)]
    print(benchmark.extra_info)


def test_two_workers_over_one(benchmark, tmp_path):
    if (os.cpu_count() or 1) < 2:
        pytest.skip("needs two processors")
    ratios = [seconds(tmp_path) / seconds(tmp_path, "--workers", 2) for _ in range(PAIRS)]
    note(benchmark, "one worker over two", ratios)
    benchmark.pedantic(batch, args=(tmp_path, 100), rounds=1)
    assert max(ratios) >= 1.8


def test_dask_over_processes(benchmark, tmp_path):
    if find_spec("distributed") is None:
        pytest.skip("needs the extra cluster")
    ways = ("--cluster", "local:2"), ("--workers", 2)
    ratios = [seconds(tmp_path, *ways[0]) / seconds(tmp_path, *ways[1]) for _ in range(PAIRS)]
    note(benchmark, "Dask over processes", ratios)
    benchmark.pedantic(batch, args=(tmp_path, 100), rounds=1)
    assert min(ratios) <= 1.15


@pytest.mark.parametrize("runs", [1_000, 10_000, 100_000, 1_000_000])
def test_time_and_memory_of_a_batch(benchmark, tmp_path, runs):
    took, coordinator, worker = batch(tmp_path, runs, "--workers", 2)
    _, reader, _ = measured("compare", tmp_path / "out")
    benchmark.extra_info |= {
        "runs a second": round(runs / took),
        "coordinator MB": round(coordinator),
        "worker MB": round(worker),
        "compare MB": round(reader),
    }
    benchmark.pedantic(Path.exists, args=(tmp_path,), rounds=1)
    print(benchmark.extra_info)
    assert max(coordinator, worker, reader) < 700
