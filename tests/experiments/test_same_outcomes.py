"""Whoever plays a batch, and however it is cut: the same rows to the byte."""

import random
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from importlib.util import find_spec
from multiprocessing import get_context

import numpy as np
import pytest

from sim import Results
from sim.experiments.monte_carlo import monte_carlo
from sim.experiments.play import play
from sim.results.errors import UserError
from sim.scenario import load
from tests.experiments.rows import finished, rows, start, summaries
from tests.results.raid import raid

RUNS, SEED = 160, 3


class Shuffled(Executor):
    """Plays chunks in an order of its own, a few behind the one that was handed in."""

    def __init__(self):
        self._waiting = []
        self._random = random.Random(5)

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        self._waiting.append((future, fn, args))
        if len(self._waiting) > 1:
            self._random.shuffle(self._waiting)
            self._play()
        return future

    def _play(self):
        future, fn, args = self._waiting.pop()
        future.set_result(fn(*args))

    def drain(self):
        while self._waiting:
            self._play()


@pytest.fixture(scope="module", params=["raid", pytest.param("toro", marks=pytest.mark.slow)])
def document(request, tmp_path_factory):
    return load("toro") if request.param == "toro" else raid(tmp_path_factory.mktemp("raid"))


@pytest.fixture(scope="module")
def expected(document, tmp_path_factory):
    folder = tmp_path_factory.mktemp("expected") / "out"
    batch = monte_carlo(document, RUNS, SEED, out=folder)
    return rows(folder), summaries(batch), batch.series


def same(document, expected, tmp_path, **manner):
    batch = monte_carlo(document, RUNS, SEED, out=tmp_path / "out", **manner)
    assert rows(tmp_path / "out") == expected[0]
    assert summaries(batch) == expected[1]
    assert Results.of(batch).series.identical(expected[2])


@pytest.mark.parametrize("chunk", [13, 50, 128])
def test_for_any_chunk(document, expected, tmp_path, chunk):
    same(document, expected, tmp_path, chunk=chunk)


def test_for_threads(document, expected, tmp_path):
    with ThreadPoolExecutor(3) as pool:
        same(document, expected, tmp_path, chunk=20, executor=pool)


def test_for_chunks_that_are_played_in_another_order(document, expected, tmp_path):
    class Patient(Shuffled):
        def submit(self, fn, /, *args, **kwargs):
            future = super().submit(fn, *args, **kwargs)
            if len(self._waiting) == 1 and args[1] >= RUNS - 20:
                self.drain()
            return future

    same(document, expected, tmp_path, chunk=20, executor=Patient())


def test_a_batch_that_is_complete_holds_nothing_that_a_killed_worker_left(
    document, expected, tmp_path
):
    class Crew(ThreadPoolExecutor):
        """One of its workers is killed while it writes; another one plays that chunk again."""

        def submit(self, fn, /, *args, **kwargs):
            begun = tmp_path / "out" / "outcomes" / ".part-00000020.parquet.4711-12.tmp"
            begun.parent.mkdir(exist_ok=True)
            begun.write_bytes(b"PAR1")
            return super().submit(fn, *args, **kwargs)

    with Crew(2) as pool:
        same(document, expected, tmp_path, chunk=20, executor=pool)


def test_for_two_workers(document, expected, tmp_path):
    same(document, expected, tmp_path, chunk=40, workers=2)


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "chunk"), [(2, None), (4, 25)])
def test_for_more_workers(document, expected, tmp_path, workers, chunk):
    same(document, expected, tmp_path, chunk=chunk, workers=workers)


@pytest.mark.slow
def test_for_processes_of_the_caller(document, expected, tmp_path):
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        same(document, expected, tmp_path, chunk=50, executor=pool)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra cluster")
def test_for_dask(document, expected, tmp_path):
    out = tmp_path / "out"
    options = ["--runs", RUNS, "--seed", SEED, "--chunk", 50, "--cluster", "local:2"]
    process = start("monte-carlo", next(iter(document.text)), *options, "--out", out)
    code, _, errors = finished(process)
    assert code == 0, errors
    assert rows(out) == expected[0]
    assert summaries(Results.open(out)) == expected[1]
    assert Results.open(out).series.identical(expected[2])


def test_in_memory_counted_and_on_disk(document, expected):
    for manner in ({}, {"counted": True}, {"chunk": 33}, {"chunk": 33, "counted": True}):
        assert summaries(monte_carlo(document, RUNS, SEED, **manner)) == expected[1]


def test_rows_that_were_only_counted_are_not_there(document):
    counted = monte_carlo(document, 5, SEED, counted=True)
    with pytest.raises(UserError, match="were not kept"):
        counted.outcomes  # noqa: B018


def test_for_a_subset_in_any_order(document):
    every = play(document.definition, np.arange(RUNS), SEED).outcomes
    some = np.random.default_rng(1).permutation(RUNS)[:50]
    chosen = play(document.definition, some, SEED).outcomes
    for name, values in every.items():
        assert (values[some].astype(str) == chosen[name].astype(str)).all()


@pytest.mark.parametrize(
    ("manner", "message"),
    [
        ({"workers": 0}, "workers must be a whole number of at least 1, not 0"),
        ({"workers": 2, "cluster": "local:2"}, "only one of them"),
        ({"cluster": "elsewhere"}, "tcp://host:port or local:4"),
        ({"chunk": 0}, "chunk must be a whole number of at least 1, not 0"),
    ],
)
def test_wrong_manners_are_refused(document, manner, message):
    with pytest.raises(UserError, match=message):
        monte_carlo(document, 2, 1, **manner)


def test_a_commander_that_cannot_travel_is_refused(document):
    def idle(view):
        return []

    with pytest.raises(UserError, match="top level of a module"):
        monte_carlo(document, 10, 1, commanders={"red": idle}, workers=2)
