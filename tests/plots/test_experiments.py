"""Pictures of experiments: what is drawn of sweeps and what-ifs, at which values."""

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest

from sim import Wargame
from sim.experiments.sweep import sweep
from sim.experiments.what_if import what_if
from sim.plots.response import response, responses
from sim.plots.tornado import tornado, tornadoes
from sim.plots.what_if import difference, differences
from sim.results.errors import UserError
from sim.wargame.trials import Sweep, WhatIf
from tests.results.raid import raid

MEN, QUALITY = "units.militia.men", "units.guards.quality"
MEASURES = ["winner", "red.killed", "ford.taken_at"]
RUNS = 40


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    return raid(tmp_path_factory.mktemp("raid"))


@pytest.fixture(scope="module")
def found(document):
    vary = {QUALITY: [0.5, 1.0, 2.0], MEN: [30, 60]}
    return sweep(document, RUNS, 1, vary=vary, measures=MEASURES)


@pytest.fixture(scope="module")
def change(document):
    return what_if(document, document.set({"units.guards.men": 60}), RUNS, 2)


def mean_of(found, measure, **values):
    paths = {"men": MEN, "quality": QUALITY}
    rows = found.batch.columns
    wanted = [
        rows[measure][rows["point"] == number].mean()
        for number, point in enumerate(found.points)
        if all(point[paths[name]] == value for name, value in values.items())
    ]
    return np.mean(wanted)


def test_a_response_joins_the_points_that_differ_in_the_parameter_alone(found):
    drawn = response(found, "red.killed", QUALITY)
    assert len(drawn.lines) == 2
    few, many = drawn.lines
    for line, men in ((few, 30), (many, 60)):
        assert line.get_xdata().tolist() == [0.5, 1.0, 2.0]
        expected = [mean_of(found, "red.killed", men=men, quality=q) for q in (0.5, 1.0, 2.0)]
        assert list(line.get_ydata()) == pytest.approx(expected, abs=0.05)
    assert drawn.ax.get_title(loc="left") == "Red: killed"
    assert drawn.ax.get_xlabel() == "units.guards.quality"


def test_a_response_of_the_winner_has_a_line_for_each_side(found):
    drawn = response(found, "winner", MEN)
    named = {line.get_label(): line for line in drawn.lines[:2]}
    assert set(named) == {"Red", "Blue"}
    shares = [found.summaries[i]["winner"].mean["red"] for i in (0, 1)]
    assert list(named["Red"].get_ydata()) == pytest.approx([100 * share for share in shares])
    assert drawn.ax.get_ylabel() == "% of runs"


def test_values_of_unlike_units_are_names(document):
    found = sweep(document, 5, 1, vary={"turn": ["30 min", "1 h"]}, measures=["red.killed"])
    ax = response(found, "red.killed", "turn").ax
    assert [text.get_text() for text in ax.get_xticklabels()] == ["30 min", "1 h"]


def test_responses_have_a_panel_for_each_measure_and_parameter(found):
    drawn = responses(found)
    assert len(drawn) == 6
    assert {one.ax.get_xlabel() for one in drawn} == {QUALITY, MEN}


def test_a_tornado_ranks_the_parameters_by_what_they_move(found):
    drawn = tornado(found, "red.killed")
    assert set(drawn.rows) == {MEN, QUALITY}
    low, high = drawn.ends[QUALITY]
    assert low == pytest.approx(mean_of(found, "red.killed", quality=0.5))
    assert high == pytest.approx(mean_of(found, "red.killed", quality=2.0))
    widths = [abs(np.subtract(*drawn.ends[path])) for path in drawn.rows]
    assert widths == sorted(widths, reverse=True)
    row, centre = drawn.rows.index(QUALITY), drawn.middle.get_xdata()[0]
    assert centre + drawn.bars[0][row].get_width() == pytest.approx(low)
    assert centre + drawn.bars[1][row].get_width() == pytest.approx(high)
    assert {"0.5", "2", "30", "60"} <= {text.get_text() for text in drawn.ax.texts}
    assert "6 points of 40 runs" in drawn.ax.get_title(loc="left")


def test_the_ends_of_a_sampled_parameter_are_quarters_of_its_values(document):
    found = sweep(document, 10, 1, between={QUALITY: (0.5, 2.0)}, points=8, measures=["red.killed"])
    ordered = sorted(range(8), key=lambda i: found.points[i][QUALITY])
    killed = [float(found.summaries[i]["red.killed"].mean) for i in ordered]
    assert tornado(found, "red.killed").ends[QUALITY] == pytest.approx(
        (np.mean(killed[:2]), np.mean(killed[-2:]))
    )


def test_the_ends_of_a_tornado_have_intervals(found):
    drawn = tornado(found, "red.killed")
    rows = found.batch.columns
    low = [number for number, point in enumerate(found.points) if point[QUALITY] == 0.5]
    killed = np.array([rows["red.killed"][rows["point"] == number] for number in low])
    half = 1.96 * killed.mean(axis=0).std(ddof=1) / np.sqrt(RUNS)
    ends = drawn.intervals[QUALITY][0]
    assert ends == pytest.approx((killed.mean() - half, killed.mean() + half), abs=0.01)
    assert [ends[0], ends[1]] in [list(line.get_xdata()) for line in drawn.ax.lines]


