"""Branches: the same past, another future."""

import numpy as np
import pytest

from sim.combat import model_named, model_names
from sim.experiments.composed import composed
from sim.experiments.play import play
from sim.luck.branch import Branch
from sim.luck.draws import Draws
from sim.results.outcomes import Outcomes
from sim.scenario import load
from sim.scenario.library import bundled
from sim.scenario.measures import measures
from sim.world.clock import NEVER

SEED, PAST, LATER = 3, 5, (8, 9)


def definition_of(name, model):
    document = load(name)
    if document.definition.combat.model != model:
        document = document.set({"combat.model": model, "combat.parameters": {}})
    return document.definition


def pairs():
    for name in bundled():
        own = load(name).definition.combat.model
        for model in model_names():
            if not model_named(model)().unfit(definition_of(name, model)):
                marks = () if model == own else (pytest.mark.slow,)
                yield pytest.param(name, model, marks=marks, id=f"{name}-{model}")


def outcomes_of(definition, runs, **options):
    return play(definition, np.array(runs), SEED, **options).outcomes


@pytest.mark.parametrize(("name", "model"), list(pairs()))
def test_rows_share_their_past_up_to_the_very_turn_of_their_branch(name, model):
    definition = definition_of(name, model)
    end = definition.turns
    turns = [0, 1, end // 5, end // 3, end // 2, 2 * end // 3, end - 1, NEVER]
    branch = Branch(np.repeat(turns, len(LATER)), np.tile(LATER, len(turns)))
    battle = composed(definition, np.full(len(branch.turns), PAST), SEED, branch=branch)
    outcomes = Outcomes(battle, measures(definition).values())
    itself = np.full(len(branch.turns), len(branch.turns) - 1)
    for turn in sorted({*turns[:-1]}):
        battle.play(until=turn)
        alike = battle.world.state.alike(itself)
        if turn:
            assert alike[branch.turns >= turn].all()
    battle.play()
    found = outcomes.collect()
    ordinary, past = outcomes_of(definition, LATER), outcomes_of(definition, [PAST])
    for measure, values in found.items():
        np.testing.assert_array_equal(values[: len(LATER)], ordinary[measure], measure)
        np.testing.assert_array_equal(values[-len(LATER) :], np.repeat(past[measure], 2), measure)


def test_rows_of_one_later_run_part_from_the_past_where_they_branch():
    toro = load("toro").definition
    branch = Branch(np.array([10, NEVER]), np.array([8, 8]))
    battle = composed(toro, np.array([PAST, PAST]), SEED, branch=branch)
    battle.play(until=10)
    assert battle.world.draws.runs.tolist() == [PAST, PAST]
    battle.play(until=11)
    assert battle.world.draws.runs.tolist() == [8, PAST]
    battle.play()
    assert not battle.world.state.alike(np.array([1, 1]))[0]


@pytest.fixture
def draws():
    return Draws(SEED, np.array([1, 1]), Branch(np.array([4, NEVER]), np.array([2, 2])))


def test_what_is_drawn_once_stays_as_who_asked_first_settled_it(draws):
    rows, early, late = draws.all_rows, draws.address("a", "early"), draws.address("a", "late")
    before = draws.uniform(early, 0, rows)
    draws.follow(np.array([0]))
    np.testing.assert_array_equal(draws.uniform(early, 0, rows), before)
    fresh = draws.uniform(late, 0, rows)
    assert fresh[0] != fresh[1]
    assert fresh[0] == Draws(SEED, np.array([2])).uniform(late, 0, np.array([0]))[0]


def test_the_luck_of_a_day_is_of_the_run_that_saw_it_dawn(draws):
    address, rows = draws.address("storm"), draws.all_rows
    today, tomorrow = (draws.of_day(address, 7, dawn, rows) for dawn in (3, 4))
    assert today[0] == today[1]
    assert tomorrow[0] != tomorrow[1]


def test_a_figure_is_drawn_anew_where_the_branch_says_that_it_has_not_shown_itself():
    branch = Branch(np.array([4, 4]), np.array([2, 2]), {"hidden": np.array([9, 3])})
    draws = Draws(SEED, np.array([1, 1]), branch)
    hidden = draws.ahead(draws.address("input", "hidden"), "hidden", 0)
    shown = draws.ahead(draws.address("input", "shown"), "shown", 0)
    assert hidden[0] != hidden[1]
    assert shown[0] == shown[1]


@pytest.mark.parametrize("number", [-1, 2**32])
def test_later_runs_are_numbers_of_runs(number):
    with pytest.raises(ValueError, match="run numbers"):
        Draws(SEED, np.array([1]), Branch(np.array([0]), np.array([number])))
