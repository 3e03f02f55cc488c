"""The run nearest to history."""

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.history.nearest import FAR, nearest_history
from sim.results.errors import UserError
from tests.results.raid import batch, raid

RUN = CliRunner().invoke


def times(*texts):
    return np.array(texts, "datetime64[m]")


def test_the_nearest_run_is_near_to_all_claims_at_once(tmp_path):
    played = batch(
        raid(tmp_path),
        winner=np.array(["red", "red", "blue", "red"], object),
        red__killed=np.array([5, 9, 5, 5]),
        blue__killed=np.array([15, 15, 15, 15]),
        ford__taken_at=times("NaT", "1945-08-16T13:00", "1945-08-16T13:00", "1945-08-16T14:00"),
    )
    found = nearest_history(played)
    assert (found.run, found.distance, found.measures, found.runs) == (3, 0.0, 4, 4)


def test_what_did_not_happen_and_a_wrong_winner_are_far(tmp_path):
    played = batch(raid(tmp_path), winner=np.array(["blue"], object), ford__taken_at=times("NaT"))
    assert nearest_history(played).distance == pytest.approx(FAR)


def test_a_batch_without_claims_has_no_nearest_run(tmp_path):
    played = batch(raid(tmp_path), red__wounded=np.array([1]))
    with pytest.raises(UserError, match="no claims"):
        nearest_history(played)


def test_the_command_plays_it_again_and_tells_its_futures(tmp_path, monkeypatch):
    raid(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert RUN(app, ["monte-carlo", "raid.yaml", "--runs", "30", "--out", "b"]).exit_code == 0
    done = RUN(app, ["replay", "b", "--nearest-history"])
    assert done.exit_code == 0, done.output
    assert "lies nearest to history" in done.output
    assert "Turning points" in done.output
    assert RUN(app, ["replay", "b", "--nearest-history", "--run", "1"]).exit_code == 2
