"""More attackers never lower their chance, whatever the model and the odds."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim
from sim.combat import model_names
from sim.experiments.play import play
from sim.history.validation.mapping import DefaultMapping
from sim.history.validation.table import read_table

MODELS = [name for name in model_names() if name != "salvo"]
RUNS = 200
MULTIPLES = np.array([1.0, 1.4, 2.0, 4.0, 12.0])
"""Of the attackers, in the same runs."""


def wins(model, attackers, defenders, posture):
    """Whether the attacker wins with more and more men, (multiples, runs)."""
    men = {"attacker_men": attackers, "defender_men": defenders}
    frame = pd.DataFrame([{"battle": "b", "year": 1750, "posture": posture} | men])
    tree = DefaultMapping()(next(iter(read_table(frame).rows())))
    tree |= {"combat": {"model": model}, "end": "2000-06-04 06:00"}
    tree["units"]["attackers"]["men"] = np.round(attackers * MULTIPLES)
    played = play(
        sim.load(tree).definition,
        np.tile(np.arange(RUNS), len(MULTIPLES)),
        1,
        entries=np.repeat(np.arange(len(MULTIPLES)), RUNS),
    )
    return (played.outcomes["winner"] == "attacker").reshape(len(MULTIPLES), RUNS)


@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=6)
@given(
    attackers=st.integers(4, 300),
    odds=st.floats(0.1, 20.0),
    posture=st.sampled_from(["HD", "FD", "DL"]),
)
def test_more_attackers_never_lower_their_chance(model, attackers, odds, posture):
    if model == "dice":
        attackers = max(attackers, 60)  # it throws one for ten men
    won = wins(model, attackers, max(round(attackers * odds), 4), posture)
    for fewer, more in pairwise(won):
        lost, gained = np.sum(fewer & ~more), np.sum(more & ~fewer)
        assert lost - gained <= 3.0 * np.sqrt(lost + gained)


def test_the_larger_force_wins_in_the_end():
    won = wins("attrition", 100, 2000, "PD")
    assert won[0].mean() < 0.05
    assert wins("attrition", 2000, 100, "PD")[0].mean() > 0.95
