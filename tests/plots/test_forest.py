"""Forest plots: every claim at its distance, inside or outside, near or far."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest

from sim.history.comparison import compare
from sim.plots.forest import LONGEST, REACH, forest, forests
from tests.history.recorded import one, recorded
from tests.results.raid import batch, full_batch, raid

NORMAL = np.random.default_rng(1).normal(200.0, 10.0, 2000).round().astype(int)


def drawn_with(tmp_path, *claims, **columns):
    document = recorded(tmp_path, "\n".join(one(*claim) for claim in claims))
    return forest(batch(document, **columns))


def words(drawn):
    return [text.get_text() for text in drawn.ax.texts]


def test_bars_are_the_central_parts_in_robust_standard_deviations(tmp_path):
    drawn = drawn_with(tmp_path, ("red.killed", "value: 220"), red__killed=NORMAL)
    half, most = drawn.bars[0]["50"], drawn.bars[0]["90"]
    assert half.get_width() == pytest.approx(1.349)  # that is how the scale is defined
    assert most.get_x() == pytest.approx(-1.645, abs=0.15)
    assert most.get_x() + most.get_width() == pytest.approx(1.645, abs=0.15)
    (mark,) = drawn.marks[0]
    assert mark.get_xdata()[0] == pytest.approx(2.0, abs=0.15)
    assert drawn.ax.get_yticklabels()[0].get_text() == "Red: killed"
    assert drawn.ax.get_title(loc="left") == "A raid"


def test_figures_stand_at_the_right(tmp_path):
    drawn = drawn_with(tmp_path, ("red.killed", "low: 4, high: 6"), red__killed=np.arange(1, 101))
    assert words(drawn) == ["recorded", "median (central 90 %)", "4 to 6", "50 (5 to 95)"]


def test_claims_inside_are_filled_and_those_outside_hollow(tmp_path):
    drawn = forest(full_batch(raid(tmp_path)))
    assert [row.measure for row in drawn.rows] == ["red.killed", "blue.killed", "ford.taken_at"]
    book, diary = drawn.marks[1]
    assert (book.get_markerfacecolor(), diary.get_markerfacecolor()) == ("#222222", "white")
    assert len(book.get_xdata()) == 2  # an interval from 10 to 20
    assert "never" in words(drawn)[-1]


@pytest.mark.parametrize(("value", "marker", "edge"), [(0, "<", -REACH), (10**6, ">", REACH)])
def test_what_lies_far_outside_is_an_arrow_at_the_edge(tmp_path, value, marker, edge):
    drawn = drawn_with(tmp_path, ("red.killed", f"value: {value}"), red__killed=NORMAL)
    (mark,) = drawn.marks[0]
    assert (mark.get_marker(), mark.get_xdata()[0]) == (marker, edge)
    assert drawn.ax.get_xlim() == (-REACH - 0.3, REACH + 0.3)


def test_one_run_and_zero_losses_have_bars_without_length(tmp_path):
    drawn = drawn_with(tmp_path, ("red.killed", "value: 0"), red__killed=np.zeros(1, int))
    assert [bar.get_width() for bar in drawn.bars[0].values()] == [0, 0]
    assert drawn.marks[0][0].get_xdata()[0] == 0


def test_without_claims_it_says_so(tmp_path):
    drawn = forest(batch(recorded(tmp_path, ""), red__killed=[1, 2]))
    assert (drawn.rows, words(drawn)) == ([], ["no claims"])


def test_forty_claims_do_not_touch_each_other(tmp_path):
    places = [f"{place}.{side}" for place in ("ford", "ridge", "hut") for side in ("red", "blue")]
    fates = ("killed", "wounded", "missing", "captured", "casualties", "killed_and_wounded")
    names = [f"{place}.{fate}" for place in places for fate in fates]
    columns = {name.replace(".", "__"): NORMAL for name in names}
    drawn = drawn_with(tmp_path, *((name, "value: 200") for name in names), **columns)
    drawn.ax.figure.canvas.draw()
    labels = [text.get_window_extent() for text in drawn.ax.get_yticklabels()]
    assert len(labels) == 36
    assert not any(a.overlaps(b) for a, b in itertools.pairwise(labels))


def test_long_names_are_cut(tmp_path):
    document = recorded(tmp_path, one("ford.red.killed", "value: 3"))
    document = document.set({"places.ford.title": "A very " * 20})
    (row,) = forest(batch(document, ford__red__killed=NORMAL)).rows
    assert LONGEST - 1 <= len(row.title) <= LONGEST
    assert "…" in row.title
    assert row.title.endswith("Red killed")


def test_battles_stand_one_below_the_other_and_in_columns(tmp_path):
    comparison = compare(full_batch(raid(tmp_path)))
    few = forests([comparison] * 2)
    assert [row.title for row in few[0].rows] == 2 * [
        "A raid", "Red: killed", "Blue: killed", "Long Ford taken",
    ]  # fmt: skip
    many = forests([comparison] * 20)
    assert len(many) == 2
    assert len({one.ax.figure for one in many}) == 1
    titles = [row.title for one in many for row in one.rows if row.claims]
    assert len(titles) == 60
    assert all(not one.rows[0].claims and one.rows[-1].claims for one in many)


def test_it_is_drawn_into_the_axes_given(tmp_path):
    _, (left, right) = plt.subplots(1, 2)
    batch = full_batch(raid(tmp_path))
    assert forest(batch, ax=left).ax is left
    drawn = forests([compare(batch)] * 2, axes=[left, right])
    assert [(one.ax, len(one.rows)) for one in drawn] == [(left, 4), (right, 4)]
