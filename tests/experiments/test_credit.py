"""Credit for events, and the worth of decisions."""

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.experiments.credit import credits
from sim.experiments.decision import decision, without
from sim.experiments.futures import futures
from sim.experiments.play import play
from sim.luck.branch import Branch
from sim.results.errors import UserError
from sim.scenario import ScenarioError, load
from tests.experiments.test_futures import COIN
from tests.skirmish import skirmish


@pytest.fixture(scope="module")
def coin():
    return load(COIN)


@pytest.fixture(scope="module")
def toro():
    return load("toro")


def test_the_dice_of_the_decisive_coin_get_the_credit(coin):
    found = futures(coin, 3, 1, futures=60, every=1)
    for point, given in zip(found.turning_points, credits(found), strict=True):
        first = given[0]
        assert first.actor == "operation/coup"
        assert first.share == pytest.approx(point.jump, abs=4 * first.error)


def test_only_those_who_act_in_these_turns_get_credit(coin):
    point, *_ = (found := futures(coin, 3, 1, futures=60, every=1)).turning_points
    acted = {*found.battle.acted[point.turn]}
    assert acted >= {"operation/coup", "engagement/fort"}
    assert {one.actor for given in credits(found, [point]) for one in given} <= acted


def test_other_dice_of_one_actor_leave_the_past_and_the_others_alone():
    definition = skirmish()
    late = definition.turns + 1
    actors = ["", "operation/support", "engagement/shore", "operation/nobody"]
    branch = Branch(
        np.full(4, late), np.full(4, 9), aside=np.array(actors, object), since=np.full(4, 6)
    )
    outcomes = play(definition, np.full(4, 2), 1, branch=branch).outcomes
    itself = play(definition, np.array([2]), 1).outcomes
    for name, values in outcomes.items():
        assert values[0] == values[3] == itself[name][0] or values.dtype.kind == "M"
    lost = outcomes["red.casualties"]
    assert len({*lost.tolist()}) > 1


def test_withholding_an_order_is_compared_over_the_same_past(toro):
    found = decision(toro, without(toro, ["first_assault"]), 17, 1, futures=40)
    began = play(toro.definition, np.array([17]), 1).outcomes["first_assault.started_at"][0]
    assert np.datetime64(found.as_json()["time"]) == began
    assert found.runs == 40
    assert found.differences["soviet.casualties"].mean < 0
    early = decision(toro, without(toro, ["first_assault"]), 17, 1, futures=40, at=80)
    assert early.turn == 80
    with pytest.raises(UserError, match="alters what happens in turn"):
        decision(toro, without(toro, ["first_assault"]), 17, 1, futures=4, at=150)


def test_a_decision_that_changes_nothing_or_the_beginning_is_refused(toro):
    with pytest.raises(UserError, match="before the battle"):
        decision(toro, toro.set({"units.first_echelon.men": 10}), 17, 1, futures=4)
    with pytest.raises(UserError, match="makes no difference"):
        decision(toro, toro.set({"operations.halt.start.not_after": "1945-08-18 20:00"}), 17, 1)
    with pytest.raises(ScenarioError):
        without(toro, ["first_asault"])


def test_the_command_tells_credit_and_decisions():
    run = CliRunner().invoke
    asked = ["futures", "toro", "--run", "17", "--futures", "20"]
    told = run(app, [*asked, "--every", "26", "--credit"])
    assert told.exit_code == 0, told.output
    assert "the fighting at" in told.output
    instead = run(app, [*asked, "--withhold", "first_assault", "--json"])
    assert instead.exit_code == 0, instead.output
    assert '"turn": ' in instead.output
    assert run(app, [*asked, "--withhold", "first_assault", "--every", "3"]).exit_code == 2
    assert run(app, [*asked, "--instead", "operations.x=3"]).exit_code == 2
