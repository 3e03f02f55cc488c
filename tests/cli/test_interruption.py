"""Ctrl-C and its like, at any moment: one sentence, 128 and the signal, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from sim import interruption
from sim.experiments.play import play
from sim.scenario import load
from tests.experiments.rows import environment, finished

SAID = {
    signal.SIGINT: "Interrupted.",
    signal.SIGTERM: "Terminated.",
    signal.SIGHUP: "Hung up.",
}
BATCH = ("monte-carlo", "toro", "--runs", "100000")
ODDS = ("odds", "--attacker", "3000@1", "--defender", "3000@1", "--error", "0.00001")


def stopped(number, delay, *words, temporary, group=False):
    command = [sys.executable, "-m", "sim", *words]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment() | {"TMPDIR": str(temporary)}, start_new_session=True,
    )  # fmt: skip
    time.sleep(delay)
    (os.killpg if group else os.kill)(process.pid, number)
    code, output, errors = finished(process)
    assert code == 128 + number, errors
    assert errors.startswith(SAID[number])
    assert len(errors.splitlines()) == 1
    assert output == ""
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("number", list(SAID))
@pytest.mark.parametrize("words", [BATCH, (*BATCH, "--workers", "2"), ODDS])
def test_a_command_stops_and_says_so(tmp_path, number, words):
    stopped(number, 2.5, *words, temporary=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(4))
@pytest.mark.parametrize("words", [BATCH, (*BATCH, "--workers", "2"), ODDS])
def test_ctrl_c_is_heard_at_any_moment(tmp_path, words, moment):
    stopped(signal.SIGINT, 0.5 + 1.1 * moment, *words, temporary=tmp_path, group=True)


def test_a_signal_waits_for_the_next_event_of_a_battle():
    """In a notebook, where nobody listens; afterwards Python's own handler is back."""

    def interrupt(_):
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        play(load("toro").definition, np.arange(3), 1, watch=interrupt)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert not interruption.asked()
    assert len(play(load("toro").definition, np.arange(3), 1).runs) == 3


def test_an_error_that_comes_of_an_interruption_is_one():
    error = SystemError("returned a result with an exception set")
    error.__cause__ = KeyboardInterrupt()
    assert interruption.is_behind(error)
    assert not interruption.is_behind(SystemError("of another kind"))
