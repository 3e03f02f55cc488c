"""Build-up ashore: curves, recorded strengths, and a row for each landing."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.dates import date2num

from sim.plots.build_up import build_up
from sim.plots.strengths import strengths
from sim.results.errors import UserError
from tests.plots.landing import TEXT, hour, landing, made
from tests.plots.reference import assert_like_reference
from tests.results.raid import full_batch, raid


@pytest.fixture
def document(tmp_path):
    return landing(tmp_path)


def test_the_curve_is_the_median_of_those_who_land(document):
    batch = made(document)
    drawn = build_up(batch)
    line = drawn.strengths.medians["red"]
    ashore = batch.series["ashore"].sel(side="red").values
    np.testing.assert_array_equal(line.get_ydata(), np.median(ashore, axis=0))
    assert line.get_ydata()[-1] == 440
    assert line.get_color() == "#D55E00"
    assert len(drawn.strengths.bands["red"]) == 2
    assert "blue" not in drawn.strengths.medians  # nobody of theirs lands
    assert drawn.ax.get_title(loc="left") == "Build-up ashore: median, 50 % and 90 % of 10 runs"


def test_recorded_strengths_stand_at_their_hour(document):
    value, interval = build_up(made(document)).recorded["red.ashore@1945-08-16T12:00"]
    assert value.get_xdata().tolist() == [date2num(hour(12))]
    assert value.get_ydata().tolist() == [300]
    assert interval.get_ydata().tolist() == [350, 440]


def test_each_landing_has_a_row_with_its_men_and_hours(document):
    drawn = build_up(made(document))
    rows = [text.get_text() for text in drawn.landings.ax.get_yticklabels()]
    assert rows == ["First landing: 140 men", "Second landing: 300 men"]
    # complete at 5, 6 or 7 h, and at 10, 11 or 12 h
    assert drawn.landings.medians["first_landing.completed_at"].get_xdata()[0] == date2num(hour(6))
    ends = drawn.landings.intervals["second_landing.completed_at"]["90"]
    assert ends == (date2num(hour(10)), date2num(hour(12)))
    (mark,) = drawn.landings.marks["second_landing.completed_at"]
    assert mark.get_xdata().tolist() == [date2num(hour(12))]
    assert "strait time" in drawn.landings.ax.get_xlabel()
    assert drawn.landings.ax.get_xlim() == drawn.ax.get_xlim()
    legend = [text.get_text() for text in drawn.ax.get_legend().get_texts()]
    assert legend == ["Red", "recorded: A book", "recorded: A diary"]


def test_one_run_is_a_line_without_bands(document):
    drawn = build_up(made(document, 1))
    assert drawn.strengths.bands["red"] == []
    assert drawn.ax.get_title(loc="left") == "Build-up ashore: 1 run"


@pytest.mark.parametrize("place", ["subplot", "free"])
def test_both_parts_stay_within_the_axes_given(document, place):
    figure = plt.figure()
    ax = (
        figure.add_subplot(1, 2, 2) if place == "subplot" else figure.add_axes((0.5, 0.2, 0.4, 0.6))
    )
    box = ax.get_position()
    drawn = build_up(made(document), ax=ax)
    assert drawn.ax is ax
    upper, lower = ax.get_position(), drawn.landings.ax.get_position()
    assert lower.y1 <= upper.y0
    assert box.y0 - 1e-9 <= lower.y0
    assert upper.y1 <= box.y1 + 1e-9
    assert (lower.x0, lower.x1) == pytest.approx((box.x0, box.x1))


def test_uncertain_men_are_not_counted_in_words(tmp_path):
    text = TEXT.replace("men: 140", "men: {choice: {100: 0.5, 140: 0.5}}")
    drawn = build_up(made(landing(tmp_path, text)))
    assert drawn.landings.ax.get_yticklabels()[0].get_text() == "First landing"


def test_nobody_ashore_and_no_losses_stay_readable(document):
    batch = made(document)
    batch.series["ashore"][:] = 0
    for ax in (build_up(batch).ax, strengths(batch, "losses").ax):
        ax.figure.canvas.draw()
        ticks = [text.get_text() for text in ax.get_yticklabels()]
        assert len(ticks) == len(set(ticks))
        assert ticks[0] == "0"


def test_no_series_and_no_landing_are_refused(document, tmp_path):
    with pytest.raises(UserError, match="without series"):
        build_up(made(document, series=False))
    with pytest.raises(UserError, match="nobody lands in raid"):
        build_up(full_batch(raid(tmp_path)))


def test_the_build_up_looks_as_it_should(document, tmp_path):
    assert_like_reference(build_up(made(document)).ax, "build_up", tmp_path)


def test_a_recorded_strength_far_above_does_not_squeeze_the_curve(tmp_path):
    text = TEXT.replace("- {value: 300,", "- {value: 30000,")
    drawn = build_up(made(landing(tmp_path, text)))
    assert drawn.ax.get_ylim()[1] < 1000
    arrow, interval = drawn.recorded["red.ashore@1945-08-16T12:00"]
    assert arrow.get_marker() == "^"
    assert interval.get_ydata().tolist() == [350, 440]
    assert "30,000" in [text.get_text() for text in drawn.ax.texts]
