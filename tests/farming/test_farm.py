"""Farms: a design of battles is played, and what follows is told, asked and kept."""

import json
import warnings
from datetime import timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import load
from sim.cli.app import app
from sim.experiments.farming.farm_file import keep
from sim.experiments.farming.kept import kept_farm
from sim.experiments.farming.look import read_threshold
from sim.experiments.farming.playing import farm, farm_of
from sim.experiments.response import Response
from sim.experiments.sweep import sweep
from sim.plots.farming.contour import contour
from sim.report.console import plain_text
from sim.report.farm_table import farm_parts
from sim.report.farming.writing import write_farm_report
from sim.results.errors import UserError
from sim.scenario.measures import measures as load_measures
from sim.wargame.trials import Farm
from tests.results.raid import raid

MEN, FIRE, FRAILTY = "units.guards.men", "combat.modifiers.rifle", "combat.morale.frailty"
MEASURES = ["winner=red", "red.casualties"]
DECISIONS, NOISE = {MEN: (5, 45)}, {FIRE: (0.1, 0.3), FRAILTY: (0.1, 0.6)}


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return raid(tmp_path_factory.mktemp("raid"))


@pytest.fixture(scope="module")
def found(document):
    return farm(document, DECISIONS, NOISE, points=33, runs=60, measures=MEASURES)


def test_json_is_what_was_agreed(found):
    answer = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert list(answer) == ["scenario", "design", "measures", "ranking"]
    assert set(answer["design"]) == {"points", "factors", "max_correlation"}
    assert answer["design"]["points"] == 33
    assert list(answer["measures"]) == MEASURES
    for one in answer["measures"].values():
        assert set(one) == {
            "effects", "interactions", "sobol", "dice_share", "thresholds", "rules", "model",
        }  # fmt: skip
        assert list(one["effects"]) == [MEN, FIRE, FRAILTY]
        for effect in one["effects"].values():
            assert effect["p5"] <= effect["effect"] <= effect["p95"]
        for pair in one["interactions"]:
            assert set(pair) == {"factors", "effect", "p5", "p95"}
        assert all(set(index) == {"first", "total"} for index in one["sobol"].values())
        assert all(set(rule) == {"text", "coverage", "density"} for rule in one["rules"])
        assert set(one["model"]) == {"kind", "r2_cv"}
        assert 0 <= one["dice_share"] <= 1
    assert answer["measures"]["winner=red"]["effects"][MEN]["p5"] > 0
    assert answer["ranking"][0]["rank"] == 1


def test_more_men_win_more_often_from_a_threshold_on(found):
    (one,) = [each for each in found.thresholds("winner=red") if each.root.path == MEN]
    assert one.root.rising
    at = float(one.words)
    below, above = (found.predict({MEN: at + step})["winner=red"] for step in (-6, 10))
    assert below.mean < 0.5 < above.mean
    assert below.low <= below.mean <= below.high
    text = plain_text(*farm_parts(found))
    assert f"rises above 50 % where {MEN} passes {one.words}" in text
    assert "Red does not win in" in text
    best = found.decisions[found.ranking[0].decision]
    assert best[MEN] > 30


def test_a_threshold_is_refined_by_points_that_are_played_about_it(document):
    small = farm(document, DECISIONS, NOISE, points=17, runs=60, measures=["winner=red"])
    before = next(one for one in small.thresholds("winner=red") if one.root.path == MEN)
    after = small.refine("winner=red", MEN)
    assert after.root.points == 48
    assert abs(after.root.at - before.root.at) < 0.5
    assert small.thresholds("winner=red")[0] == after
    with pytest.raises(UserError, match="does not pass"):
        small.refine("winner=red", "nothing")


