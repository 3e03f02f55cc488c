"""The landing at Toro, held against its records in ten thousand battles."""

import pandas as pd
import pytest

import sim

RUNS = 10_000


@pytest.fixture(scope="module")
def results():
    return sim.load("toro").monte_carlo(runs=RUNS, seed=1)


@pytest.mark.slow
def test_four_in_five_measures_lie_inside(results):
    comparison = results.compare()
    assert comparison.inside / comparison.total >= 0.8


@pytest.mark.slow
def test_intervals_say_something(results):
    claims = results.document.definition.claims
    losses = ("killed", "wounded", "casualties", "killed_and_wounded", "captured")
    for measure in set(claims) - {"winner"}:
        values = results.outcomes[measure]
        low, median, high = values.quantile([0.05, 0.5, 0.95])
        if measure.rpartition(".")[2] in losses:
            assert median / 4 <= low <= high <= 4 * median, measure
        elif pd.api.types.is_datetime64_any_dtype(values):
            # a quarter of the battles take the heights the afternoon before
            most = pd.Timedelta(hours=20 if measure == "yama_sigai.taken_at" else 4)
            assert high - median <= most, measure
            assert median - low <= most, measure
