"""Luck against decision, and the futures of battles under commanders."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.commanders.orders import Countermand, Order
from sim.experiments.account import account
from sim.scenario import load
from sim.scenario.kinds import read_operation
from tests.experiments.test_futures import COIN

RUN = CliRunner().invoke


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


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A table at which one side lets all its orders be."""
    path = tmp_path_factory.mktemp("table")
    (path / "coin.json").write_text(json.dumps(COIN))
    table = sim.load(path / "coin.json").table(seed=1, run=5, blue="me")
    table.advance(8)
    table.save(path / "game.json")
    return path


def asked(saved, *options):
    return RUN(app, ["futures", str(saved / "coin.json"), "--futures", "20", *options])


def test_futures_of_a_table_that_was_saved(saved):
    done = asked(saved, "--orders", str(saved / "game.json"), "--account", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["run"] == 5
    won = told["account"]["winner = blue"]
    assert won["outcome"] == 0
    assert won["decisions"] == pytest.approx(-won["expected"])
    assert [*won["turns"][0]] == [
        "turn", "time", "decisions", "decisions_se", "dice", "dice_se",
    ]  # fmt: skip
    shown = asked(saved, "--orders", str(saved / "game.json"))
    assert "Luck against decision" in shown.output


def test_orders_can_be_a_list_and_go_with_other_options(saved, tmp_path):
    orders = tmp_path / "orders.json"
    orders.write_text(json.dumps([[0, "blue", "coup"]]))
    wanted = ["--orders", str(orders), "--run", "3", "--every", "1", "--json"]
    early = json.loads(asked(saved, *wanted).stdout)
    chances = [one["chance"]["winner = blue"]["p"] for one in early["turns"]]
    assert 0.1 < chances[4] < 0.95  # they arrive at the next turn, one earlier than planned
    assert chances[5] in (0, 1) or chances[6] in (0, 1)
    kept = ["--set", "operations.coup.success=1", "--hidden", "--out", str(tmp_path / "out")]
    sure = asked(saved, *wanted, *kept)
    assert sure.exit_code == 0, sure.output
    assert json.loads(sure.stdout)["turns"][-1]["chance"]["winner = blue"]["p"] == 1
    again = RUN(app, ["futures", str(tmp_path / "out"), "--json"])
    assert json.loads(again.stdout)["turns"] == json.loads(sure.stdout)["turns"]
    assert json.loads(again.stdout)["account"] == json.loads(sure.stdout)["account"]
    row = RUN(app, ["replay", str(tmp_path / "out"), "--run", "2", "--point", "4"])
    assert row.exit_code == 0, row.output
    assert "This is not what" not in row.output


def test_an_opponent_by_name_commands_the_battle(saved):
    told = json.loads(asked(saved, "--run", "3", "--blue", "hold", "--json").stdout)
    assert told["account"]["winner = blue"]["outcome"] == 0
    by_plan = json.loads(asked(saved, "--run", "3", "--json").stdout)
    assert by_plan["turns"][0] == told["turns"][0]  # at first all is still open


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--orders", "none.json", "--run", "1"], "there is no file"),
        (["--orders", "ORDERS"], "--run K"),
        (["--orders", "BAD", "--run", "1"], "[turn, side, order]"),
        (["--orders", "GAME", "--point", "1"], "--point"),
        (["--orders", "GAME", "--blue", "staff"], "leave options of sides out"),
        (["--orders", "GAME", "--withhold", "coup"], "--orders"),
        (["--run", "1", "--blue", "stafff"], "staff"),
        (["--run", "1", "--at", "3"], "--at"),
        (["--run", "1", "--withhold", "coup", "--credit"], "--credit"),
    ],
)
def test_what_has_no_effect_or_makes_no_sense_is_refused(saved, tmp_path, options, words):
    (tmp_path / "orders.json").write_text('[[0, "blue", "coup"]]')
    (tmp_path / "bad.json").write_text('[["blue", "coup"]]')
    files = {
        "GAME": saved / "game.json",
        "ORDERS": tmp_path / "orders.json",
        "BAD": tmp_path / "bad.json",
    }
    done = asked(saved, *(str(files.get(one, one)) for one in options))
    assert done.exit_code == 2
    assert words in done.output + done.stderr


@pytest.mark.parametrize(
    "operation",
    [
        "coup",
        Countermand("coup"),
        {"kind": "march", "units": ["raiders"], "to": "fort"},
        read_operation(
            {"kind": "march", "side": "blue", "units": ["raiders"], "to": "fort", "start": {}}
        ),
    ],
)
def test_orders_are_kept_as_they_were(operation):
    order = Order(operation, np.ones(1, bool), rank=3)
    plain = json.loads(json.dumps(order.plain()))
    again = Order.read(plain, np.ones(1, bool))
    assert again.plain() == order.plain()
    assert again.rank == 3
    if isinstance(operation, str | dict | Countermand):
        assert again.operation == operation