def test_levels_that_are_named_are_looked_for_and_kept(document, found, tmp_path):
    middle = round(float(np.median(found.findings["red.casualties"].means)), 1)
    wish = "red.killed < 4"
    asked = [f"red.casualties at {middle}", "red.casualties at 9999", f"{wish} at 30 %"]
    manner = {"points": 17, "runs": 60, "out": tmp_path / "out", "thresholds": asked}
    small = farm(document, DECISIONS, NOISE, measures=["winner=red"], **manner)
    assert list(small.findings) == ["winner=red", "red.casualties", wish]
    kills = Response.named("red.killed", document.definition).by_point(small.sweep.batch, 17)
    assert np.array_equal(small.findings[wish].values, kills < 4)
    assert {one.level for one in small.thresholds("red.casualties")} == {middle}
    text = plain_text(*farm_parts(small), width=200)
    assert "Red: casualties past 9999 men" in text
    verbs = {True: "rises above 30 %", False: "falls below 30 %"}
    told = [f"{wish} {verbs[one.root.rising]}" for one in small.thresholds(wish)]
    assert all(one in text for one in told or [f"{wish} past 30 %"])
    path = small.thresholds("red.casualties")[0].root.path
    refined = small.refine("red.casualties", path)
    assert (refined.level, refined.root.points) == (middle, 48)
    keep(small, tmp_path / "out")
    again = kept_farm(tmp_path / "out")
    assert again.as_json() == small.as_json()
    assert again.refine("red.casualties", path) == refined
    assert again.checks["winner=red"].rmse == small.checks["winner=red"].rmse
    assert len(again.checks[wish].played) == 4
    other = kept_farm(tmp_path / "out", thresholds=[f"red.casualties at {middle + 1}"])
    assert {one.level for one in other.thresholds("red.casualties")} == {middle + 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("red.killed", "--threshold takes"),
        ("red.kild at 5", "did you mean 'red.killed'"),
        ("winner=red at 3", "a share between 0 and 1"),
        ("red.killed at many", "is a number, not 'many'"),
        ("red.killed < at 0.5", "something is missing at the end"),
    ],
)
def test_levels_that_are_none_are_refused(document, text, message):
    with pytest.raises(UserError, match=message):
        farm(document, DECISIONS, NOISE, points=5, runs=5, thresholds=[text])


def test_hours_are_levels_as_a_scenario_writes_them(document):
    definition = document.definition
    name = next(one for one, m in load_measures(definition).items() if m.kind == "time")
    start = definition.start
    for text in ("2 h", "2", f"{start + timedelta(hours=2):%Y-%m-%d %H:%M}"):
        assert read_threshold(f"{name} at {text}", definition)[1] == 2.0
    assert read_threshold("winner=red at 30 %", definition)[1] == 0.3


def test_forecasts_hold_at_fresh_points(found):
    assert {len(one.played) for one in found.checks.values()} == {4}
    checks = found.check(12)
    for name, one in checks.items():
        assert one.inside >= 0.7, name
        assert one.rmse < 0.6 * one.played.std()


def test_only_what_was_varied_can_be_asked(found):
    with pytest.raises(UserError, match=r"did you mean 'units.guards.men'"):
        found.predict({"units.guards.mem": 5})
    with pytest.raises(UserError, match="unknown measure of this farm"):
        found.thresholds("red.killed")
    with pytest.raises(UserError, match="did you mean 'red'"):
        farm(found.document, DECISIONS, side="rad")


def test_decisions_are_ranked_with_the_same_luck_where_they_meet_the_same_noise(document):
    crossed = farm(document, DECISIONS, NOISE, points=5, noise_points=4, runs=30, measures=MEASURES)
    values = crossed.outcomes_of("winner=red")
    assert values.shape == (5, 4 * 30)
    best, *_, worst = crossed.ranking
    means = values.mean(axis=1)
    assert best.mean == means.max()
    assert worst.mean == means.min()
    assert best.regret == pytest.approx((values.max(axis=0) - values[best.decision]).mean())
    assert best.p5 <= best.rank <= best.p95
    front = crossed.pareto("winner=red", "red.casualties")
    assert best.decision in front


def test_a_sweep_is_a_farm(document):
    played = sweep(document, 30, vary={MEN: [5, 20, 60], "turn": ["30 min", "1 h"]})
    found = farm_of(played, MEASURES, noise=["turn"])
    assert [one.role for one in found.factors] == ["decision", "noise"]
    assert found.findings["winner=red"].effects.of(MEN).effect > 0.2
    assert len(found.ranking) == 3


def test_the_scale_of_a_share_ends_at_its_limits(found, monkeypatch):
    beyond = np.linspace(-0.03, 1.04, 25 * 25).reshape(25, 25)
    monkeypatch.setattr("sim.plots.farming.contour.surface", lambda *_: beyond)
    levels = contour(found, "winner=red").levels.levels
    assert (levels[0], levels[-1]) == (0, 100)
    assert contour(found, "red.casualties").levels.levels[-1] > 1


@pytest.mark.parametrize("width", [60, 80])
def test_tables_are_readable_at_any_width(found, width):
    text = plain_text(*farm_parts(found), width=width)
    assert max(map(len, text.splitlines())) <= width
    assert "..." not in text
    assert text.count(FRAILTY) >= 2


def test_what_never_changes_is_told_so(document):
    easy = document.set({"units.militia.men": 1})
    found = farm(easy, {MEN: (150, 200)}, points=5, runs=5, measures=["winner=red", "red.missing"])
    assert "It is the same at all points." in plain_text(*farm_parts(found))
    assert found.as_json()["measures"]["red.missing"]["model"]["kind"] is None
    assert found.predict({})["red.missing"].mean == 0


