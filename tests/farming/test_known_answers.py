"""Findings against functions whose answers are known, through the code that battles go through."""

import numpy as np
import pytest

from sim.experiments.farming.finding import Finding
from sim.experiments.farming.luck import shares_of
from sim.experiments.farming.thresholds import Root, missed_share, refined
from sim.results.errors import UserError
from tests.farming import functions
from tests.farming.functions import dice, factors, finding, points


@pytest.fixture(scope="module")
def of_ishigami():
    return finding(functions.ishigami, 150, 3)


def planted(x):
    return 3 * x[:, 0] - 2 * x[:, 1] + 1.5 * x[:, 2] * x[:, 3]


ANSWERS = {("x0",): 6.0, ("x1",): -4.0, ("x4",): 0.0, ("x2", "x3"): 3.0}


def test_sobol_indices_of_ishigami_lie_in_their_intervals(of_ishigami):
    found = of_ishigami.sobol
    for place in range(3):
        one = found[f"x{place}"]
        assert one.first.low <= functions.ISHIGAMI_FIRST[place] <= one.first.high
        assert one.total.low <= functions.ISHIGAMI_TOTAL[place] <= one.total.high
        assert one.first.value == pytest.approx(functions.ISHIGAMI_FIRST[place], abs=0.05)
        assert one.total.value == pytest.approx(functions.ISHIGAMI_TOTAL[place], abs=0.05)


@pytest.mark.slow
def test_sobol_indices_of_the_g_function_lie_in_their_intervals():
    found, (first, total) = finding(functions.g_function, 129, 4).sobol, functions.g_indices()
    for place in range(4):
        one = found[f"x{place}"]
        assert one.first.low <= first[place] + 1e-9
        assert first[place] <= one.first.high
        assert one.total.low <= total[place] <= one.total.high


def test_intervals_of_effects_and_interactions_cover_as_often_as_they_say():
    hits = dict.fromkeys(ANSWERS, 0)
    strangers = 0
    for seed in range(100):
        x = points(65, 6, seed)
        found = Finding(factors(6), x, dice(x, planted, 40, seed)).effects
        strangers += len(found.interactions) - 1
        for names, truth in ANSWERS.items():
            low, high = found.of(*names).interval()
            hits[names] += low <= truth <= high
    assert all(90 <= count <= 99 for count in hits.values()), hits
    assert strangers < 15


def test_the_variance_is_divided_between_dice_and_assumptions():
    rng = np.random.default_rng(5)
    of_points, of_runs = 2.0 * rng.normal(size=(400, 1)), rng.normal(size=300)
    values = of_points + of_runs + rng.normal(size=(400, 300))
    dice_share, assumptions, both = shares_of(values)
    assert dice_share == pytest.approx(1 / 6, abs=0.03)
    assert assumptions == pytest.approx(4 / 6, abs=0.04)
    assert both == pytest.approx(1 / 6, abs=0.03)
    assert shares_of(of_points + of_runs) == pytest.approx(
        (1 - assumptions_alone(of_points, of_runs), assumptions_alone(of_points, of_runs), 0)
    )


def assumptions_alone(of_points, of_runs):
    points, runs = of_points.var(ddof=1), of_runs.var(ddof=1)
    return points / (points + runs)


@pytest.mark.slow
def test_intervals_of_luck_cover_as_often_as_they_say():
    truth = np.array([4.0, 9 / 3 + 4 / 3 + 1.5**2 / 9, 1 / 3 + 4.0])
    truth /= truth.sum()
    hits = np.zeros(3, int)
    for seed in range(100):
        x = points(65, 6, seed)
        found = Finding(factors(6), x, dice(x, planted, 60, seed)).luck
        parts = found.dice, found.assumptions, found.both
        hits += [one.low <= share <= one.high for one, share in zip(parts, truth, strict=True)]
    assert (hits >= 88).all(), hits


