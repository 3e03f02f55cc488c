"""Variates by inversion against scipy, and their monotony."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.luck.variates import (
    binomial,
    binomials,
    binomials_of,
    fallen,
    fallen_of,
    log_factors,
    normals,
)

UNIFORMS = (np.arange(4000) + 0.5) / 4000
counts = st.integers(0, 20_000)
shares = st.floats(0, 1)
uniforms = st.floats(1e-12, 1 - 1e-12)


def one(count, share, uniform):
    return int(binomials(np.array([count]), np.array([share]), np.array([uniform]))[0])


@pytest.mark.parametrize(
    ("count", "share"),
    [(1, 0.3), (10, 0.3), (16, 0.9), (17, 0.5), (200, 0.02), (50, 0.97), (9000, 0.2), (10**6, 0.5)],
)
def test_binomial_is_the_quantile(count, share):
    n = len(UNIFORMS)
    drawn = binomials(np.full(n, count), np.full(n, share), UNIFORMS)
    np.testing.assert_array_equal(drawn, stats.binom.ppf(UNIFORMS, count, share))


@given(counts, shares, uniforms)
def test_binomial_stays_within_the_count(count, share, uniform):
    assert 0 <= one(count, share, uniform) <= count


@given(counts, shares, shares, uniforms)
def test_more_danger_never_means_fewer_losses(count, first, second, uniform):
    low, high = sorted((first, second))
    assert one(count, low, uniform) <= one(count, high, uniform)


@given(counts, shares, uniforms, uniforms)
def test_more_luck_never_means_fewer(count, share, first, second):
    low, high = sorted((first, second))
    assert one(count, share, low) <= one(count, share, high)


def test_normal_is_the_quantile():
    tails = np.array([1e-300, 1e-20, 1e-9, 1 - 1e-9, 1 - 1e-15])
    points = np.concatenate([UNIFORMS, tails])
    np.testing.assert_allclose(normals(points), stats.norm.ppf(points), rtol=1e-12, atol=1e-14)


def test_factors_have_mean_one():
    factors = log_factors(UNIFORMS, np.full(len(UNIFORMS), 0.3))
    assert factors.mean() == pytest.approx(1.0, abs=1e-3)
    assert np.log(factors).std() == pytest.approx(0.3, abs=1e-2)


@given(
    st.lists(
        st.tuples(st.integers(0, 9000), st.floats(0, 3) | st.floats(0, 0.05), uniforms),
        min_size=1,
        max_size=100,
    )
)
def test_men_fall_in_company_as_they_do_alone(men):
    counts, hazards, drawn = (np.array(column) for column in zip(*men, strict=True))
    lost = np.empty(len(men), np.int64)
    fallen_of(counts, hazards, drawn, lost)
    assert lost.tolist() == [fallen(*one) for one in men]


@given(
    st.lists(
        st.tuples(st.integers(0, 40) | counts, shares | st.floats(0, 0.02), uniforms),
        min_size=1,
        max_size=100,
    )
)
def test_binomials_in_company_are_as_alone(draws):
    numbers, chances, drawn = (np.array(column) for column in zip(*draws, strict=True))
    found = np.empty(len(draws), np.int64)
    binomials_of(numbers, chances, drawn, found)
    assert found.tolist() == [binomial(*one) for one in draws]


@given(st.lists(st.tuples(uniforms, st.floats(0, 2) | st.floats(0, 50)), min_size=1, max_size=40))
def test_factors_in_company_are_as_alone(draws):
    drawn, spreads = (np.array(column) for column in zip(*draws, strict=True))
    alone = [float(log_factors(np.array([u]), np.array([s]))[0]) for u, s in draws]
    assert log_factors(drawn, spreads).tolist() == alone
