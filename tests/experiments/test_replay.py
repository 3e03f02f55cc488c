"""Replay: the very battle of a row, and the rows that are worth it."""

import json
import shutil

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.experiments.monte_carlo import monte_carlo
from sim.experiments.replayed import play_row
from sim.results.search import row_of, search
from sim.results.store import Store
from tests.results.raid import raid

RUNS = 80


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("replay")
    document = raid(home).set({"units.militia.men": 55})
    monte_carlo(document, RUNS, 4, chunk=30, out=home / "out")
    return home / "out"


@pytest.fixture(scope="module")
def columns(folder):
    return Store.open(folder).columns()


def call(*words):
    return CliRunner().invoke(app, ["replay", *map(str, words)])


def replayed(*words):
    done = call(*words, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_a_row_is_played_again(folder):
    row = row_of(Store.open(folder), 37, 0)
    answer, errors = replayed(folder, "--run", 37)
    assert (answer["run"], answer["seed"]) == (37, 4)
    assert answer["outcome"] == row
    assert errors == ""


def test_it_is_told_with_events_and_pictures(folder, tmp_path):
    done = call(folder, "--run", 5, "--out", tmp_path / "run")
    assert "Winner: " in done.stdout
    assert {"events.jsonl", "strengths.csv"} <= {path.name for path in (tmp_path / "run").iterdir()}


def test_the_worst_the_best_and_the_median(folder, columns):
    killed = columns["red.killed"]
    for option, value in (
        ("--worst", killed.max()),
        ("--best", killed.min()),
        ("--median", np.sort(killed)[(RUNS - 1) // 2]),
    ):
        answer, _ = replayed(folder, option, "red.killed")
        assert answer["run"] == np.flatnonzero(killed == value)[0]


def test_never_is_the_worst_of_hours(folder, columns):
    taken = columns["ford.taken_at"]
    answer, _ = replayed(folder, "--worst", "ford.taken_at")
    worst = np.isnat(taken) if np.isnat(taken).any() else taken == taken.max()
    assert answer["run"] == np.flatnonzero(worst)[0]


def test_one_run_fits(folder, columns):
    values, times = np.unique(columns["red.casualties"], return_counts=True)
    answer, told = replayed(folder, "--where", f"red.casualties = {values[times == 1][0]}")
    assert told.startswith(f"1 of {RUNS} runs fits: {answer['run']}")


def test_a_condition_finds_runs(folder, columns):
    fits = np.flatnonzero((columns["red.killed"] > 3) & (columns["winner"] == "red"))
    answer, errors = replayed(folder, "--where", "red.killed > 3 and winner = red")
    assert answer["run"] == fits[0]
    listed = ", ".join(map(str, fits[:20]))
    assert f"{len(fits)} of {RUNS} runs fit: {listed}" in errors


def test_the_worst_among_those_that_fit(folder, columns):
    blue = columns["blue.killed"]
    fits = np.where(columns["red.killed"] > 3, blue, -1)
    answer, _ = replayed(folder, "--where", "red.killed > 3", "--worst", "blue.killed")
    assert answer["run"] == np.argmax(fits)


def test_searching_reads_parts_one_after_another(folder):
    found = search(Store.open(folder))
    assert (found.count, found.of, len(found.rows)) == (RUNS, RUNS, 20)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "name one battle"),
        (["--run", 1, "--worst", "red.killed"], "name one battle"),
        (["--worst", "red.killed", "--best", "red.killed"], "name one battle"),
        (["--run", RUNS], f"has no run {RUNS}"),
        (["--run", 1, "--point", 2], "points 0 to 0, and no 2"),
        (["--worst", "red.kild"], "did you mean 'red.killed'"),
        (["--worst", "winner"], "--worst: winner names a side; a number or a time is needed"),
        (["--where", "red.killed > 100000"], f"in none of {RUNS} runs"),
    ],
)
def test_what_cannot_be_found_is_said(folder, words, message):
    done = call(folder, *words)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_missing_or_damaged_part_is_told(folder, tmp_path):
    copy = shutil.copytree(folder, tmp_path / "out")
    (copy / "outcomes" / "part-00000030.parquet").write_bytes(b"PAR1")
    (copy / "outcomes" / "part-00000060.parquet").unlink()
    for run, message in ((31, "delete it, and --resume"), (61, "is missing; --resume plays")):
        done = call(copy, "--run", run)
        assert done.exit_code == 2
        assert message in done.stderr
    assert call(copy, "--run", 7).exit_code == 0


def test_a_row_that_comes_out_differently_is_told(folder, monkeypatch):
    monkeypatch.setattr(
        "sim.cli.replay.play_row", lambda store, run, point: play_row(store, run + 1, point)
    )
    _, errors = replayed(folder, "--run", 3)
    assert "This is not what" in errors
    assert "it was played with python" in errors
    monkeypatch.setattr("sim.results.manifest.rules_of", lambda kinds: "others")
    _, errors = replayed(folder, "--run", 3)
    assert "the engine, or a model, has changed since" in errors


def test_a_batch_with_commanders_of_ones_own_is_not_replayed(tmp_path):
    document = raid(tmp_path)
    monte_carlo(document, 2, 1, commanders={"red": lambda _: []}, out=tmp_path / "own")
    done = call(tmp_path / "own", "--run", 0)
    assert done.exit_code == 2
    assert "commanders of your own for red" in done.stderr