@pytest.mark.slow
def test_dice_are_no_fault_of_a_metamodel():
    x = points(97, 6)
    found = Finding(factors(6), x, dice(x, planted, 40, 3))
    assert found.chosen.r2_cv < 0.995
    assert missed_share(found.chosen, found.values) < 0.02
    assert found.missed < 1 - found.chosen.r2_cv + 0.02


def chance(x):
    """One half where the first input is 0.2, whatever the others are."""
    return 1 / (1 + np.exp(6 * (x[:, 0] - 0.2)))


def fought(x, runs, seed):
    luck = np.random.default_rng([seed, 9]).random(runs)
    return (luck[None, :] < chance(x)[:, None]).astype(float)


@pytest.mark.slow
def test_a_planted_threshold_is_found_with_its_interval():
    x = points(65, 4)
    found = Finding(factors(4), x, fought(x, 400, 1), is_share=True)
    (root,) = [one for one in found.roots(0.5) if one.path == "x0"]
    assert root.low <= 0.2 <= root.high
    assert root.at == pytest.approx(0.2, abs=0.1)
    assert not root.rising


def test_intervals_of_thresholds_with_added_points_cover_as_often_as_they_say():
    start, hits, widths = Root("x0", 0.35, 0.0, 0.7, rising=False), 0, []
    for seed in range(100):
        found = refined(
            start, factors(3), 0.5, lambda unit, s=seed: fought(2 * unit - 1, 200, s), seed=seed
        )
        hits += found.low <= 0.2 <= found.high
        widths.append(found.high - found.low)
        assert found.points == 48
    assert 90 <= hits <= 99
    assert np.median(widths) < 0.15


def test_a_planted_box_is_found_in_words():
    x = points(300, 6)
    inside = (x[:, 1] > 0.2) & (x[:, 4] < -0.1)
    found = Finding(factors(6), x, np.where(inside, 0.1, 0.95)[:, None], is_share=True)
    rng = np.random.default_rng(3)
    runs = (rng.random((300, 60)) < found.values).astype(float)
    found = Finding(factors(6), x, runs, is_share=True)
    (box, *_) = found.boxes
    limits = {(one.column, one.above): one for one in box.limits}
    assert set(limits) == {(1, True), (4, False)}
    assert limits[1, True].at == pytest.approx(0.2, abs=0.05)
    assert limits[4, False].at == pytest.approx(-0.1, abs=0.05)
    assert limits[1, True].low <= limits[1, True].at <= limits[1, True].high
    assert box.density == pytest.approx(0.9, abs=0.05)
    assert box.coverage == pytest.approx((1 - runs)[inside].sum() / (1 - runs).sum(), abs=0.05)


def test_a_planted_tree_is_found():
    def function(x):
        return np.where(x[:, 0] > 0.3, 5.0, np.where(x[:, 2] > -0.4, 2.0, 0.0))

    x = points(400, 5)
    rng = np.random.default_rng(1)
    chances = function(x)[:, None] / 6
    runs = (rng.random((400, 50)) > chances).astype(float)
    root = Finding(factors(5), x, runs, is_share=True).tree.root
    assert (root.column, root.limit) == (0, pytest.approx(0.3, abs=0.02))
    assert (root.below.column, root.below.limit) == (2, pytest.approx(-0.4, abs=0.03))


def test_pawn_and_shapley_see_what_matters(of_ishigami):
    pytest.importorskip("SALib")
    pawn, shapley = of_ishigami.pawn(), of_ishigami.shapley()
    assert min(pawn, key=pawn.get) == "x2"
    pairs = zip(functions.ISHIGAMI_FIRST, functions.ISHIGAMI_TOTAL, strict=True)
    for place, (first, total) in enumerate(pairs):
        expected = (first + total) / 2  # two inputs at most act together
        assert shapley[f"x{place}"].value == pytest.approx(expected, abs=0.07)
    assert sum(one.value for one in shapley.values()) == pytest.approx(1.0)


def test_without_the_extra_they_say_how_to_install_it(of_ishigami, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "SALib.analyze.pawn", None)
    with pytest.raises(UserError, match=r"pip install 'beachhead\[farm\]'"):
        of_ishigami.pawn()
