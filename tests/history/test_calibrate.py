"""Calibration: priors, emulators, weights, likelihood, and what comes of them."""

import json
import math

import numpy as np
import pytest
from scipy import stats

from sim.experiments.crew import Alone, Crew
from sim.experiments.hiring import crew_of
from sim.experiments.monte_carlo import monte_carlo
from sim.history.calibrate import calibrate as module
from sim.history.calibrate import table
from sim.history.calibrate.calibrate import calibrate
from sim.history.calibrate.design import USUAL, free_parameters, sobol
from sim.history.calibrate.emulator import Points, emulate
from sim.history.calibrate.evidence import records_of
from sim.history.calibrate.likelihood import BattleLikelihood, likelihood_of, tempering
from sim.history.calibrate.models import free_of, stacking
from sim.history.calibrate.player import Player
from sim.history.calibrate.weights import fit_pareto, importance
from sim.history.validation import batches
from sim.history.validation.table import read_table
from sim.results.errors import UserError
from sim.scenario import ScenarioError
from tests.history.skirmishes import bridge

RIFLE = "combat.modifiers.rifle"
BREAK, KILLED = "combat.morale.defender_break", "combat.morale.killed_share"
FREE = [KILLED, BREAK]


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(module, "REPLAYS", 100)
    monkeypatch.setattr(module, "FIRST", 2048)


def recorded(name, share, **guard):
    """A battle whose records are typical of so large a share of killed."""
    runs = monte_carlo(bridge(name=name, **guard).set({KILLED: share}), 200, 1).columns
    names = ("north.killed", "north.wounded", "south.killed", "south.wounded")
    return bridge({one: int(np.median(runs[one])) for one in names}, name, **guard)


@pytest.fixture(scope="module")
def battles():
    return [recorded("one", 0.4), recorded("two", 0.4, men=140), recorded("three", 0.4, men=60)]


def small(battles, **options):
    return calibrate(battles, **({"free": FREE, "points": 64, "runs": 4} | options))


def test_priors_fill_the_points_and_come_back():
    free = free_parameters([bridge()])
    assert free.paths == list(USUAL)
    points = sobol(256, len(USUAL), 1)
    values = free.values(points)
    np.testing.assert_allclose(free.points(values), points, atol=1e-6)
    rifle = values[:, USUAL.index(RIFLE)]
    assert np.median(rifle) == pytest.approx(0.2, rel=0.05)
    assert np.mean((rifle > 0.05) & (rifle < 0.8)) == pytest.approx(0.9, abs=0.02)


def test_a_scenario_and_a_caller_may_state_priors_of_their_own():
    own = bridge().set({RIFLE: {"uniform": [0.1, 0.3]}})
    assert free_parameters([own], [RIFLE]).values(np.zeros((1, 1)))[0, 0] == pytest.approx(0.2)
    told = free_parameters([own], [RIFLE], {RIFLE: {"uniform": [0.4, 0.6]}})
    assert told.values(np.zeros((1, 1)))[0, 0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("free", "priors", "words"),
    [
        (["combat.modifiers.rifel"], None, "did you mean 'combat.modifiers.rifle'"),
        ([RIFLE], {RIFLE: 0.2}, "must be a distribution"),
        ([RIFLE], {RIFLE: {"choice": {0.1: 1, 0.2: 1}}}, "must be a distribution .*, not a choice"),
        ([RIFLE], {RIFLE: {"uniform": [0.2, 0.2]}}, r"at least 0, and spread; uniform\(0.2, 0.2\)"),
        ([KILLED], {KILLED: {"uniform": [0.2, 2]}}, "must be from 0 to 1, and spread; uniform"),
        ([KILLED], {KILLED: {"normal": [5, 1]}}, "must be from 0 to 1, and spread; normal"),
        ([KILLED], {RIFLE: {"uniform": [0.1, 0.2]}}, f"{RIFLE} has a prior in vain, .* --free"),
        ([], None, "no parameter is free"),
        (["combat.parameters.steps"], None, "of crt; these battles are fought by attrition"),
    ],
)
def test_what_cannot_be_free_is_told(free, priors, words):
    with pytest.raises(UserError, match=words):
        free_parameters([bridge()], free, priors)


