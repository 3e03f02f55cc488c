"""Everybody is accounted for, at every turn of every run."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiments.play import play
from sim.scenario import load
from tests.auditor import Auditor
from tests.skirmish import skirmish


def test_toro_is_balanced_at_every_turn_of_1000_runs():
    auditor = Auditor()
    definition = load("toro").definition
    play(definition, np.arange(1000), 3, watch=auditor)
    assert auditor.turns == definition.turns


men = st.integers(0, 600)
share = st.floats(0, 1)


@settings(max_examples=40)
@given(
    marines=men,
    guards=men,
    reserve=men,
    boats=st.integers(1, 20),
    detection=share,
    rocks=share,
    fort=share,
    armed=share,
    quality=st.floats(0, 5),
    intensity=st.floats(0, 20),
    surrender=st.booleans(),
    seed=st.integers(0, 2**64 - 1),
)
def test_any_skirmish_is_balanced(
    marines,
    guards,
    reserve,
    boats,
    detection,
    rocks,
    fort,
    armed,
    quality,
    intensity,
    surrender,
    seed,
):
    changes = {
        "units__marines__men": marines,
        "units__guards__men": guards,
        "units__reserve__men": reserve,
        "units__boats__weapons__boat": boats,
        "operations__landing__detection": detection,
        "places__shore__rocks": rocks,
        "places__hill__fortification": fort,
        "units__guards__armed": armed,
        "units__marines__quality": quality,
        "combat": {"parameters": {"intensity": intensity}},
    }
    if surrender:
        changes["operations__end"] = {
            "kind": "surrender",
            "side": "red",
            "units": ["guards", "reserve"],
            "start": {"when": {"losses": {"red": 0.3}}},
        }
    auditor = Auditor()
    play(skirmish(**changes), np.arange(20), seed, watch=auditor)
    assert auditor.turns