@pytest.mark.slow
def test_the_report_is_the_same_to_the_byte_and_stands_alone(document, tmp_path):
    found, again = (
        farm(document, DECISIONS, NOISE, points=33, runs=60, measures=MEASURES) for _ in range(2)
    )
    first = write_farm_report(found, tmp_path / "a.html").read_bytes()
    assert write_farm_report(again, tmp_path / "b.html").read_bytes() == first
    page = first.decode()
    assert page.count("<img ") >= 10
    assert 'src="http' not in page
    assert "Robust choice" in page
    with pytest.raises(UserError, match="--overwrite replaces it"):
        write_farm_report(found, tmp_path / "a.html")
    with pytest.raises(UserError, match=r"must end in \.html"):
        write_farm_report(found, tmp_path / "a.pdf")


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.slow
def test_the_command_is_killed_and_resumed_and_read_again(document, tmp_path):
    raid(tmp_path)
    words = ["farm", tmp_path / "raid.yaml", "--decision", f"{MEN}=5:45"]
    words += ["--noise", f"{FIRE}=0.1:0.3", "--points", 9, "--measure", "winner=red"]
    whole = call(*words, "--runs", 40, "--json")
    assert whole.exit_code == 0, whole.stderr
    half, rest = tmp_path / "half", [*words, "--json", "--out", tmp_path / "half"]
    assert call(*rest, "--runs", 15).exit_code == 0
    resumed = call(*rest, "--runs", 40, "--resume", "--chunk", 7)
    assert resumed.stdout == whole.stdout
    table = tmp_path / "f.csv"
    again = call("farm", half, "--json", "--report", "--csv", table)
    assert again.stdout == whole.stdout
    assert "winner" in table.read_text().splitlines()[0]
    assert (half / "report.html").stat().st_size > 50_000
    assert call(*words, "--out", half, "--overwrite", "--runs", 5).exit_code == 0
    assert not (half / "report.html").exists()


@pytest.mark.slow
def test_workers_and_dask_make_no_difference(document, found, tmp_path):
    pytest.importorskip("distributed")
    for name, manner in (("workers", {"workers": 2}), ("dask", {"cluster": "local:2"})):
        other = farm(
            document, DECISIONS, NOISE, points=33, runs=60, measures=MEASURES,
            out=tmp_path / name, chunk=25, **manner,
        )  # fmt: skip
        assert other.as_json() == found.as_json()


def test_it_is_played_until_an_effect_or_a_rank_is_sure_enough(document):
    effect = farm(
        document, DECISIONS, NOISE, points=9, runs=None, measures=["red.killed"],
        until=f"red.killed by {MEN} +- 0.3",
    )  # fmt: skip
    reached = effect.sweep.reached
    assert reached.enough
    assert effect.findings["red.killed"].effects.of(MEN).error == reached.error <= 0.3
    rank = farm(
        document, {MEN: [5, 20, 100]}, points=3, design="factorial", runs=None,
        measures=["winner=red"], until="rank +- 0.4",
    )  # fmt: skip
    assert rank.ranking[0].error <= 0.4
    for text, message in (
        ("red.killed by units.militia.men +- 1", "unknown factor"),
        ("red.kild by units.guards.men +- 1", "unknown measure"),
    ):
        with pytest.raises(UserError, match=message):
            farm(document, DECISIONS, points=3, until=text)


@pytest.mark.parametrize("command", ["sweep", "what-if"])
def test_sweeps_and_what_ifs_are_played_until_an_error_is_reached(tmp_path, command):
    raid(tmp_path)
    change = ["--vary", f"{MEN}=30,120"] if command == "sweep" else ["--set", f"{MEN}=30"]
    words = [command, tmp_path / "raid.yaml", *change, "--until", "red.killed +- 0.1", "--json"]
    done = call(*words)
    assert done.exit_code == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["runs"] > 100
    if command == "sweep":
        errors = [point["measures"]["winner"]["se"] for point in answer["points"]]
        assert errors
        assert "red.killed at each point: the standard error asked for" in done.stderr
    else:
        assert answer["measures"]["red.killed"]["se"] <= 0.11
    short = call(*words, "--runs", 100)
    assert (short.exit_code, "NOT reached" in short.stderr) == (3, True)


def test_python_has_it_too(document, tmp_path):
    game = load(tmp_path_raid(tmp_path))
    found = game.farm(DECISIONS, points=9, runs=10, measures=MEASURES, out=tmp_path / "out")
    assert isinstance(found, Farm)
    assert found.plot.effects("red.casualties").rows
    kept = Farm.open(tmp_path / "out", MEASURES)
    assert kept.as_json() == found.as_json() == kept_farm(tmp_path / "out", MEASURES).as_json()
    assert "<table" in found._repr_html_()
    assert found.report(tmp_path / "farm.html").exists()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert str(found).splitlines()[0] == found.heading
    assert np.isfinite(found.predict({})["red.casualties"].mean)


def tmp_path_raid(folder):
    raid(folder)
    return folder / "raid.yaml"
