"""Exchange of losses: where the runs and the claims of both sides lie."""

import numpy as np
import pytest

from sim.plots.exchange import exchange
from sim.results.errors import UserError
from tests.history.recorded import one, recorded
from tests.results.raid import batch, raid

RANDOM = np.random.default_rng(6)
RED = RANDOM.poisson(100, 1000)
LOSSES = {"red__killed": RED, "blue__killed": 2 * RED}
TWO_SOURCES = """\
  red.killed:
    - {value: 90, source: book, where: p}
    - {low: 100, high: 120, source: diary, where: p}
  blue.killed:
    - {value: 200, source: book, where: p}
    - {value: 230, source: book, where: p}"""


def legend(drawn):
    return [text.get_text() for text in drawn.ax.get_legend().get_texts()]


def test_the_density_holds_every_run_where_it_lies(tmp_path):
    drawn = exchange(batch(recorded(tmp_path, TWO_SOURCES), **LOSSES))
    assert drawn.shares.sum() == pytest.approx(100)
    across = drawn.shares.sum(axis=1)
    assert np.argmax(across) == pytest.approx(np.argmax(drawn.shares.sum(axis=0)), abs=1)
    off_diagonal = drawn.shares[:5, -5:].sum() + drawn.shares[-5:, :5].sum()
    assert off_diagonal == 0
    assert (drawn.medians.get_xdata()[0], drawn.medians.get_ydata()[0]) == (
        np.sort(RED)[499],
        2 * np.sort(RED)[499],
    )
    assert drawn.ax.get_xlabel() == "Red: killed (men)"
    assert drawn.ax.get_ylabel() == "Blue: killed (men)"


def test_rival_counts_are_lines_and_meet_in_points(tmp_path):
    drawn = exchange(batch(recorded(tmp_path, TWO_SOURCES), **LOSSES))
    line, _ = drawn.claims["red.killed"]
    assert list(line.get_xdata()) == [90, 90]
    assert [list(one.get_ydata()) for one in drawn.claims["blue.killed"]] == [[200] * 2, [230] * 2]
    book, diary = drawn.points
    assert (list(book.get_xdata()), list(book.get_ydata())) == ([90, 90], [200, 230])
    assert len(diary.get_xdata()) == 0
    assert legend(drawn)[0] == "medians of 1,000 runs"
    assert legend(drawn)[-2:] == [
        "book: 90 against 200 or 230",
        "diary: 100 to 120 against no count",
    ]


def test_lines_of_equal_exchange_go_through_the_origin(tmp_path):
    drawn = exchange(batch(recorded(tmp_path, TWO_SOURCES), **LOSSES))
    slopes = [one.get_ydata()[1] / one.get_xdata()[1] for one in drawn.ratios]
    assert 2.0 in np.round(slopes, 6)
    assert "1 : 2" in [text.get_text() for text in drawn.ax.texts]


@pytest.mark.parametrize("runs", [1, 50])
def test_one_run_or_no_losses_are_a_cross_without_density(tmp_path, runs):
    none = np.zeros(runs, int)
    document = recorded(tmp_path, one("red.killed", "value: 0"))
    drawn = exchange(batch(document, red__killed=none, blue__killed=none))
    assert drawn.density is None
    assert (drawn.medians.get_xdata()[0], drawn.medians.get_ydata()[0]) == (0, 0)
    assert legend(drawn)[0] == f"{'the run' if runs == 1 else 'all 50 runs are alike'}: 0 against 0"


def test_a_count_far_outside_does_not_squeeze_the_runs(tmp_path):
    drawn = exchange(batch(recorded(tmp_path, one("red.killed", "value: 99999")), **LOSSES))
    assert drawn.ax.get_xlim()[1] < 500
    (arrow,) = drawn.claims["red.killed"]
    assert arrow.get_marker() == ">"
    assert legend(drawn)[-1] == "book: 99,999 against no count"


def test_the_loss_drawn_is_the_one_that_history_counts(tmp_path):
    document = recorded(tmp_path, one("blue.wounded", "value: 7"))
    columns = {f"{s}__{f}": RED for s in ("red", "blue") for f in ("wounded", "killed")}
    assert exchange(batch(document, **columns)).ax.get_xlabel() == "Red: wounded (men)"
    assert exchange(batch(document, **columns), "killed").ax.get_xlabel() == "Red: killed (men)"


def test_an_unknown_loss_is_refused(tmp_path):
    with pytest.raises(UserError, match="unknown loss 'kiled'"):
        exchange(batch(raid(tmp_path), **LOSSES), "kiled")
