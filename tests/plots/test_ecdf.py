"""Cumulative distributions: steps at the right values, claims on them."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.dates import date2num

from sim.plots.ecdf import ecdf, ecdfs
from sim.results.errors import UserError
from tests.history.recorded import one, recorded
from tests.results.raid import TEXT, batch, full_batch, hours, raid


def at_or_below(drawn, value):
    x, y = drawn.steps.get_data()
    return y[np.searchsorted(x, value, side="right") - 1]


def test_steps_are_the_share_at_or_below_each_value(tmp_path):
    document = recorded(tmp_path, one("red.killed", "value: 3"))
    drawn = ecdf(batch(document, red__killed=[1, 3, 3, 7]), "red.killed")
    assert [at_or_below(drawn, value) for value in (0.99, 1, 2, 3, 6.9, 7)] == [
        0, 25, 25, 75, 75, 100,
    ]  # fmt: skip
    (dot,) = drawn.shares
    assert (dot.get_xdata()[0], dot.get_ydata()[0]) == (3, 50)  # half of those equal to it
    assert [claim.get_label() for claim in drawn.claims] == ["book: 3"]
    assert drawn.ax.get_xlabel() == "Men"
    assert drawn.ax.get_title(loc="left") == "Red: killed"
    assert drawn.ax.get_ylabel() == "% of 4 runs\n(band: central 90 %)"


def test_hours_name_the_clock_and_never_stays_above_the_steps(tmp_path):
    document = recorded(tmp_path, one("ford.taken_at", "value: 1945-08-16 10:00"))
    taken = hours("09:00", "11:00", None, None)
    drawn = ecdf(batch(document, ford__taken_at=taken), "ford.taken_at")
    assert drawn.steps.get_ydata().max() == 50
    assert at_or_below(drawn, date2num(np.datetime64("1945-08-16T10:00"))) == 25
    assert drawn.ax.get_xlabel().endswith("(river time); never in 50 % of runs")


@pytest.mark.parametrize("runs", [[5], [0, 0, 0]])
def test_one_value_has_room_at_both_sides(tmp_path, runs):
    document = recorded(tmp_path, one("red.killed", f"value: {runs[0]}"))
    drawn = ecdf(batch(document, red__killed=runs), "red.killed")
    left, right = drawn.ax.get_xlim()
    assert left < runs[0] - 0.5 < runs[0] + 0.5 < right
    assert at_or_below(drawn, runs[0]) == 100


def test_what_happened_in_no_run_says_so(tmp_path):
    document = recorded(tmp_path, one("ford.taken_at", "value: 1945-08-16 10:00"))
    drawn = ecdf(batch(document, ford__taken_at=hours(None, None)), "ford.taken_at")
    assert [text.get_text() for text in drawn.ax.texts] == ["in no run"]


def test_a_claim_far_outside_does_not_squeeze_the_runs(tmp_path):
    document = recorded(tmp_path, one("red.killed", "value: 100000"))
    drawn = ecdf(batch(document, red__killed=np.arange(100)), "red.killed")
    assert drawn.ax.get_xlim()[1] < 400
    assert drawn.claims[0].get_label() == "book: 100,000"
    assert drawn.claims[0].get_marker() == ">"
    assert drawn.shares == []


@pytest.mark.parametrize(
    ("width", "shown"),
    [(8.0, "diary (what became of the garrison): 10 to 20"), (2.5, "diary: 10 to 20")],
)
def test_the_place_in_a_source_is_named_where_there_is_room(tmp_path, width, shown):
    old, new = (
        "source: book, where: page 1}\n    -",
        "source: diary, where: what became of the garrison}\n    -",
    )
    assert old in TEXT
    _, ax = plt.subplots(figsize=(width, 3.0))
    drawn = ecdf(full_batch(raid(tmp_path, TEXT.replace(old, new))), "blue.killed", ax=ax)
    assert drawn.claims[0].get_label() == shown


def test_small_multiples_leave_the_winner_out(tmp_path):
    drawn = ecdfs(full_batch(raid(tmp_path)))
    titles = [each.ax.get_title(loc="left") for each in drawn]
    assert titles == ["Red: killed", "Blue: killed", "Long Ford taken"]


def test_what_cannot_be_drawn_is_refused(tmp_path):
    played = full_batch(raid(tmp_path))
    with pytest.raises(UserError, match="the winner has no order"):
        ecdf(played, "winner")
    with pytest.raises(UserError, match=r"did you mean 'red\.killed'"):
        ecdf(played, "red.kiled")
    with pytest.raises(UserError, match="no claims"):
        ecdfs(batch(recorded(tmp_path, ""), red__killed=[1]))
