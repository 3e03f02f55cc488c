"""Luck against decision, and the futures of battles under commanders."""

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.experiments.account import account
from sim.scenario import load
from tests.experiments.test_futures import COIN


@pytest.fixture(scope="module")
def coin():
    return sim.load(COIN)


def waits(view):
    """Gives no order at all."""
    return []


def test_without_orders_all_of_it_is_dice():
    found = account(load(COIN), 3, "winner = blue", futures=60, every=1)
    assert found.decisions == 0
    assert found.expected + found.dice == pytest.approx(found.outcome)
    moved = {one.turn: one.dice for one in found.shares if one.dice}
    assert len(moved) == 1


def test_orders_that_follow_the_plan_decide_nothing(coin):
    run = coin.play(run=3, blue=lambda view: view.planned)
    assert run.outcome == coin.run(run=3).outcome
    found = run.account("winner = blue", futures=40, every=1)
    assert found.decisions == 0
    assert found.expected + found.dice == pytest.approx(found.outcome)


def test_to_withhold_the_attack_is_a_decision_and_no_luck(coin):
    run = coin.play(run=3, blue=waits)
    found = run.account("winner = blue", futures=200, every=1)
    assert found.outcome == 0
    assert found.dice == pytest.approx(0, abs=1e-12)
    assert found.decisions == pytest.approx(-found.expected)
    began = [one.turn for one in found.shares if one.decisions]
    assert began == [1]


def test_the_futures_of_a_battle_under_a_commander_repeat_his_orders(coin):
    outlook = coin.play(run=3, blue=waits).futures(60, every=1)
    chance = outlook.outlook("winner = blue")[0]
    assert chance[0] == chance[1] > 0.2  # from there the plan would still attack
    np.testing.assert_array_equal(chance[2:], 0)  # the hour of the attack is past


def test_futures_of_a_table_that_was_saved(tmp_path):
    table = sim.load("toro").table(seed=1, run=5, soviet="me")
    table.save(tmp_path / "game.json")
    asked = ["futures", "toro", "--orders", str(tmp_path / "game.json"), "--futures", "5"]
    done = CliRunner().invoke(app, [*asked, "--every", "52"])
    assert done.exit_code == 0, done.output
    assert "run 5" in done.output
    assert "orders +0.0, dice" in done.output
    assert CliRunner().invoke(app, [*asked, "--run", "4"]).exit_code == 2