def test_one_side_of_the_winner_can_be_drawn_alone(found):
    drawn = response(found, "winner=blue", QUALITY)
    assert {line.get_label() for line in drawn.lines} == {"Blue"}
    shares = [one["winner"].mean.get("blue", 0) for one in found.summaries]
    (low, high), share = drawn.spreads[0].get_segments()[0][:, 1], 100 * shares[0]
    assert 0 <= low <= share <= high <= 100
    assert high - low > 5
    bars = tornado(found, "winner=blue")
    assert bars.ax.get_xlabel().startswith("% of runs that Blue wins")
    assert bars.middle.get_xdata()[0] == pytest.approx(100 * np.mean(shares), abs=1)
    with pytest.raises(UserError, match="did you mean 'blue'"):
        tornado(found, "winner=bleu")


def test_many_parameters_are_broken_into_rows(document):
    paths = [MEN, QUALITY, "units.guards.men", "combat.modifiers.rifle", "units.militia.quality"]
    between = dict.fromkeys(paths, (0.5, 0.9)) | {MEN: (20, 90), "units.guards.men": (40, 80)}
    found = sweep(document, 2, 1, between=between, points=4, measures=["red.killed"])
    drawn = responses(found)
    width, height = drawn[0].ax.figure.get_size_inches()
    assert (len(drawn), width, height) == (5, 3 * 3.8, 2 * 2.5)


def test_tornadoes_of_the_winner_and_of_hours_say_what_they_measure(found):
    winner, _, taken = tornadoes(found)
    assert winner.ax.get_xlabel() == "% of runs that Red wins; line: 95 %"
    assert "river time" in taken.ax.get_xlabel()


def test_differences_are_those_of_the_pairs(change):
    drawn = difference(change, "red.killed")
    one = change.differences["red.killed"]
    assert drawn.mean.get_xdata()[0] == pytest.approx(one.mean)
    heights = {bar.get_x() + 0.5: bar.get_height() for bar in drawn.bars}
    for value, count in zip(one.paired.values, one.paired.counts, strict=True):
        assert heights[value] == pytest.approx(100 * count / RUNS)
    assert sum(heights.values()) == pytest.approx(100)
    assert drawn.ax.get_ylabel() == "% of 40 runs"


def test_differences_of_hours_are_in_minutes(change):
    (drawn,) = differences(change, ["ford.taken_at"])
    words = " ".join(drawn.ax.get_xlabel().split())
    assert words == "change minus baseline, minutes; line: mean, strip: its 95 %"


def test_panels_go_into_the_axes_given(found, change):
    _, axes = plt.subplots(2, 3)
    drawn = responses(found, axes=axes)
    assert [one.ax for one in drawn] == list(axes.flat)
    names = ["red.killed", "blue.killed"]
    assert [one.ax for one in differences(change, names, axes=axes[0, :2])] == list(axes[0, :2])
    assert [one.ax for one in tornadoes(found, axes=axes[1])] == list(axes[1])
    with pytest.raises(UserError, match="6 axes were given for 3 panels"):
        tornadoes(found, axes=axes)


def test_a_kept_experiment_is_the_one_that_was_played(document, tmp_path):
    game = Wargame(document)
    vary = {MEN: [30, 60], "turn": ["30 min", "1 h"]}
    played = game.sweep(5, vary=vary, measures=["red.killed"], out=tmp_path / "sweep")
    kept = Sweep.open(tmp_path / "sweep", ["red.killed"])
    assert kept.as_json() == played.as_json()
    change = game.what_if({"units.guards.men": 60}, 20, out=tmp_path / "what_if")
    assert WhatIf.open(tmp_path / "what_if").as_json() == change.as_json()
    with pytest.raises(UserError, match="holds a sweep and no what-if"):
        WhatIf.open(tmp_path / "sweep")
    with pytest.raises(UserError, match="unknown measure"):
        Sweep.open(tmp_path / "sweep", ["red.kiled"])


def test_they_are_reached_from_a_wargame(document):
    game = Wargame(document)
    found = game.sweep(5, vary={MEN: [30, 60]}, measures=["red.killed"])
    assert found.plot.tornado("red.killed").rows == [MEN] == found.plot.tornadoes()[0].rows
    (drawn,) = found.plot.responses()
    assert drawn.ax.get_xlabel() == found.plot.response("red.killed", MEN).ax.get_xlabel() == MEN
    change = game.what_if({"units.guards.men": 60}, 20)
    assert len(change.plot.differences()) == len(change.chosen())
    one = change.plot.difference("red.killed").mean.get_xdata()[0]
    assert one == pytest.approx(change.differences["red.killed"].mean)


def test_what_never_changes_is_shown_at_a_readable_scale(document):
    vary = {QUALITY: [0.999, 1.0]}
    found = sweep(document, 1, 1, vary=vary, measures=["ford.taken_at", "red.missing"])
    two_hours = pytest.approx(1 / 12)
    assert np.ptp(response(found, "ford.taken_at", QUALITY).ax.get_ylim()) == two_hours
    assert np.ptp(tornado(found, "ford.taken_at").ax.get_xlim()) == two_hours
    assert np.ptp(response(found, "red.missing", QUALITY).ax.get_ylim()) == 1
    same = what_if(document, document.set({"units.guards.quality": 1.0}), 5)
    assert np.ptp(difference(same, "red.killed").ax.get_xlim()) == 3


def test_what_is_not_there_cannot_be_drawn(found, change):
    for draw in (
        lambda: response(found, "red.kiled", MEN),
        lambda: tornado(found, "blue.killed"),
        lambda: difference(change, "red.kiled"),
    ):
        with pytest.raises(UserError, match="unknown measure"):
            draw()
    with pytest.raises(UserError, match="unknown parameter"):
        response(found, "red.killed", "units.militia.quality")