def test_all_that_is_wrong_with_the_words_of_priors_is_told():
    wrong = {RIFLE: {"uniform": [3, 2]}, KILLED: {"uniform": ["low", 2]}}
    with pytest.raises(ScenarioError) as told:
        free_parameters([bridge()], [*wrong], wrong)
    assert {one.path for one in told.value.problems} == {*wrong}


def test_a_choice_of_a_scenario_is_no_prior():
    own = bridge().set({RIFLE: {"choice": {0.1: 1, 0.3: 1}}})
    with pytest.raises(UserError, match=f"bridge gives {RIFLE} a choice, which is no prior; "):
        free_parameters([own], [RIFLE])
    free_parameters([own], [RIFLE], {RIFLE: {"uniform": [0.1, 0.3]}})


def test_what_has_no_prior_is_free_only_by_one_that_is_stated():
    battle = bridge().set({"combat.model": "salvo"})
    path, stated = "combat.parameters.attacker_staying", {"uniform": [1, 3]}
    with pytest.raises(UserError) as told:
        free_parameters([battle], [path])
    assert f"{path} is fixed: a stand-in; " in str(told.value)
    assert "--priors FILE with {parameters: {attacker_staying: {uniform: [" in str(told.value)
    assert free_parameters([battle], [path], {path: stated}).values(np.zeros((1, 1))) == 2


@pytest.mark.parametrize("model", ["crt", "dice", "lanchester", "qjm"])
def test_the_parameters_of_every_model_can_be_calibrated(battles, model):
    played = [one.set({"combat.model": model}) for one in battles[:2]]
    own = free_of(model)[len(USUAL) :]
    found = small(played, free=own, points=32)
    listed = found.as_json()["parameters"]
    assert [*listed] == own
    for one in listed.values():
        assert one["p5"] < one["mean"] < one["p95"]


def test_a_battle_without_claims_is_no_evidence():
    with pytest.raises(UserError, match="records no claims"):
        calibrate([bridge()])


def test_importance_sampling_finds_a_posterior_that_is_known():
    def log_likelihood(points):
        return stats.norm(1.0, 0.2).logpdf(points[:, 0])

    found = importance(log_likelihood, sobol(2048, 3, 1), 1)
    mean, covariance = found.moments()
    variance = 1 / (1 + 1 / 0.04)
    assert mean == pytest.approx([variance / 0.04, 0, 0], abs=0.05)
    assert covariance[0, 0] == pytest.approx(variance, rel=0.1)
    assert covariance[1, 1] == pytest.approx(1.0, rel=0.1)
    assert found.good
    assert found.resample(500, 1)[:, 0].mean() == pytest.approx(variance / 0.04, abs=0.05)


@pytest.mark.parametrize("shape", [0.2, 0.9])
def test_the_shape_of_a_tail_is_found(shape):
    drawn = np.sort(stats.genpareto(shape).rvs(4000, random_state=1))
    k, scale = fit_pareto(drawn)
    assert k == pytest.approx(shape, abs=0.08)
    assert scale == pytest.approx(1.0, abs=0.1)


def emulated(claims, runs=16):
    document = bridge(claims)
    free = free_parameters([document], FREE)
    points = sobol(128, 2, 1)
    values = np.repeat(free.values(points), runs, axis=0)
    batch = monte_carlo(free.set(document, values), len(values), 1)
    measures = {name: column.reshape(-1, runs) for name, column in batch.measures.items()}
    return points, measures, [
        emulate(one, points, measures[one.measure]) for one in records_of(document)
    ]  # fmt: skip


