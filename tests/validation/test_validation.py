"""Validation: battles in one batch are the battles alone, and scores are what they should be."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

import sim
from sim.history.validation import baselines
from sim.history.validation.batches import DRAWN, LOST, WON, Forecasts, first_run, grouped
from sim.history.validation.logistic import PRIOR, fit_logistic
from sim.history.validation.mapping import DefaultMapping
from sim.history.validation.scores import Records, attacker_wins, clustered_error, winner_scores
from sim.history.validation.table import read_table
from sim.history.validation.validate import scenario_of, trees
from sim.luck.draws import Draws
from sim.scenario.figures import Factor
from sim.world.inputs import Inputs


def battles(count=12, seed=3):
    rng = np.random.default_rng(seed)
    men = rng.integers(500, 40_000, (count, 2))
    return pd.DataFrame(
        {
            "battle": [f"b{i}" for i in range(count)],
            "war": [f"war {i % 4}" for i in range(count)],
            "year": rng.integers(1700, 1970, count),
            "attacker_men": men[:, 0],
            "defender_men": men[:, 1],
            "attacker_tanks": rng.integers(0, 50, count),
            "outcome": rng.choice(["attacker", "defender", "draw"], count),
            "attacker_casualties": (men[:, 0] * rng.uniform(0.01, 0.4, count)).astype(int),
            "defender_casualties": (men[:, 1] * rng.uniform(0.01, 0.4, count)).astype(int),
            "hours": rng.uniform(1, 60, count),
        }
    )


@pytest.fixture(scope="module")
def found():
    return sim.validate(battles(), runs=30, seed=5, by="war")


def test_a_battle_in_the_batch_is_the_battle_alone(found):
    table = read_table(battles())
    listed = trees(table)
    for position in (0, 7):
        name = f"b{position}"
        alone = sim.load(scenario_of(name, table, listed))
        for run in (0, 29):
            outcomes = alone.run(seed=5, run=first_run(name) + run).outcome
            men = table.frame["attacker_men"][position]
            share = outcomes["attacker.casualties"] / men
            assert found.forecasts.attacker[position, run] == share
            won = found.forecasts.outcome[position, run] == WON
            assert won == (outcomes["winner"] == "attacker")


def test_the_order_and_company_of_battles_change_nothing(found):
    shuffled = battles().iloc[[7, 2]].reset_index(drop=True)
    again = sim.validate(shuffled, runs=30, seed=5)
    assert (again.forecasts.attacker == found.forecasts.attacker[[7, 2]]).all()
    assert (again.forecasts.outcome == found.forecasts.outcome[[7, 2]]).all()


def test_figures_travel_as_arrays_and_choices_make_groups():
    table = read_table(battles(4))
    plain = [DefaultMapping()(row) for row in table.rows()]
    assert [len(one.members) for one in grouped(plain)] == [4]
    plain[2]["places"]["field"]["terrain"] = "wood"
    assert [one.members.tolist() for one in grouped(plain)] == [[0, 1, 3], [2]]


def test_a_mapping_of_ones_own():
    def mapping(row):
        tree = DefaultMapping()(row)
        tree["units"]["defenders"]["men"] = 1
        return tree

    found = sim.validate(battles(3), runs=20, mapping=mapping)
    assert (found.forecasts.outcome == WON).mean() > 0.9
    with pytest.raises(sim.UserError, match="must return the tree of a scenario"):
        sim.validate(battles(3), mapping=lambda row: 5)


@pytest.mark.parametrize("model", ["attrition", "lanchester", "qjm", "crt"])
def test_every_model_can_be_validated(model):
    found = sim.validate(battles(3), model=model, runs=10)
    assert found.model == model
    assert np.isfinite(found.scores()["losses"]["attacker"]["crps"])


def test_parameters_come_from_a_file(tmp_path):
    file = tmp_path / "p.yaml"
    file.write_text("modifiers: {rifle: 0}\n")
    silent = DefaultMapping(tank=0, gun=0, sortie=0)
    found = sim.validate(battles(3), parameters=file, runs=5, mapping=silent)
    assert (found.forecasts.attacker == 0).all()
    assert (found.forecasts.outcome == DRAWN).all()
    file.write_text("modifiers: {rifel: 0}\n")
    with pytest.raises(sim.ScenarioError, match=r"p.yaml:1:13: combat.modifiers.rifel: unknown"):
        sim.validate(battles(3), parameters=file, runs=5)
    file.write_text("modifires: {rifle: 0}\n")
    with pytest.raises(sim.ScenarioError, match=r"p.yaml:1:1: combat.modifires: unknown part"):
        sim.validate(battles(3), parameters=file, runs=5)


def test_json_has_what_it_must_have(found):
    content = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert content["battles"] == 12
    assert {"brier", "log", "auc", "slope"} <= set(content["winner"])
    for side in ("attacker", "defender"):
        assert {"crps", "in50", "in90", "median_ratio"} <= set(content["losses"][side])
        assert content["climatology"][side] > 0
    assert {"brier", "log", "auc"} <= set(content["baselines"]["force ratio, arms"])
    assert "war=war 1" in content["groups"]
    assert len(content["missed"]) == 10


def test_scores_of_the_winner_by_hand():
    outcome = np.array([[WON, WON, LOST, DRAWN], [LOST, LOST, LOST, LOST], [WON] * 4])
    forecasts = Forecasts(outcome, *(np.zeros((3, 4)) for _ in range(3)))
    nothing = np.zeros(3)
    ratio = np.array([1.0, 0.0, 2.0])
    records = Records(np.array([WON, LOST, DRAWN]), nothing, nothing, nothing, ratio)
    chance = attacker_wins(forecasts)
    assert chance.tolist() == pytest.approx([3 / 5, 1 / 6, 5 / 6])
    scores = winner_scores(chance, records, np.ones(3, bool))
    assert scores["battles"] == 2
    assert scores["brier"] == pytest.approx((0.4**2 + (1 / 6) ** 2) / 2)
    assert scores["log"] == pytest.approx(-(np.log(0.6) + np.log(5 / 6)) / 2)
    assert scores["auc"] == 1.0
    assert scores["slope"] == pytest.approx(np.log(1.5) - np.log(0.2))


def test_logistic_regression_is_the_best_fit():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(80, 3))
    won = rng.random(80) < 1 / (1 + np.exp(-x @ [1.0, -0.5, 0.0]))

    def loss(b):
        odds = b[0] + x @ b[1:]
        return np.sum(np.logaddexp(0, odds) - won * odds) + 0.5 * PRIOR * np.sum(b[1:] ** 2)

    best = minimize(loss, np.zeros(4), tol=1e-10).x
    assert fit_logistic(x, won) == pytest.approx(best, abs=1e-4)


def test_baselines_never_see_the_war_in_question():
    frame = battles(12)
    first, changed = read_table(frame), frame.copy()
    changed.loc[changed["war"] == "war 1", "outcome"] = "attacker"
    changed.loc[changed["war"] == "war 1", "attacker_casualties"] = 1
    second = read_table(changed)
    here = (frame["war"] == "war 1").to_numpy()
    for name, chance in baselines.winners(first, Records.of(first)).items():
        other = baselines.winners(second, Records.of(second))[name]
        assert (chance[here] == other[here]).all()
        assert (chance[~here] != other[~here]).any()
    for kind in (baselines.climatology, baselines.lognormal):
        one, two = (kind(t, Records.of(t).attacker) for t in (first, second))
        assert (one[here] == two[here]).all()
        assert (one[~here] != two[~here]).any()


def test_errors_take_a_war_as_one():
    values = np.repeat([1.0, -1.0, 2.0, 0.0], 25)
    wars = np.repeat(["a", "b", "c", "d"], 25)
    assert clustered_error(values, np.arange(100)) == pytest.approx(values.std() / 10)
    assert clustered_error(values, wars) == pytest.approx(values.std() / 2)


def test_an_unknown_column_is_no_group():
    with pytest.raises(sim.UserError, match="unknown column 'wars'"):
        sim.validate(battles(3), by="wars")


def test_the_luck_of_a_figure_is_the_same_whatever_its_median():
    tree = DefaultMapping()(next(iter(read_table(battles(1)).rows())))
    drawn = []
    for median in (2.0, np.array([2.0, 4.0])):
        figure = Factor.model_validate({"lognormal": [median, 1.5]})
        inputs = Inputs(Draws(3, np.arange(2)))
        drawn.append(inputs.number(figure, "units.attackers.resolve"))
    assert drawn[1] == pytest.approx(drawn[0] * [1.0, 2.0])
    tree["units"]["attackers"]["resolve"] = {"lognormal": [np.array([1.0, -1.0]), 1.5]}
    with pytest.raises(sim.ScenarioError, match="resolve"):
        sim.load(tree)
