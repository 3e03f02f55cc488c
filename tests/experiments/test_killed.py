"""Batches that are killed or interrupted: real processes, real signals."""

import os
import signal
import time

import psutil
import pytest

from sim.experiments.monte_carlo import monte_carlo
from sim.results.store import Store
from tests.experiments.rows import finished, parts, rows, start, wait_for
from tests.results.raid import raid

RUNS, CHUNK = 4_000, 100
PATIENCE = 30
"""Seconds that a batch may take to stop on a busy machine; two with nothing else to do."""
LATE = 10
"""Chunks that may still be finished after Ctrl-C, however busy the machine is."""


@pytest.fixture
def file(tmp_path):
    raid(tmp_path)
    return tmp_path / "raid.yaml"


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    home = tmp_path_factory.mktemp("expected")
    monte_carlo(raid(home), RUNS, 1, out=home / "out", series_every=0)
    return rows(home / "out")


def words(file, out, *more):
    options = ["--runs", RUNS, "--chunk", CHUNK, "--series-every", 0, "--out", out]
    return ["monte-carlo", file, *options, *more]


def descendants(process):
    return psutil.Process(process.pid).children(recursive=True)


def gone(processes):
    return not [one for one in processes if one.is_running() and one.status() != "zombie"]


@pytest.mark.slow
@pytest.mark.parametrize(("moment", "workers"), [(1, 2), (6, 1), (20, 2)])
def test_a_batch_killed_at_any_moment_is_finished_as_if_nothing_had_happened(
    file, tmp_path, expected, moment, workers
):
    out = tmp_path / "out"
    process = start(*words(file, out, "--workers", workers))
    wait_for(lambda: len(parts(out)) >= moment)
    children = descendants(process)
    os.kill(process.pid, signal.SIGKILL)
    finished(process)
    wait_for(lambda: gone(children), PATIENCE)
    assert len(parts(out)) < RUNS / CHUNK
    code, _, errors = finished(start(*words(file, out, "--workers", 2, "--resume")))
    assert code == 0, errors
    assert rows(out) == expected


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_stops_at_once(file, tmp_path, expected, workers):
    out = tmp_path / "out"
    process = start(*words(file, out, "--workers", workers))
    wait_for(lambda: len(parts(out)) >= 3)
    children, begin, played = descendants(process), time.monotonic(), len(parts(out))
    os.killpg(process.pid, signal.SIGINT)
    code, output, errors = finished(process)
    assert time.monotonic() - begin < PATIENCE
    assert len(parts(out)) <= played + LATE
    assert code == 130
    assert output == ""
    assert "Interrupted. " in errors
    assert f"runs are in {out}; --resume goes on from there" in errors
    assert "Traceback" not in errors
    wait_for(lambda: gone(children), PATIENCE)
    manifest = Store.open(out).manifest
    assert 0 < manifest.done < RUNS
    assert not manifest.complete
    code, _, errors = finished(start(*words(file, out, "--resume")))
    assert code == 0, errors
    assert rows(out) == expected


@pytest.mark.slow
def test_futures_that_were_interrupted_are_finished_as_if_nothing_had_happened(file, tmp_path):
    asked = ["futures", file, "--run", 3, "--futures", 600, "--every", 3, "--chunk", 10, "--out"]
    code, whole, errors = finished(start(*asked, tmp_path / "whole", "--json"))
    assert code == 0, errors
    process = start(*asked, tmp_path / "out")
    wait_for(lambda: len(parts(tmp_path / "out")) >= 2)
    os.killpg(process.pid, signal.SIGINT)
    code, output, errors = finished(process)
    assert (code, output) == (130, "")
    assert "--resume goes on from there" in errors
    assert 0 < Store.open(tmp_path / "out").manifest.done < 600
    code, resumed, errors = finished(start(*asked, tmp_path / "out", "--resume", "--json"))
    assert code == 0, errors
    assert rows(tmp_path / "out") == rows(tmp_path / "whole")
    assert resumed == whole


@pytest.mark.slow
def test_a_worker_that_is_killed_stops_the_batch_and_keeps_its_parts(file, tmp_path, expected):
    out = tmp_path / "out"
    process = start(*words(file, out, "--workers", 2))
    wait_for(lambda: len(parts(out)) >= 3)
    worker = max(descendants(process), key=lambda one: one.cpu_times().user)
    worker.kill()
    code, _, errors = finished(process)
    assert code == 1
    assert "The batch has stopped: a worker ended abruptly" in errors
    assert "--resume goes on from there" in errors
    assert finished(start(*words(file, out, "--resume")))[0] == 0
    assert rows(out) == expected


@pytest.mark.slow
def test_a_second_process_is_sent_away(file, tmp_path, expected):
    out = tmp_path / "out"
    process = start(*words(file, out))
    wait_for(lambda: len(parts(out)) >= 1)
    process.send_signal(signal.SIGSTOP)  # else it may end before the second is there
    code, _, errors = finished(start(*words(file, out, "--resume")))
    process.send_signal(signal.SIGCONT)
    assert code == 2
    assert "another process is writing to" in errors
    assert finished(process)[0] == 0
    assert rows(out) == expected


@pytest.mark.slow
def test_nothing_is_shown_but_results_when_there_is_no_terminal(file, tmp_path):
    code, _, errors = finished(start("monte-carlo", file, "--runs", 50, "--out", tmp_path / "out"))
    assert (code, errors) == (0, f"Results are in {tmp_path / 'out'}\n")
