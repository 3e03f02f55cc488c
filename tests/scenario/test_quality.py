"""The scales of quality and resolve: grades that all battles share, and numbers of their own."""

import numpy as np
import pytest

import sim
from sim.combat import model_named, model_names
from sim.experiments.parameters import parameter_sets
from sim.rules import parameter_sets as of_rules
from sim.scenario import ScenarioError, load
from sim.scenario.evidence import doubts
from sim.scenario.vocabulary import GRADES, RESOLVES


def killed(changes, runs=40):
    toro = sim.load("toro").set(changes)
    return toro.monte_carlo(runs=runs, seed=3).outcomes["soviet.killed"].to_numpy()


def test_a_grade_is_worth_what_the_scale_says():
    graded = killed({"units.regular_company.quality": "services"})
    number = killed({"units.regular_company.quality": GRADES["services"].worth})
    np.testing.assert_array_equal(graded, number)


def test_a_battle_may_change_the_scale_for_all_units_of_a_grade():
    better = killed({"combat.quality.short": 3})
    assert better.mean() > 1.5 * killed({}).mean()
    paths = ("units.regular_company.quality", "units.company_125th.quality")
    np.testing.assert_array_equal(better, killed(dict.fromkeys(paths, 3)))


def test_an_uncertain_grade_is_drawn_once_for_all_its_units():
    spread = killed({"combat.quality.short": {"choice": {0.4: 1, 3: 1}}}, runs=60)
    either = (killed({}, runs=60), killed({"combat.quality.short": 3}, runs=60))
    assert all(one in pair for one, *pair in zip(spread, *either, strict=True))


def test_the_units_of_a_grade_may_differ_from_point_to_point():
    swept = sim.load("toro").sweep(
        vary={"units.regular_company.quality": ["militia", "picked"]}, runs=20
    )
    low, high = swept.table["soviet.casualties mean"]
    assert low < high


def test_a_wrong_grade_names_the_scale():
    with pytest.raises(ScenarioError, match="one of picked, guards, naval_infantry, regulars"):
        sim.load("toro").set({"units.regular_company.quality": "elite"})


def test_a_value_of_a_grade_that_nobody_has_warns():
    from sim.experiments.validation import problems

    document = sim.load("toro").set({"combat.quality.guards": 2}).document
    found = [one.message for one in problems(document)]
    assert found == ["has no effect without a unit of this quality"]


@pytest.mark.parametrize("one", sim.parameters(), ids=lambda one: f"{one.model}: {one.path}")
def test_every_shared_parameter_has_a_prior_or_says_why_it_is_fixed(one):
    assert (one.prior is None) != (one.fixed is None)
    if one.prior is None:
        assert one.held == f"fixed: {one.fixed}"
        return
    assert one.prior.reason
    ends = one.prior.distribution.parameters
    if one.prior.distribution.kind == "lognormal":
        ends = one.prior.quantile(np.array([1e-6, 1 - 1e-6]), one.low, one.high)
    assert one.low <= ends[0] < ends[-1] <= one.high
    below = one.prior.below(np.array([one.default]), one.low, one.high)[0]
    assert 0.005 <= below <= 0.995 or one.default in (one.low, one.high)


def test_priors_and_what_is_fixed_name_parameters():
    kinds = [model_named(name).Parameters for name in model_names()]
    for kind in (*kinds, *of_rules().values()):
        assert {*kind.priors, *kind.fixed, *kind.units} <= {*kind.names()}
        assert {*kind.usual} <= {*kind.priors}


def test_quantiles_of_a_prior_stay_within_the_bounds_of_its_parameter():
    rout = next(
        one
        for part in parameter_sets()
        for one in part.parameters
        if one.path == "combat.morale.rout_captured"
    )
    drawn = rout.prior.quantile(np.linspace(0, 1, 101), rout.low, rout.high)
    assert drawn.min() >= rout.low
    assert drawn.max() <= rout.high
    assert np.all(np.diff(drawn) > 0)
    back = rout.prior.below(drawn, rout.low, rout.high)
    np.testing.assert_allclose(back, np.linspace(0, 1, 101), atol=1e-9)


def test_resolve_is_a_grade_of_a_scale_or_a_number_of_its_own():
    definition = load("koton").definition
    assert definition.units["handa_platoon"].resolve.value == RESOLVES["desperate"].worth == 2.0
    changed = load("koton").set({"units.handa_platoon.resolve": "dogged"})
    assert changed.definition.units["handa_platoon"].resolve.value == 1.5
    assert changed.set({"units.handa_platoon.resolve": 1.7}).definition is not None
    wrong = f"one of {', '.join(RESOLVES)}, or a number"
    with pytest.raises(ScenarioError, match=wrong):
        changed.set({"units.handa_platoon.resolve": "doged"})


def test_numbers_of_resolve_without_a_source_are_doubted_and_grades_are_not():
    told = {one.path: one.message for one in doubts(load("koton"))}
    assert not any(path.endswith("resolve") for path in told)
    own = load("koton").set({"units.handa_platoon.resolve": {"value": 2, "assumed": "stubborn"}})
    (found,) = [one for one in doubts(own) if one.path.endswith("resolve")]
    assert found.path == "units.handa_platoon.resolve"
    assert "of this battle alone" in found.message
