"""Time and memory of whole batches, from a thousand runs to a million.

`make benchmark` prints them. Whole processes are measured, started from nothing.
"""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.experiments.rows import environment

MEGABYTE = 1 << 20

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
