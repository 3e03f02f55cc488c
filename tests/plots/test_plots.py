"""Pictures: what is drawn where, and with which words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.dates import date2num

from sim.experiments.monte_carlo import monte_carlo
from sim.plots.ecdf import ecdf, ecdfs
from sim.plots.histograms import histogram, histograms
from sim.plots.strengths import strengths
from sim.plots.timeline import timeline
from sim.results.batch import Batch, Memory, Tallied
from sim.results.errors import UserError
from sim.results.series import Series
from tests.results.raid import TEXT, batch, full_batch, raid


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


def legend(drawn):
    return [text.get_text() for text in drawn.ax.get_legend().get_texts()]


def at(text):
    return date2num(np.datetime64(f"1945-08-16T{text}"))


@pytest.mark.parametrize("runs", [1, 40])
def test_strengths_show_medians_bands_and_recorded_hours(document, runs):
    played = monte_carlo(document, runs, 1)
    drawn = strengths(played)
    ashore = played.series["ashore"].sel(side="red").values
    line = drawn.medians["red"]
    np.testing.assert_allclose(line.get_ydata(), np.median(ashore, axis=0))
    assert len(drawn.bands["red"]) == (2 if runs > 1 else 0)
    assert drawn.hours["ford.taken_at"].get_xdata()[0] == at("10:00")
    assert drawn.labels["ford.taken_at"].get_text() == "Long Ford taken"
    assert "river time" in drawn.ax.get_xlabel()
    assert drawn.medians["blue"].get_color() == "#009E73"


def test_labels_of_recorded_hours_do_not_overlap(document):
    played = monte_carlo(document, 3, 1)
    claims = {
        f"{name}.taken_at": document.definition.claims["ford.taken_at"]
        for name in ("ford", "ridge", "hut")
    }
    definition = document.definition.model_copy(update={"claims": claims})
    object.__setattr__(document, "definition", definition)
    drawn = strengths(played)
    drawn.ax.figure.canvas.draw()
    boxes = [text.get_window_extent() for text in drawn.labels.values()]
    assert len(boxes) == 3
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]]
    assert not any(a.overlaps(b) for a, b in pairs)


def test_strengths_of_nobody_say_so(document):
    played = monte_carlo(document, 3, 1)
    empty = played.series * 0
    empty["ashore"][:, :, 0] = 7
    drawn = strengths(Batch(document, 1, Memory(played.columns, Series.of(empty))))
    assert legend(drawn)[:2] == ["Red", "Blue: none at any hour"]
    assert "battlefield at any hour" not in [text.get_text() for text in drawn.ax.texts]
    lost = strengths(Batch(document, 1, Memory(played.columns, Series.of(empty))), "losses")
    assert legend(lost)[:2] == ["Red: none at any hour", "Blue: none at any hour"]
    assert "No men lost at any hour." in [text.get_text() for text in lost.ax.texts]


def test_strengths_need_series(document):
    with pytest.raises(UserError, match="without series"):
        strengths(full_batch(document))
    with pytest.raises(UserError, match="unknown series 'men'"):
        strengths(full_batch(document), "men")


def test_the_timeline_shows_intervals_and_records(document):
    drawn = timeline(full_batch(document, 600))
    assert drawn.rows == ["ford.taken_at"]
    assert drawn.intervals["ford.taken_at"] == {
        "90": (at("09:00"), at("14:00")),
        "50": (at("10:00"), at("13:00")),
    }
    value, interval = drawn.marks["ford.taken_at"]
    assert value.get_xdata().tolist() == [at("10:00")]
    assert interval.get_xdata().tolist() == [at("12:00"), at("14:00")]
    words = [text.get_text() for text in drawn.ax.texts]
    assert words == ["in 90 % of runs"]
    assert {"recorded: A book", "recorded: A diary"} <= set(legend(drawn))


def test_a_histogram_holds_every_run_and_every_claim(document):
    drawn = histogram(full_batch(document), "blue.killed")
    assert sum(bar.get_height() for bar in drawn.bars) == pytest.approx(100)
    assert [one.get_label() for one in drawn.claims] == ["book: 10 to 20", "diary: 500"]
    assert drawn.ax.get_title(loc="left") == "Blue: killed"
    assert drawn.ax.get_ylabel() == "% of 200 runs\n(pale: outer 10 %)"
    assert drawn.ax.get_xlabel() == "Men"


def test_counts_lie_in_the_middle_of_bars(document):
    drawn = histogram(batch(document, red__killed=[3, 3, 4, 7]), "red.killed")
    heights = {bar.get_center()[0]: bar.get_height() for bar in drawn.bars if bar.get_height()}
    assert heights == {3.0: 50, 4.0: 25, 7.0: 25}


def test_a_histogram_of_times_names_the_clock_and_what_never_happened(document):
    drawn = histogram(full_batch(document), "ford.taken_at")
    assert drawn.ax.get_xlabel() == "Hour on 16 August (river time); never in 10 % of runs"
    assert sum(bar.get_height() for bar in drawn.bars) == pytest.approx(90)


def test_a_histogram_of_the_winner_has_a_bar_a_side(document):
    drawn = histogram(full_batch(document), "winner")
    assert [bar.get_height() for bar in drawn.bars] == [75, 25]
    assert drawn.claims[0].get_label() == "book: Red"


def test_small_multiples_draw_all_measures_with_claims(document):
    drawn = histograms(full_batch(document, 1))
    titles = [one.ax.get_title(loc="left") for one in drawn]
    assert titles == ["Winner", "Red: killed", "Blue: killed", "Long Ford taken"]


def test_a_measure_that_does_not_exist_is_refused(document):
    with pytest.raises(UserError, match=r"did you mean 'red\.killed'"):
        histogram(full_batch(document), "red.kiled")


def test_pictures_are_drawn_into_the_axes_given(document):
    _, (left, right) = plt.subplots(1, 2)
    assert histogram(full_batch(document), "red.killed", ax=left).ax is left
    assert timeline(full_batch(document), ax=right).ax is right
    measures = ["red.killed", "blue.killed"]
    for draw in (histograms, ecdfs):
        drawn = draw(full_batch(document), measures, axes=[left, right])
        assert [one.ax for one in drawn] == [left, right]
        with pytest.raises(UserError, match="1 axes were given for 2 panels"):
            draw(full_batch(document), measures, axes=[left])


def test_tallies_alone_are_enough_for_histograms_and_the_timeline(document):
    whole = full_batch(document)
    counted = Tallied(whole.tallies(), list(whole.measures), whole.runs, [])
    tallied = Batch(document, 1, counted)
    (ours, *_), (theirs, *_) = histograms(tallied), histograms(whole)
    assert [bar.get_height() for bar in ours.bars] == [bar.get_height() for bar in theirs.bars]
    assert timeline(tallied).intervals == timeline(whole).intervals


RIVALS = "\n".join(
    f"    - {{{value}, source: {source}, where: p}}"
    for value in ("value: 20", "low: 18, high: 30", "value: 24")
    for source in ("book", "diary")
)


@pytest.mark.parametrize("draw", [histogram, ecdf])
@pytest.mark.parametrize("size", [(3.4, 2.3), (5.0, 3.2)])
def test_the_legend_of_the_claims_covers_none_of_them(tmp_path, draw, size):
    text = TEXT.replace("  blue.killed:\n", f"  blue.killed:\n{RIVALS}\n")
    _, ax = plt.subplots(figsize=size, layout="constrained")
    drawn = draw(full_batch(raid(tmp_path, text)), "blue.killed", ax=ax)
    ax.figure.draw_without_rendering()
    below = drawn.ax.get_legend().get_window_extent().y0
    assert len(drawn.claims) == 8
    assert max(one.get_window_extent().y1 for one in drawn.claims) <= below
    bars = drawn.bars if draw is histogram else [drawn.steps]
    assert max(one.get_window_extent().y1 for one in bars) <= below


def test_of_two_claims_that_agree_both_are_seen(tmp_path):
    text = TEXT.replace("  blue.killed:\n", f"  blue.killed:\n{RIVALS}\n")
    drawn = histogram(full_batch(raid(tmp_path, text)), "blue.killed")
    first, second = drawn.claims[:2]
    assert list(first.get_xdata()) == list(second.get_xdata()) == [20, 20]
    assert first.get_color() != second.get_color()
    assert (first.get_linestyle(), second.get_linestyle()) == ("-", "--")


def test_counts_below_none_have_no_tick(document):
    drawn = histogram(batch(document, red__killed=[0, 0, 1]), "red.killed")
    low, high = drawn.ax.get_xlim()
    assert next(tick for tick in drawn.ax.get_xticks() if low <= tick <= high) == 0


def test_a_claim_far_outside_does_not_squeeze_a_histogram(document):
    drawn = histogram(full_batch(document), "blue.killed")  # 15 to 35; the diary says 500
    assert drawn.ax.get_xlim()[1] < 80
    assert drawn.claims[1].get_label() == "diary: 500"
    assert drawn.claims[1].get_marker() == ">"
