"""Pictures of results look as they did when somebody last looked at them."""

import pytest

from sim.plots.forest import forest
from sim.plots.histograms import histogram
from sim.plots.timeline import timeline
from tests.plots.reference import assert_like_reference
from tests.results.raid import full_batch, raid


@pytest.fixture
def batch(tmp_path):
    return full_batch(raid(tmp_path), 600)


@pytest.mark.parametrize(
    ("name", "draw"),
    [
        ("timeline", timeline),
        ("histogram", lambda batch: histogram(batch, "blue.killed")),
        ("forest", forest),
    ],
)
def test_the_picture_looks_as_it_should(batch, name, draw, tmp_path):
    assert_like_reference(draw(batch).ax, name, tmp_path)