def test_an_emulator_knows_the_mean_and_the_dice():
    points, measures, (killed,) = emulated({"south.killed": 12})
    assert killed.r2 > 0.8
    t = np.log(measures["south.killed"] + 1.0)
    mean, variance = killed.moments(Points(points))
    assert np.corrcoef(mean, t.mean(axis=1))[0, 1] > 0.8
    assert np.mean((t - mean[:, None]) ** 2) == pytest.approx(variance.mean(), rel=0.2)


def test_the_likelihood_is_highest_where_the_record_is_simulated():
    points, measures, (killed,) = emulated({"south.killed": 25})
    means = measures["south.killed"].mean(axis=1)
    likelihood = likelihood_of(killed, Points(points))
    order = np.argsort(means)
    assert likelihood[order[-20:]].mean() > 2 * likelihood[order[:20]].mean()


def test_rivals_are_a_mixture_in_the_likelihood():
    points, _, (both,) = emulated({"south.killed": [10, 30]})
    single = [emulated({"south.killed": one})[2][0] for one in (10, 30)]
    parts = [likelihood_of(one, Points(points)) for one in single]
    np.testing.assert_allclose(
        likelihood_of(both, Points(points)), np.mean(parts, axis=0), rtol=0.02
    )


def test_measures_that_repeat_each_other_count_as_one():
    _, _, (one, two) = emulated({"south.killed": 12, "south.wounded": 30})
    assert tempering([one, one, one]) == pytest.approx(1 / 3)
    assert 0.5 < tempering([one, two]) < 1.0
    whole, third = BattleLikelihood.of([one]), BattleLikelihood.of([one, one, one])
    x = np.zeros((1, 2))
    assert third(x) == pytest.approx(whole(x))


def test_the_record_moves_the_posterior_to_the_truth(battles):
    found = small(battles)
    killed, broken = found.parameters
    assert killed.path == KILLED
    assert killed.p5 < 0.4 < killed.p95
    assert killed.median > 0.3
    assert killed.percentile < 25
    assert killed.spread < 0.95
    assert broken.p5 < 0.36 < broken.p95
    assert found.structural == ()


def test_the_json_has_the_form_that_is_promised(battles):
    found = json.loads(json.dumps(small(battles, free=None).as_json()))
    assert set(found) == {"parameters", "battles", "ess", "k", "structural"}
    assert set(found["parameters"]) == set(USUAL)
    for one in found["parameters"].values():
        assert set(one) == {"prior", "mean", "p5", "p95", "spread", "identified"}
        assert one["p5"] <= one["mean"] <= one["p95"]
    for battle in found["battles"].values():
        assert set(battle) == {"claims", "inside", "log", "crps"}
        ways = {"default", "prior", "held_out", "posterior"}
        assert set(battle["inside"]) == ways
        assert set(battle["log"]) == set(battle["crps"]) == ways | {"null"}


def test_workers_and_what_was_there_before_change_nothing(battles, tmp_path):
    alone = small(battles).as_json()
    there = small(battles, out=tmp_path / "kept", workers=2)
    assert there.as_json() == alone
    parts = sorted((tmp_path / "kept").glob("wave-2/*/outcomes/*.parquet"))
    parts[0].unlink()
    again = small(battles, out=tmp_path / "kept")
    np.testing.assert_array_equal(again.weighted.points, there.weighted.points)
    np.testing.assert_array_equal(again.weighted.weights, there.weighted.weights)


def test_who_stops_it_is_told_how_it_goes_on(battles, tmp_path):
    def stop(words, done, of):
        if words.startswith("wave-2"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="the same calibration goes on from there"):
        small(battles[:1], out=tmp_path, progress=stop)
    resumed = small(battles[:1], out=tmp_path)
    assert resumed.as_json() == small(battles[:1]).as_json()


def test_another_calibration_is_not_mixed_with_one_that_is_there(battles, tmp_path):
    small(battles[:1], out=tmp_path)
    with pytest.raises(UserError, match="holds another batch"):
        small(battles[:1], out=tmp_path, seed=2)


def test_a_record_beyond_all_priors_is_a_structural_miss(battles):
    impossible = bridge({"north.killed": 5, "south.killed": 100000}, "four")
    assert small([battles[0], impossible]).structural == ("four: south.killed",)


