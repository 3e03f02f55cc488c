"""Two workers against one, Dask against processes, many runs against few: side by side.

`make benchmark` prints them. The batches stay open and play in turn, so that what is compared is
work and not the start of processes, which is reported apart.
"""

import os
import statistics
from importlib.util import find_spec

import pytest

from sim.experiments.experiment import CHUNK
from sim.scenario import load
from tests.benchmarks.crews import crewed

RUNS = 100_000
"""About ten seconds of work for two workers."""
PAIRS = 5

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two processors"),
]


@pytest.fixture(autouse=True)
def only_when_asked_for(request):
    if not request.config.getoption("benchmark_enable"):
        pytest.skip("measured by `make benchmark`")


def compared(benchmark, tmp_path, one, other):
    """Ratios of `one` to `other`: by the clock, of processor time, and with the start by the clock.

    Each is given as keyword arguments for the manner of a batch.
    """
    toro = load("toro")
    with (
        crewed(toro, tmp_path / "one", **one) as first,
        crewed(toro, tmp_path / "other", **other) as second,
    ):
        pairs = [(first.play(RUNS), second.play(RUNS)) for _ in range(PAIRS)]
        clock = [a.seconds / b.seconds for a, b in pairs]
        processor = [a.processor / b.processor for a, b in pairs]
        whole = [(a + first.start).seconds / (b + second.start).seconds for a, b in pairs]
        benchmark.extra_info |= {
            "by the clock": noted(clock),
            "of processor time": noted(processor),
            "with the start": noted(whole),
            "seconds to start": [round(x.start.seconds, 1) for x in (first, second)],
            "seconds of work": [
                round(statistics.median(cost.seconds for cost in costs), 1)
                for costs in zip(*pairs, strict=True)
            ],
        }
        benchmark.pedantic(first.play, args=(1,), rounds=1)
    print(benchmark.extra_info)
    return clock, processor


def test_time_is_linear_in_runs(benchmark, tmp_path):
    with crewed(load("toro"), tmp_path / "out", workers=1) as batch:
        small, whole, many = (batch.play(runs).processor for runs in (1_000, CHUNK, 10 * CHUNK))
        each = (whole - small) / (CHUNK - 1_000)
        fixed = small - 1_000 * each
        beyond = (many - 10 * fixed) / (10 * CHUNK)
        benchmark.extra_info |= {
            "fixed part of a chunk, ms": round(1e3 * fixed),
            f"us a run beyond it, to {CHUNK:,}": round(1e6 * each),
            f"us a run beyond it, to {10 * CHUNK:,}": round(1e6 * beyond),
        }
        benchmark.pedantic(batch.play, args=(1,), rounds=1)
    print(benchmark.extra_info)
    assert beyond <= 1.25 * each


def noted(ratios):
    """The median, and from least to greatest."""
    return round(statistics.median(ratios), 2), round(min(ratios), 2), round(max(ratios), 2)


def test_two_workers_over_one(benchmark, tmp_path):
    clock, _ = compared(benchmark, tmp_path, {"workers": 1}, {"workers": 2})
    assert max(clock) >= 1.8  # the pair that other work disturbed least


@pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra cluster")
def test_dask_over_processes(benchmark, tmp_path):
    clock, processor = compared(benchmark, tmp_path, {"cluster": "local:2"}, {"workers": 2})
    assert min(clock) <= 1.15
    assert statistics.median(processor) <= 1.15
