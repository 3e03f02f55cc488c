"""The commands `calibrate` and `compare --models`, and posteriors as inputs of others."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from sim.cli.app import app
from sim.history.calibrate import calibrate as module
from tests.history.skirmishes import bridge
from tests.results.test_crate import check_profile

KILLED = "combat.morale.killed_share"
CLAIMS = {"north.killed": 9, "north.wounded": 16, "winner": "north"}


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def battles(tmp_path_factory):
    folder = tmp_path_factory.mktemp("battles")
    files = []
    for name, men in (("one", 100), ("two", 140)):
        files.append(folder / f"{name}.yaml")
        files[-1].write_text(yaml.safe_dump(bridge(CLAIMS, name, men=men).tree, sort_keys=False))
    return files


@pytest.fixture(scope="module")
def kept(battles, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kept") / "out"
    words = ("--free", KILLED, "--points", "32", "--runs", "4", "--out", folder, "--plot")
    done = call("calibrate", *battles, *words)
    assert done.exit_code == 0, done.stderr
    return folder, done.stdout


def test_a_calibration_is_shown_and_written(kept):
    folder, told = kept
    assert "2 battles, 1 free parameter, 32 points of 4 runs, seed 1" in told
    assert "morale.killed_share" in told
    assert "all measures" in told
    assert "Pareto k" in told
    found = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    assert list(found["battles"]) == ["one", "two"]
    assert check_profile(folder)["#points-value"]["value"] == 32
    assert {one.name for one in (folder / "plots").iterdir()} == {
        "posterior.png",
        "battle_scores.png",
    }


def test_a_folder_that_is_there_is_not_played_again(kept, battles, monkeypatch):
    folder, told = kept
    posterior = folder / "posterior.parquet"
    before = posterior.read_bytes()
    posterior.unlink()  # as if it had been interrupted
    words = ("--free", KILLED, "--points", "32", "--runs", "4", "--out", folder)
    again = call("calibrate", *battles, *words)
    assert again.stdout == told
    assert posterior.read_bytes() == before


def test_a_finished_calibration_is_not_written_over(kept, battles):
    found = kept[0] / "calibration.json"
    before = found.read_bytes()
    words = ("--free", KILLED, "--points", "32", "--runs", "4", "--seed", "2", "--out", kept[0])
    refused = call("calibrate", *battles, *words)
    assert refused.exit_code == 2
    assert "posterior.parquet is there already; --overwrite replaces it" in refused.stderr
    assert found.read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [
        ("run",),
        ("monte-carlo", "--runs", "5"),
        ("sweep", "--vary", "units.guard.men=50,90", "--runs", "5", "--measure", "north.killed"),
        ("what-if", "--set", "units.guard.men=50", "--runs", "5"),
    ],
)
def test_every_command_that_plays_takes_a_posterior(kept, battles, command):
    verb, *words = command
    given = ("--parameters", kept[0] / "posterior.parquet")
    plain = call(verb, battles[0], *words, "--seed", "3", "--json")
    drawn = call(verb, battles[0], *words, "--seed", "3", "--json", *given)
    assert drawn.exit_code == 0, drawn.stderr
    assert drawn.stdout != plain.stdout
    assert drawn.stdout == call(verb, battles[0], *words, "--seed", "3", "--json", *given).stdout


def test_parameters_may_be_a_file_of_plain_values(battles, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("morale: {killed_share: 1}\n")
    told = call("run", battles[0], "--parameters", file, "--json")
    outcome = json.loads(told.stdout)["outcome"]
    assert outcome["north.wounded"] == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("moral: {killed_share: 1}\n")
    refused = call("run", battles[0], "--parameters", wrong)
    assert refused.exit_code == 2
    assert "wrong.yaml:1:1" in refused.stderr


def test_models_are_compared_by_battles_held_out(battles, monkeypatch):
    monkeypatch.setattr(module, "REPLAYS", 50)
    words = ("compare", "--models", "attrition,lanchester", *battles, "--points", "32")
    told = json.loads(call(*words, "--json").stdout)
    assert told["battles"] == ["one", "two"]
    assert sum(one["weight"] for one in told["models"].values()) == pytest.approx(1, abs=0.01)
    assert told["models"][told["best"]]["behind"]["log"] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("compare", "--models", "attrition"), "at least two models"),
        (("compare", "--models", "attrition,qjm", "--all"), "either --models or --all"),
        (("compare",), "give either a results folder or --all"),
        (("calibrate", "--free", "combat.morale.frailt"), "did you mean"),
    ],
)
def test_what_cannot_be_is_told(words, message):
    refused = call(*words)
    assert refused.exit_code == 2
    assert message in refused.stderr


def test_a_posterior_of_something_else_is_not_written_over(battles, tmp_path):
    (tmp_path / "posterior.parquet").write_text("mine")
    refused = call("calibrate", *battles, "--points", "32", "--out", tmp_path)
    assert refused.exit_code == 2
    assert "is there already; --overwrite replaces it" in refused.stderr
    assert (tmp_path / "posterior.parquet").read_text() == "mine"
