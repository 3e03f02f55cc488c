"""Sweeps: points that share their luck, in one batch, from grids and samples."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from sim import Wargame
from sim.cli.app import app
from sim.experiments.points import crossed, grid, read_points, sample
from sim.experiments.sweep import sweep
from sim.report.console import plain_text
from sim.report.sweep_table import sweep_parts
from sim.results.errors import UserError
from sim.scenario import ScenarioError
from tests.results.raid import raid

MEN, FIRE = "units.militia.men", "combat.modifiers.night"


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


def point_rows(batch, point):
    here = batch.columns["point"] == point
    return {name: values[here].astype(str).tolist() for name, values in batch.measures.items()}


def plain(batch):
    return {name: values.astype(str).tolist() for name, values in batch.measures.items()}


def test_every_point_is_the_batch_of_its_own_scenario(document):
    found = sweep(document, 40, 7, vary={MEN: [30, 60], "units.guards.quality": [0.5, 1.0]})
    assert [dict(point) for point in found.points] == [
        {MEN: men, "units.guards.quality": quality} for men in (30, 60) for quality in (0.5, 1.0)
    ]
    for number, point in enumerate(found.points):
        alone = Wargame(document).set(dict(point)).monte_carlo(40, seed=7)
        assert point_rows(found.batch, number) == plain(alone)
        summary = found.summaries[number]["red.casualties"]
        assert summary == alone.summaries["red.casualties"]


def test_what_cannot_be_an_array_is_a_definition_of_its_own(document):
    found = sweep(
        document, 20, 1, vary={"turn": ["30 min", "1 h"], MEN: [30, 60]}, measures=["red.killed"]
    )
    for number, point in enumerate(found.points):
        alone = Wargame(document).set(dict(point)).monte_carlo(20)
        assert point_rows(found.batch, number) == plain(alone)


@pytest.mark.parametrize("chunk", [1, 3, 20])
def test_a_sweep_on_disk_is_the_same_for_any_chunk(document, tmp_path, chunk):
    vary = {MEN: [30, 45, 60]}
    memory = sweep(document, 20, 1, vary=vary)
    stored = sweep(document, 20, 1, vary=vary, chunk=chunk, out=tmp_path / "out")
    assert stored.summaries == memory.summaries
    assert plain(stored.batch) == plain(memory.batch)
    extended = sweep(document, 30, 1, vary=vary, out=tmp_path / "out", resume=True)
    assert plain(extended.batch) == plain(sweep(document, 30, 1, vary=vary).batch)
    with pytest.raises(UserError, match="points: those of the sweep differ"):
        sweep(document, 30, 1, vary={MEN: [30, 45, 61]}, out=tmp_path / "out", resume=True)


@pytest.mark.parametrize("method", ["latin", "sobol"])
def test_a_sample_fills_the_space_evenly(document, method):
    ranges = {MEN: (20, 84), "routes.0.distance": ("2 km", "10 km")}
    points = sample(document, ranges, 16, method=method, seed=3)
    men = np.array([point[MEN] for point in points])
    assert all(isinstance(point[MEN], int) for point in points)
    distances = np.array([float(p["routes.0.distance"].removesuffix(" km")) for p in points])
    assert sorted((distances - 2) // 0.5) == list(range(16))
    assert (np.abs(np.sort(men) - (np.arange(20, 84, 4) + 2)) <= 3).all()
    assert points == sample(document, ranges, 16, method=method, seed=3)
    assert points != sample(document, ranges, 16, method=method, seed=4)


def test_a_sample_answers_in_the_unit_that_was_written(document):
    points = sample(document, {"routes.0.distance": ("2000 m", "8 km")}, 4)
    values = [point["routes.0.distance"].split() for point in points]
    assert {unit for _, unit in values} == {"m"}
    assert all(2000 <= float(number) <= 8000 for number, _ in values)


def test_the_share_of_a_side_is_told_with_the_winner(document):
    found = sweep(document, 5, vary={"units.guards.men": [50, 60]}, measures=["winner=red"])
    assert found.measures == ("winner",)
    with pytest.raises(UserError, match="did you mean 'winner="):
        sweep(document, 5, vary={"units.guards.men": [50, 60]}, measures=["winner=rad"])


def test_the_command_says_what_a_sweep_overrules(tmp_path):
    raid(tmp_path)
    words = [
        "sweep",
        str(tmp_path / "raid.yaml"),
        "--runs",
        "5",
        "--vary",
        "units.guards.men=50,60",
    ]
    done = CliRunner().invoke(app, [*words, "--set", "units.guards.men=10"])
    assert done.exit_code == 0
    assert (
        "units.guards.men: --vary overrules what --set, --variant or --parameters gives"
        in done.stderr
    )
    assert "overrules" not in CliRunner().invoke(app, words).stderr


def test_sampled_points_are_played(document):
    ranges = {"routes.0.distance": ("2 km", "10 km")}
    found = sweep(document, 10, 1, vary={MEN: [30, 60]}, between=ranges, points=3)
    assert len(found.points) == 6
    for number, point in enumerate(found.points):
        alone = Wargame(document).set(dict(point)).monte_carlo(10)
        assert point_rows(found.batch, number) == plain(alone)


def test_the_table_has_a_row_a_point(document):
    table = sweep(document, 20, 1, vary={MEN: [30, 60]}, measures=["winner", "red.killed"]).table
    assert table[MEN].tolist() == [30, 60]
    assert {"red.killed mean", "red.killed p95"} <= set(table.columns)
    assert any(name.startswith("winner=") for name in table.columns)


def test_a_table_of_many_parameters_names_points_by_number(document):
    between = dict.fromkeys(
        (
            "units.guards.quality",
            "units.militia.quality",
            "combat.modifiers.rifle",
            "combat.modifiers.hills",
            "combat.modifiers.wood",
        ),
        (0.5, 0.9),
    )
    found = sweep(document, 4, between=between, points=50, measures=["red.killed"])
    for width in (60, 80):
        text = plain_text(*sweep_parts(found), width=width)
        lines = text.splitlines()
        assert max(map(len, lines)) <= width
        for path in between:
            assert len([line for line in lines if line.strip().startswith(f"{path} ")]) == 1
        assert "30 points lie between these" in text
    means = [one["red.killed"].mean for one in found.summaries]
    numbers = re.findall(r"^ +(\d+)  ", "\n".join(lines), re.MULTILINE)
    assert len(numbers) == 20
    assert means[int(numbers[0])] == min(means)
    assert means[int(numbers[-1])] == max(means)


def test_shares_of_winners_have_errors_and_a_column_for_neither(document):
    never = document.set({"victory": [{"side": "red", "when": {"control": {"ford": "red"}}}]})
    found = sweep(never, 30, vary={"units.guards.men": [5, 60]}, measures=["winner"])
    shares = found.table.filter(like="winner=")
    assert "winner=none" in shares
    sides = ["winner=red", "winner=blue", "winner=none"]
    assert np.allclose(shares[sides].astype(float).sum(axis=1), 1, atol=0.05)
    text = plain_text(*sweep_parts(found))
    assert "Neither" in text
    assert re.search(r"\d ± \d[\d.]* %", text)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({}, UserError, "needs something to vary"),
        ({"vary": {MEN: [30]}}, UserError, "at least two points"),
        ({"vary": {MEN: []}}, UserError, "no values for it"),
        ({"vary": {MEN: [30, -1]}}, ScenarioError, "must be a whole number"),
        ({"vary": {"units.militia.mend": [1, 2]}}, ScenarioError, "did you mean 'men'"),
        ({"between": {MEN: (5, 5)}}, UserError, "low must be less than high"),
        ({"between": {MEN: (-5, 5)}}, ScenarioError, "must be a whole number"),
        ({"between": {"title": ("a", "b")}}, UserError, "is no number"),
        ({"between": {MEN: (1, 9)}, "points": 5, "method": "sobol"}, UserError, "4 or 8, not 5"),
        ({"vary": {MEN: [1, 2]}, "between": {MEN: (1, 9)}}, UserError, "both given values and"),
        ({"vary": {MEN: [1, 2]}, "measures": ["red.kild"]}, UserError, "did you mean"),
    ],
)
def test_a_wrong_sweep_is_refused_in_words(document, options, error, message):
    with pytest.raises(error, match=message):
        sweep(document, 5, 1, **options)


def test_too_many_points_are_refused():
    many = grid({"a": range(1000)})
    with pytest.raises(UserError, match="at most 100,000 points"):
        crossed(many, many)


def test_a_scenario_with_arrays_cannot_be_swept(document):
    changed = document.set({MEN: np.arange(10)})
    with pytest.raises(UserError, match="arrays over runs"):
        sweep(changed, 5, 1, vary={"units.guards.men": [1, 2]})


def call(*words):
    return CliRunner().invoke(app, ["sweep", *map(str, words)])


def test_the_command(document, tmp_path):
    file, out, picture = tmp_path / "raid.yaml", tmp_path / "out", tmp_path / "sweep.png"
    words = [file, "--vary", f"{MEN}=30,60", "--vary", "turn=30 min, 1 h", "--runs", 10]
    done = call(*words, "--out", out, "--plot", picture)
    assert done.exit_code == 0, done.stderr
    assert "4 points of 10 runs" in done.stdout
    assert picture.stat().st_size > 10_000
    answer = json.loads(call(*words, "--json").stdout)
    assert list(answer) == ["scenario", "seed", "runs", "paths", "points"]
    assert answer["points"][1]["values"] == {MEN: 30, "turn": "1 h"}
    replayed = CliRunner().invoke(app, ["replay", str(out), "--run", "3", "--point", "1", "--json"])
    assert replayed.exit_code == 0
    assert replayed.stderr == ""


def test_wrong_words_are_refused(document, tmp_path):
    file = tmp_path / "raid.yaml"
    for words in (["--vary", MEN], ["--sample", f"{MEN}=3"], ["--resume", "--vary", f"{MEN}=1,2"]):
        assert call(file, *words).exit_code == 2
    done = call(file, "--vary", f"{MEN}=1,2", "--vary", f"{MEN}=3,4")
    assert (done.exit_code, done.stderr) == (2, f"--vary is given {MEN} twice\n")


@pytest.mark.parametrize(
    ("option", "text"),
    [("--vary", f"{MEN}=1,-2"), ("--sample", f"{MEN}=a:5"), ("--vary", "x.y=1,2")],
)
def test_the_option_with_a_wrong_value_is_named(document, tmp_path, option, text):
    done = CliRunner().invoke(app, ["sweep", str(tmp_path / "raid.yaml"), option, text])
    assert done.exit_code == 2
    assert done.stderr.startswith(f"{option}: {text.partition('=')[0]}: ")
    assert "--set" not in done.stderr


@pytest.mark.parametrize(
    "command", [["sweep", "--vary", f"{MEN}=1,2"], ["what-if", "--set", f"{MEN}=5"]]
)
def test_a_picture_that_cannot_be_is_noticed_before_anything_is_played(
    document, tmp_path, command, monkeypatch
):
    def played(*_, **__):
        raise AssertionError("battles were played")

    monkeypatch.setattr("sim.experiments.chunk.play", played)
    verb, *words = command
    for name, message in (("no/a.png", "there is no folder"), ("a.xyz", "must end in one of")):
        picture = str(tmp_path / name)
        words_ = [verb, str(tmp_path / "raid.yaml"), *words, "--plot", picture]
        done = CliRunner().invoke(app, words_)
        assert done.exit_code == 2, done.stderr
        assert message in done.stderr


def test_points_may_be_given(document):
    table = pd.DataFrame({MEN: [30, 60], "turn": ["30 min", "1 h"]})
    found = sweep(document, 20, 7, points=table)
    assert [dict(point) for point in found.points] == table.to_dict("records")
    for number, point in enumerate(found.points):
        alone = Wargame(document).set(dict(point)).monte_carlo(20, seed=7)
        winners = alone.outcomes["winner"].tolist()
        assert point_rows(found.batch, number)["winner"] == winners


def test_given_points_must_have_a_value_for_each_parameter(document):
    gap = pd.DataFrame({"combat.modifiers.rifle": [0.1, None]})
    with pytest.raises(UserError, match=r"row 1 of the table of points has no combat"):
        sweep(document, 20, points=gap)
    full = gap.fillna(0.2)
    with pytest.raises(UserError, match="either given or drawn"):
        sweep(document, 20, points=full, between={"combat.modifiers.rifle": (0.1, 0.2)})


def test_points_of_a_file_are_read_as_a_scenario_is(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("combat.modifiers.rifle,turn\n0.1,30 min\n2,1 h\n")
    assert read_points(path).to_dict("records") == [
        {"combat.modifiers.rifle": 0.1, "turn": "30 min"},
        {"combat.modifiers.rifle": 2, "turn": "1 h"},
    ]
    path.write_text("turn,a\n1 h,\n")
    with pytest.raises(ScenarioError, match=r"points.csv:2: a: a point needs a value here"):
        read_points(path)
