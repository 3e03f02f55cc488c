"""The calibration picture: bars, band and mean at the counts that were found."""

import numpy as np
import pytest

from sim.history.calibration import Calibration, calibration
from sim.history.comparison import compare
from sim.plots.calibration import calibration_plot
from tests.history.recorded import recorded
from tests.results.raid import batch


def test_bars_and_band_are_the_counts_in_each_tenth():
    masses = np.repeat(np.arange(1.0, 11.0), 2) / 2
    played = np.tile(np.full(20, 2.75), (9, 1)) + np.arange(-4, 5)[:, None] * 0.5
    found = Calibration(3, 55, masses, played)
    drawn = calibration_plot(found)
    assert [bar.get_height() for bar in drawn.bars] == pytest.approx(np.arange(1, 11))
    assert [bar.get_x() for bar in drawn.bars] == pytest.approx(np.arange(10) / 10)
    heights = drawn.band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == pytest.approx((found.band.min(), found.band.max()))
    assert drawn.expected.get_ydata()[0] == 5.5
    assert drawn.ax.get_title(loc="left") == "Records of 3 battles among the runs"
    assert drawn.ax.get_ylabel() == "Of 55 measures"


def test_without_claims_it_says_so(tmp_path):
    nothing = calibration([compare(batch(recorded(tmp_path, ""), red__killed=[1, 2]))])
    drawn = calibration_plot(nothing)
    assert [text.get_text() for text in drawn.ax.texts] == ["no claims"]
