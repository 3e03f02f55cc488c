"""Batches on Dask: a scheduler and two workers as processes of their own, on loopback."""

import os
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec

import pytest

from sim.experiments.monte_carlo import monte_carlo
from sim.results.store import Store
from tests.experiments.rows import environment, finished, parts, rows, start, wait_for
from tests.results.raid import raid

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra cluster"),
]
RUNS, CHUNK = 8_000, 100


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("dask")


@pytest.fixture(scope="module")
def expected(home):
    monte_carlo(raid(home), RUNS, 1, out=home / "expected", series_every=0)
    return rows(home / "expected")


def dask(kind, *words):
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *map(str, words)]
    return subprocess.Popen(command, env=environment(), start_new_session=True, **quiet)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def cluster(tmp_path):
    """The scheduler's address, the scheduler, and two workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    place = ("--host", "127.0.0.1")
    scheduler = dask("scheduler", *place, "--port", port, "--no-dashboard", "--no-show")
    wait_for(lambda: listens(port))
    here = ("--local-directory", tmp_path / "scratch", "--no-dashboard")
    single = ("--nthreads", 1, "--no-nanny")
    workers = [dask("worker", address, *place, *here, *single) for _ in range(2)]
    wait_for_workers(address, 2)
    yield address, scheduler, workers
    for process in (*workers, scheduler):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for_workers(address, count):
    code = (
        "import sys, distributed; c = distributed.Client(sys.argv[1], timeout=120); "
        "c.wait_for_workers(int(sys.argv[2]), timeout=120)"
    )
    subprocess.run([sys.executable, "-c", code, address, str(count)], check=True)


def words(home, out, *more):
    options = ["--runs", RUNS, "--chunk", CHUNK, "--series-every", 0, "--out", out]
    return ["monte-carlo", home / "raid.yaml", *options, *more]


def test_a_cluster_plays_the_same_rows_though_a_worker_is_killed(home, tmp_path, expected, cluster):
    address, _, workers = cluster
    out = tmp_path / "out"
    process = start(*words(home, out, "--cluster", address))
    wait_for(lambda: len(parts(out)) >= 4)
    os.kill(workers[0].pid, signal.SIGKILL)
    assert len(parts(out)) < RUNS / CHUNK
    code, _, errors = finished(process)
    assert code == 0, errors
    assert rows(out) == expected
    assert Store.open(out).manifest.complete


def test_when_the_scheduler_is_gone_the_batch_says_so_and_can_be_resumed(
    home, tmp_path, expected, cluster
):
    address, scheduler, _ = cluster
    out = tmp_path / "out"
    process = start(*words(home, out, "--cluster", address))
    wait_for(lambda: len(parts(out)) >= 4)
    os.kill(scheduler.pid, signal.SIGKILL)
    begin = time.monotonic()
    code, _, errors = finished(process)
    assert time.monotonic() - begin < 120
    assert code == 1, errors
    assert f"The batch has stopped: the Dask scheduler at {address} is gone" in errors
    assert "--resume goes on from there" in errors
    assert "Traceback" not in errors
    code, _, errors = finished(start(*words(home, out, "--resume")))
    assert code == 0, errors
    assert rows(out) == expected


def test_a_cluster_of_this_machine(home, tmp_path, expected):
    out = tmp_path / "out"
    code, _, errors = finished(start(*words(home, out, "--cluster", "local:2")))
    assert code == 0, errors
    assert rows(out) == expected


def test_no_scheduler_is_told(home, tmp_path):
    words_ = ["monte-carlo", home / "raid.yaml", "--cluster", "tcp://127.0.0.1:9"]
    raid(home)
    code, _, errors = finished(start(*words_))
    assert code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in errors
