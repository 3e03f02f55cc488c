"""What-if: paired differences, against the same worked out by hand."""

import json
import math

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import Wargame
from sim.cli.app import app
from sim.experiments.what_if import what_if
from sim.results.errors import UserError
from tests.results.raid import raid

RUNS = 120
CHANGE = {"units.guards.men": 60}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return raid(tmp_path_factory.mktemp("what_if"))


@pytest.fixture(scope="module")
def found(document):
    return what_if(document, document.set(CHANGE), RUNS, 2)


@pytest.fixture(scope="module")
def both(document):
    game = Wargame(document)
    return tuple(g.monte_carlo(RUNS, seed=2).columns for g in (game, game.set(CHANGE)))


def test_a_difference_is_that_of_the_two_batches(found, both):
    before, after = (columns["red.killed"] for columns in both)
    difference, one = after - before, found.differences["red.killed"]
    error = difference.std(ddof=1) / math.sqrt(RUNS)
    assert one.mean == pytest.approx(difference.mean())
    assert one.error == pytest.approx(error)
    assert one.interval == pytest.approx(
        (difference.mean() - 1.96 * error, difference.mean() + 1.96 * error), abs=1e-3
    )
    assert one.changed == np.mean(difference != 0)
    expected = (before.var(ddof=1) + after.var(ddof=1)) / difference.var(ddof=1)
    assert one.reduction == pytest.approx(expected)


def test_hours_differ_by_minutes_where_both_happened(found, both):
    before, after = (columns["ford.taken_at"] for columns in both)
    known = ~np.isnat(before) & ~np.isnat(after)
    minutes = (after[known] - before[known]).astype(np.int64)
    if known.any():
        one = found.differences["ford.taken_at"]
        assert one.runs == known.sum()
        assert one.mean == pytest.approx(minutes.mean())
    else:
        assert "ford.taken_at" not in found.differences


def test_the_runs_that_the_change_decides(found, both):
    before, after = (columns["winner"] for columns in both)
    moved = np.flatnonzero(before != after)
    assert found.decisions == len(moved) > 0
    assert [one.run for one in found.decided] == moved[:20].tolist()
    assert found.decided[0].before == before[moved[0]]
    share = found.differences["winner=red"]
    assert share.mean == pytest.approx(np.mean(after == "red") - np.mean(before == "red"))


def test_an_idle_change_differs_in_nothing(document):
    found = what_if(document, document.set({"units.guards.men": 120}), 30)
    assert found.largest == []
    assert found.decisions == 0
    assert all(one.reduction is None for one in found.differences.values())


@pytest.mark.parametrize("manner", [{"chunk": 7}, {"chunk": 1}])
def test_on_disk_it_is_the_same(document, found, tmp_path, manner):
    stored = what_if(document, document.set(CHANGE), RUNS, 2, out=tmp_path / "out", **manner)
    assert stored.as_json() == found.as_json()


def test_a_change_is_told_as_its_option_takes_it(document):
    changed = document.set({"units.guards.men": {"value": 7, "assumed": "so few"}})
    assert "with units.guards.men=7: 2 runs" in repr(what_if(document, changed, 2))


def test_a_variant_is_a_change(document):
    assert what_if(document, document.variant("weak"), 20).differences["red.killed"].changed > 0


def test_nothing_changed_is_refused(document):
    with pytest.raises(UserError, match="nothing is changed"):
        what_if(document, document, 5)


def call(*words):
    return CliRunner().invoke(app, ["what-if", *map(str, words)])


def test_the_command(document, tmp_path):
    raid(tmp_path)
    out, picture = tmp_path / "out", tmp_path / "what_if.png"
    words = [tmp_path / "raid.yaml", "--set", "units.guards.men=60", "--runs", RUNS, "--seed", 2]
    done = call(*words, "--out", out, "--plot", picture)
    assert done.exit_code == 0, done.stderr
    assert "The change decides" in done.stdout
    command = next(line.strip() for line in done.stdout.splitlines() if "--point 1" in line)
    assert command.startswith(f"beachhead replay {out} --run")
    assert picture.stat().st_size > 10_000
    answer = json.loads(call(*words, "--json").stdout)
    assert list(answer) == ["scenario", "seed", "runs", "measures", "decided"]
    assert max(map(len, done.stdout.splitlines())) <= 150


def test_without_a_folder_the_commands_play_the_scenario(tmp_path):
    raid(tmp_path)
    file = tmp_path / "raid.yaml"
    done = call(file, "--set", "units.guards.men=60", "--runs", RUNS, "--seed", 2)
    commands = [line.strip() for line in done.stdout.splitlines() if "beachhead run" in line]
    plain, changed = commands[:2]
    assert plain == f"beachhead run {file} --seed 2 --run {plain.rpartition(' ')[2]}"
    assert changed == f"{plain} --set units.guards.men=60"
    for command in (plain, changed):
        played = CliRunner().invoke(app, command.split()[1:])
        assert played.exit_code == 0


def test_from_python(document):
    game = Wargame(document)
    assert game.what_if(CHANGE, 30).runs == 30
    assert game.what_if(game.variant("weak"), 30).differences["red.killed"].changed > 0
    assert game.sweep(10, vary={"units.guards.men": [60, 120]}).runs == 10
    assert game.until("red.killed +- 0.5").enough
