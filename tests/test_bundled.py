"""Every bundled scenario is right, its books balance, and its runs repeat in any company."""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.experiments.validation import checked
from sim.scenario import bundled, load
from tests.auditor import Auditor

NAMES = sorted(bundled())
DETERMINISTIC = {"iwo_jima"}
"""Scenarios whose model is an equation: one outcome, however often it is played."""


@pytest.fixture(scope="module", params=NAMES)
def definition(request):
    return checked(load(request.param)).definition


def test_everybody_is_accounted_for_at_every_turn(definition):
    auditor = Auditor()
    played = play(definition, np.arange(60), 3, series_every=definition.turns, watch=auditor)
    assert auditor.turns == definition.turns
    lost = played.series.labelled()["losses"].isel(time=-1)
    for side in definition.sides:
        np.testing.assert_array_equal(lost.sel(side=side), played.outcomes[f"{side}.casualties"])


def test_a_run_is_the_same_in_any_company(definition):
    whole = play(definition, np.arange(40), 9).outcomes
    rows = [39, 0, 24, 7]
    part = play(definition, np.array(rows), 9).outcomes
    for measure, values in whole.items():
        np.testing.assert_array_equal(part[measure], values[rows], err_msg=measure)


def test_the_variants_can_be_played(definition):
    for variant in definition.variants:
        document = checked(load(definition.name).variant(variant))
        assert len(play(document.definition, np.arange(5), 1).runs) == 5


def test_claims_are_about_outcomes_that_vary(definition):
    """An input read back would be the same in every run."""
    if definition.name in DETERMINISTIC:
        return
    outcomes = play(definition, np.arange(200), 2).outcomes
    fixed = {m: v[0] for m, v in outcomes.items() if len(set(v.astype(str))) == 1}
    assert not (fixed.keys() & definition.claims.keys()) - {"winner"}