def test_stacking_prefers_the_model_that_foretells_and_mixes_what_each_knows():
    weights = stacking(np.log(np.array([[0.9, 0.1, 0.8, 0.1], [0.1, 0.9, 0.2, 0.9]])))
    assert weights.sum() == pytest.approx(1.0)
    assert 0.3 < weights[0] < 0.7
    assert stacking(np.log([[0.5, 0.4], [0.1, 0.2]]))[0] == pytest.approx(1.0, abs=1e-3)


def test_scores_of_all_battles_are_means_over_measures(battles):
    found = small(battles)
    logs = [one.log for b in found.battles for one in b.skills["held_out"].scores]
    assert found.total("log", "held_out") == pytest.approx(np.mean(logs))
    assert math.isfinite(found.total("crps", "null"))
    assert "held out" in found.sentence


@pytest.mark.slow
def test_a_table_is_further_evidence_for_what_its_battles_feel(battles, monkeypatch, tmp_path):
    monkeypatch.setattr(table, "RUNS", 100)
    monkeypatch.setattr(module, "RUNS", 100)
    few = read_table(None).frame.iloc[::12]
    free = ["combat.modifiers.attack_fire", "combat.modifiers.surprise_exposure"]
    alone = small(battles, free=free, points=128)
    found = small(battles, free=free, points=128, table=few, out=tmp_path)
    attack, surprise = found.parameters
    assert attack.spread < 0.8 * alone.parameters[0].spread
    assert surprise.spread > 0.8
    assert [one.name for one in found.battles] == [one.name for one in alone.battles]
    kept = (tmp_path / "wave-1" / "table.npz").read_bytes()
    again = small(battles, free=free, points=128, table=few, out=tmp_path)
    assert again.as_json() == found.as_json()
    assert (tmp_path / "wave-1" / "table.npz").read_bytes() == kept


def test_workers_share_a_table_and_what_is_kept_anywhere_is_not_played_again(monkeypatch):
    pytest.importorskip("fsspec")
    monkeypatch.setattr(table, "RUNS", 20)
    monkeypatch.setattr(batches, "MOST_ROWS", 60)
    some = read_table(read_table(None).frame.iloc[:24:3])
    free = free_parameters([], ["combat.modifiers.attack_fire"])
    points = sobol(32, 1, 1)
    with crew_of(2) as crew:
        shared = table.play_table(some, free, points, Player(1, crew), "wave-1")
    place = "memory://a-calibration"
    alone = Player(1, Crew(Alone(), 1), place)
    first = table.play_table(some, free, points, alone, "wave-1")
    np.testing.assert_array_equal(shared.outcome, first.outcome)
    np.testing.assert_array_equal(shared.losses, first.losses)
    with monkeypatch.context() as nothing:
        nothing.setattr(table, "forecast", None)
        again = table.play_table(some, free, points, alone, "wave-1")
    np.testing.assert_array_equal(again.losses, first.losses)
    assert alone.played == 2 * 20 * 8
    other = table.play_table(some, free, points[::-1], alone, "wave-1")
    assert not np.array_equal(other.losses, first.losses)


def test_battles_of_one_war_are_one_witness_of_what_the_model_misses():
    away = np.array([[0.3] * 8, [0.0] * 8])
    variance, deviation = np.full(8, 0.5), 0.4
    for wars in (np.arange(8), np.zeros(8, int), np.array([0, 0, 1, 1, 1, 2, 2, 2])):
        together = np.diag(variance) + deviation**2 * (wars[:, None] == wars)
        right = [stats.multivariate_normal(np.zeros(8), together).logpdf(one) for one in away]
        told = table._of_wars(away, variance, wars, deviation)
        assert told[0] - told[1] == pytest.approx(right[0] - right[1])
    each, one = (table._of_wars(away, variance, w, deviation) for w in (np.arange(8), wars * 0))
    assert 0 > one[0] - one[1] > 0.5 * (each[0] - each[1])
