"""A picture that is drawn once: after an update it shows the other batch, wherever that lies."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from sim.plots.live import LivePlot
from sim.results.errors import UserError
from tests.results.raid import TEXT, batch, full_batch, hours, raid


@pytest.fixture
def document(tmp_path):
    return raid(tmp_path)


def killed(document, values):
    taken = hours(*["10:00"] * len(values))
    winner = np.array(["red"] * len(values), object)
    return batch(
        document, winner=winner, red__killed=values, blue__killed=values, ford__taken_at=taken
    )


def bars(histogram):
    """The share of the runs at the middle of each bar that there is."""
    shares, edges, _ = histogram.bars.get_data()
    middle = (edges[:-1] + edges[1:]) / 2
    return {float(x): float(share) for x, share in zip(middle, shares, strict=True) if share}


def pixels(png):
    return np.asarray(Image.open(BytesIO(png)))


def test_dots_stand_at_percentiles_and_tell_inside_from_outside(document):
    plot = LivePlot(full_batch(document), [])
    rows = [text.get_text() for text in plot.claims.ax.get_yticklabels()]
    assert rows == [
        "Red: killed",
        "Blue: killed (book)",
        "Blue: killed (diary)",
        "Long Ford taken (book)",
        "Long Ford taken (diary)",
    ]
    offsets = plot.claims.dots.get_offsets()
    assert offsets[2].tolist() == [100, 2]
    outside = plot.claims.dots.get_facecolor()
    assert (outside[2] != outside[0]).any()
    assert plot.claims.sentence.get_text().startswith("4 of 4 measures")


def test_claims_of_one_source_are_told_by_their_values(tmp_path):
    place = "the fourth paragraph of the chapter on what became of the garrison"
    text = TEXT.replace(
        "high: 20, source: book, where: page 1", f"high: 20, source: diary, where: {place}"
    )
    assert place in text
    plot = LivePlot(full_batch(raid(tmp_path, text)), [])
    rows = [text.get_text() for text in plot.claims.ax.get_yticklabels()]
    assert rows[1:3] == ["Blue: killed (diary: 10 to 20)", "Blue: killed (diary: 500)"]


def test_an_update_moves_dots_and_bars_but_not_the_outline(document):
    plot = LivePlot(killed(document, [3, 3, 4, 7]), ["red.killed"])
    histogram = plot.histograms["red.killed"]
    assert bars(histogram) == {3: 50, 4: 25, 7: 25}
    outline = histogram.outline.get_data().values
    plot.update(killed(document, [4, 4, 5, 7]))
    assert bars(histogram) == {4: 50, 5: 25, 7: 25}
    np.testing.assert_array_equal(histogram.outline.get_data().values, outline)
    assert plot.claims.dots.get_offsets()[0].tolist() == [62, 0]


def test_bars_that_leave_the_axes_get_wider_ones(document):
    plot = LivePlot(killed(document, [3, 3, 4, 7]), ["red.killed"])
    histogram = plot.histograms["red.killed"]
    plot.update(killed(document, [60, 60, 60, 61]))
    low, high = histogram.ax.get_xlim()
    assert low < 3
    assert high > 61
    assert sum(bars(histogram).values()) == pytest.approx(100)
    assert histogram.ax.get_ylim()[1] > 75
    assert sum(histogram.outline.get_data().values) == pytest.approx(100)


def test_nothing_of_another_batch_stays_in_the_picture(document):
    near, far = killed(document, [3, 3, 4, 7]), killed(document, [4, 4, 5, 7])
    plot = LivePlot(near, ["red.killed", "blue.killed"])
    before = plot.png()
    plot.update(far)
    assert (pixels(plot.png()) != pixels(before)).any()
    plot.update(near)
    assert plot.png() == before


def test_nor_after_the_axes_were_widened(document):
    near, far = killed(document, [3, 3, 4, 7]), killed(document, [60, 60, 60, 61])
    plot = LivePlot(near, ["red.killed", "blue.killed"])
    plot.update(far)
    wide = plot.png()
    plot.update(near)
    plot.update(far)
    assert plot.png() == wide


def test_what_never_happens_is_said(document):
    always = batch(document, winner=["red"] * 4, red__killed=[1] * 4, blue__killed=[1] * 4,
                   ford__taken_at=hours("09:00", "10:00", "10:00", "11:00"))  # fmt: skip
    rarely = batch(document, winner=["red"] * 4, red__killed=[1] * 4, blue__killed=[1] * 4,
                   ford__taken_at=hours("09:00", None, None, None))  # fmt: skip
    never = batch(document, winner=["red"] * 4, red__killed=[1] * 4, blue__killed=[1] * 4,
                  ford__taken_at=hours(None, None, None, None))  # fmt: skip
    for first in (always, never):
        plot = LivePlot(first, ["ford.taken_at"])
        histogram = plot.histograms["ford.taken_at"]
        for shown, words in ((always, ""), (rarely, "never in 75 % of runs"),
                             (never, "never in 100 % of runs")):  # fmt: skip
            plot.update(shown)
            assert histogram.never.get_text() == words
        assert "river time" in histogram.ax.get_xlabel()


def test_the_winner_has_no_bars_to_move(document):
    with pytest.raises(UserError, match="winner has no numbers"):
        LivePlot(full_batch(document), ["winner"])
