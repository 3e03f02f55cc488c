"""Metamodels: each kind finds what it is made for, and cross-validation knows which that is."""

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.stats import qmc

from sim.experiments.metamodels import gaussian_process
from sim.experiments.metamodels.gaussian_process import GaussianProcess
from sim.experiments.metamodels.metamodel import choose
from sim.experiments.metamodels.quadratic import Quadratic, candidates
from sim.experiments.metamodels.tree import Tree


def points(count, columns, seed=1):
    return 2 * qmc.LatinHypercube(columns, rng=np.random.default_rng(seed)).random(count) - 1


def noise(count, size, seed=2):
    return size * np.random.default_rng(seed).normal(size=count)


def test_a_quadratic_takes_the_terms_that_were_planted():
    x = points(129, 12)
    y = 5 + 3 * x[:, 0] + 2 * x[:, 1] * x[:, 2] - 4 * x[:, 3] ** 2 + noise(129, 0.3)
    model = Quadratic.fit(x, y)
    assert set(model.terms[13:]) == {(1, 2), (3, 3)}
    found = dict(zip(model.terms, model.coefficients, strict=True))
    assert [found[(0,)], found[1, 2], found[3, 3]] == pytest.approx([3, 2, -4], abs=0.2)
    assert np.sqrt(model.variance) == pytest.approx(0.3, rel=0.2)


def test_columns_of_one_choice_are_not_multiplied():
    _, second = candidates(points(40, 4), [0, 1, 1, 2])
    assert (1, 2) not in second
    assert (0, 1) in second


def test_few_points_choose_their_linear_terms_too():
    x = points(20, 15)
    assert Quadratic.fit(x, 10 * x[:, 7] + noise(20, 0.1)).terms == ((), (7,))


def test_a_process_follows_a_smooth_function_and_knows_how_well():
    x, fresh = points(129, 3), points(400, 3, seed=9)

    def function(x):
        return np.sin(3 * x[:, 0]) + x[:, 1] ** 2 * x[:, 2]

    y = function(x) + noise(129, 0.1)
    model = GaussianProcess.fit(x, y)
    errors = function(fresh) + noise(400, 0.1, seed=5) - model.predict(fresh)
    assert np.sqrt((errors**2).mean()) < 0.15
    assert (np.abs(errors) < 1.96 * model.error(fresh)).mean() == pytest.approx(0.95, abs=0.04)


def test_the_slopes_of_the_density_are_right():
    x = points(30, 3)
    y, apart = noise(30, 1.0), (x[:, None] - x[None]) ** 2
    logs = np.array([0.3, 0.6, 0.2, 0.1, -0.5, -1.0])
    wrong = check_grad(
        lambda one: gaussian_process._loss(one, apart, x @ x.T, y)[0],
        lambda one: gaussian_process._loss(one, apart, x @ x.T, y)[1],
        logs,
    )
    assert wrong < 1e-4


def test_a_tree_finds_a_planted_limit():
    x = points(200, 5)
    root = Tree.fit(x, np.where(x[:, 3] > 0.25, 5.0, 0.0) + noise(200, 0.2)).root
    assert root.column == 3
    assert root.limit == pytest.approx(0.25, abs=0.02)
    assert sum(len(leaf.rows) for leaf in root.leaves()) == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda x: 3 * x[:, 0] + 2 * x[:, 1] * x[:, 2], "quadratic"),
        (lambda x: np.sin(4 * x[:, 0]) * np.cos(2 * x[:, 1]), "gaussian process"),
        (lambda x: 3.0 * ((x[:, 0] > 0.2) & (x[:, 1] < 0.4) & (x[:, 2] > -0.5)), "tree"),
    ],
)
def test_cross_validation_knows_which_kind_forecasts_best(function, kind):
    x = points(129, 8 if kind == "tree" else 6)
    chosen = choose(x, function(x) + noise(129, 0.2))
    assert chosen.kind == kind, chosen.compared
    fresh = points(500, x.shape[1], seed=3)
    y = function(fresh)
    explained = 1 - ((y - chosen.model.predict(fresh)) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert explained == pytest.approx(chosen.r2_cv, abs=0.15)


def test_what_never_varies_is_forecast_as_it_is():
    x = points(20, 2)
    chosen = choose(x, np.full(20, 7.0))
    assert chosen.model.predict(x) == pytest.approx(np.full(20, 7.0))
    assert chosen.r2_cv == 0.0
