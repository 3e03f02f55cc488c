"""Credit for events, and the worth of decisions."""

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.experiments.credit import credits
from sim.experiments.decision import decision, otherwise, without
from sim.experiments.futures import futures
from sim.experiments.play import play
from sim.luck.branch import Branch
from sim.results.errors import UserError
from sim.scenario import ScenarioError, load
from tests.experiments.test_futures import COIN
from tests.operations.test_minefields import mined
from tests.skirmish import skirmish


@pytest.fixture(scope="module")
def coin():
    return load(COIN)


@pytest.fixture(scope="module")
def toro():
    return load("toro")


def test_the_dice_of_the_decisive_coin_get_the_credit(coin):
    found = futures(coin, 5, 1, futures=60, every=1)
    for point, given in zip(found.turning_points, credits(found), strict=True):
        first = given[0]
        assert first.actor == "operation/coup"
        assert first.share == pytest.approx(point.jump, abs=4 * first.error)


def test_only_those_who_act_in_these_turns_get_credit(coin):
    point, *_ = (found := futures(coin, 5, 1, futures=60, every=1)).turning_points
    acted = {*found.battle.acted[point.turn]}
    assert acted >= {"operation/coup", "engagement/fort"}
    assert {one.actor for given in credits(found, [point]) for one in given} <= acted


def test_other_dice_of_one_actor_leave_the_past_and_the_others_alone():
    definition = skirmish()
    late = definition.turns + 1
    actors = ["", "operation/support", "engagement/shore", "operation/nobody"]
    branch = Branch(
        np.full(4, late), np.full(4, 9), aside=np.array(actors, object), since=np.full(4, 4)
    )
    outcomes = play(definition, np.full(4, 2), 1, branch=branch).outcomes
    itself = play(definition, np.array([2]), 1).outcomes
    for name, values in outcomes.items():
        assert values[0] == values[3] == itself[name][0] or values.dtype.kind == "M"
    lost = outcomes["red.casualties"]
    assert len({*lost.tolist()}) > 1


@pytest.mark.parametrize(
    ("definition", "actor", "measure"),
    [
        (skirmish(), "engagement/shore", "red.killed"),
        (skirmish(), "morale/shore", "red.casualties"),
        (skirmish(weather={"flying": {"uniform": [0, 1]}}), "weather", "red.casualties"),
        (skirmish(places__shore__civilians=900), "civilians/shore", "shore.civilians.killed"),
        (mined(), "mines/straits", "blue.casualties"),
    ],
)
def test_whoever_leaves_something_to_chance_can_be_given_credit(definition, actor, measure):
    late, futures = definition.turns + 1, np.arange(9, 33)
    itself = play(definition, np.array([2]), 1, traced=True)
    assert actor in {one for acted in itself.acted.values() for one in acted}
    found = []
    for name in (actor, "nobody"):
        branch = Branch(
            np.full(24, late), futures, aside=np.full(24, name, object), since=np.zeros(24, int)
        )
        found.append(play(definition, np.full(24, 2), 1, branch=branch).outcomes[measure])
    assert len({*found[0].tolist()}) > 1
    assert {*found[1].tolist()} == {*itself.outcomes[measure].tolist()}


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


def test_the_command_tells_credit_and_decisions(tmp_path):
    run = CliRunner().invoke
    asked = ["futures", "toro", "--run", "7", "--futures", "20"]  # much turns in this battle
    out = ["--out", str(tmp_path / "kept"), "--account"]
    told = run(app, [*asked, "--every", "26", "--credit", *out])
    assert told.exit_code == 0, told.output
    assert "the fighting at" in told.output
    kept = run(app, ["futures", out[1], "--account", "--credit"])
    assert f"{kept.stdout}Results are in" in told.output  # what explains it took no place there
    instead = run(app, [*asked, "--withhold", "first_assault", "--json"])
    assert instead.exit_code == 0, instead.output
    assert '"turn": ' in instead.output
    assert run(app, [*asked, "--withhold", "first_assault", "--every", "3"]).exit_code == 2
    assert run(app, [*asked, "--instead", "operations.x=3"]).exit_code == 2


def test_one_operation_may_be_named_and_an_hour_be_its_start(coin):
    run = CliRunner().invoke
    with pytest.raises(UserError, match="makes no difference"):
        decision(coin, otherwise(coin, {"operation.coup.start": "1945-08-15 04:30"}), 3, 1)
    late = decision(coin, otherwise(coin, {"operation.coup.start": "1945-08-15 06:00"}), 3, 1)
    assert late.turn == 1
    won = late.differences["winner=blue"]
    assert won.mean == pytest.approx(-0.55, abs=0.1)
    assert won.interval[0] < won.mean < won.interval[1]
    wrong = run(app, ["futures", "toro", "--run", "1", "--instead", "operation.nobody.start=now"])
    assert wrong.exit_code == 2
