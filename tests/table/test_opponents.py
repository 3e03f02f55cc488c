"""Opponents: by name, from the command line and against each other."""

import json
import re
import warnings

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.commanders import Order
from sim.commanders.score import points, score
from sim.experiments.play import play
from sim.opponents.registry import commander_named, commanders_named


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def outcome(winner, soviet, japan):
    return {"winner": winner, "soviet.casualties": soviet, "japan.casualties": japan}


def test_a_score_counts_the_victory_and_the_exchange_of_losses():
    weights = {"victory": 60, "losses": 50, "assumed": "a test"}
    changes = {"score": weights, "units.militia.men": {"uniform": [60, 100]}}
    definition = sim.load("toro").set(changes).definition
    men = {}
    for unit in definition.units.values():
        value = unit.men.value
        middle = value if isinstance(value, float) else np.mean(value.parameters)
        men[unit.side] = men.get(unit.side, 0) + middle
    won = outcome("soviet", men["soviet"] / 4, men["japan"] / 2)
    assert score(definition, won, "soviet") == 60 + 50 * (0.5 - 0.25)
    assert score(definition, won, "japan") == -72.5
    assert score(definition, outcome("none", 0, 0), "japan") == 0


def test_an_option_named_after_a_side_says_who_commands_it():
    told = call("run", "otomari", "--soviet", "random", "--run", 3, "--json")
    assert told.exit_code == 0, told.stderr
    commanders = {"soviet": commander_named("random")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sim.OrderWarning)
        mine = sim.load("otomari").play(seed=1, run=3, **commanders)
    assert json.loads(told.stdout)["outcome"]["winner"] == mine.outcome["winner"]
    batch = call("monte-carlo", "otomari", "--runs", 5, "--soviet=hold", "--json")
    assert batch.exit_code == 0, batch.stderr
    assert json.loads(batch.stdout)["measures"]["soviet.casualties"]["mean"] == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--sovet", "staff"), "unknown option '--sovet'.*did you mean '--soviet'"),
        (("--soviet",), "--soviet: say who commands it"),
        (("--soviet", "stuff"), r"unknown opponent 'stuff' .* module:function\); did you"),
        (("--soviet", "math:pi"), "math:pi is float, not a function"),
        (("moon",), "an argument too many: 'moon'"),
    ],
)
def test_other_options_are_refused_as_ever(words, message):
    done = call("run", "otomari", *words)
    assert done.exit_code == 2
    assert re.search(message, done.stderr)


def test_a_ladder_plays_each_against_each_with_intervals():
    done = call("ladder", "otomari", "--opponent", "hold", "--opponent", "plan",
                "--runs", 6, "--json")  # fmt: skip
    assert done.exit_code == 0, done.stderr
    pairings = json.loads(done.stdout)["pairings"]
    assert [(one["first"], one["second"]) for one in pairings] == [
        ("hold", "hold"), ("hold", "plan"), ("plan", "hold"), ("plan", "plan"),
    ]  # fmt: skip
    for one in pairings:
        assert one["wins"] + one["losses"] <= one["runs"] == 6
        assert 0 <= one["win_low"] <= one["wins"] / 6 <= one["win_high"] <= 1
    table = call("ladder", "otomari", "--opponent", "plan", "--runs", 4)
    assert table.exit_code == 0
    assert "Score" in table.stdout


def test_an_opponent_does_in_a_batch_what_he_does_alone():
    definition = sim.load("toro").definition
    commanders = commanders_named({"japan": "staff", "soviet": "staff"})
    together = play(definition, np.arange(4), 1, commanders=commanders).outcomes
    alone = play(definition, np.array([2]), 1, commanders=commanders).outcomes
    for name, values in alone.items():
        np.testing.assert_array_equal(values, together[name][[2]], err_msg=name)


def scores(name, side, opponent, runs):
    """The scores of a side against the plan of the other, under an opponent's command."""
    definition = sim.load(name).definition
    enemy = next(one for one in definition.sides if one != side)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sim.OrderWarning)
        commanders = commanders_named({side: opponent})
        outcomes = play(definition, np.arange(runs), 1, commanders=commanders).outcomes
    won = (outcomes["winner"] == side).astype(float) - (outcomes["winner"] == enemy)
    return points(
        definition, side, won, {one: outcomes[f"{one}.casualties"] for one in (side, enemy)}
    )


def test_what_a_commander_notes_orders_nothing_and_is_kept():
    read = []

    def writer(view):
        read.append(view.noted().tolist())
        first = np.arange(len(view.everywhere)) == 0
        return [view.note(f"turn {view.turn}", first)] if view.turn % 2 else []

    definition = sim.load("otomari").definition
    noted = play(definition, np.arange(2), 1, commanders={"soviet": writer})
    assert read[:4] == [["", ""], ["", ""], ["turn 1", ""], ["turn 1", ""]]
    still = play(definition, np.arange(2), 1, commanders=commanders_named({"soviet": "hold"}))
    for name, values in still.outcomes.items():
        np.testing.assert_array_equal(values, noted.outcomes[name], err_msg=name)
    order = noted.given["soviet"][1][0]
    assert Order.read(order.plain(), order.runs).operation == order.operation


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "side", "runs"),
    [
        ("toro", "japan", 6),
        ("toro", "soviet", 6),
        ("maoka", "soviet", 5),
        ("maoka", "japan", 12),
        ("shumshu", "japan", 8),
    ],
)
def test_a_staff_does_better_than_luck(name, side, runs):
    gain = scores(name, side, "staff", runs) - scores(name, side, "random", runs)
    assert gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(runs)


@pytest.mark.slow
def test_who_looks_ahead_does_better_than_the_staff():
    gain = scores("maoka", "soviet", "lookahead", 5) - scores("maoka", "soviet", "staff", 5)
    assert gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(5)
