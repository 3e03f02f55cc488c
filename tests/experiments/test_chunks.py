"""The size of chunks: as few as can be, and as many for each worker."""

import pytest

from sim.experiments.design import design
from sim.experiments.experiment import Manner, chunk_size
from sim.scenario import load
from tests.results.raid import raid


@pytest.mark.parametrize(
    ("runs", "workers", "size"),
    [
        (600, 2, 500),
        (40_000, 2, 20_000),
        (60_000, 2, 15_000),
        (200_000, 2, 20_000),
        (9_000, 4, 2_250),
        (25_000, 1, 20_000),
    ],
)
def test_workers_have_equal_shares(tmp_path, runs, workers, size):
    assert chunk_size(Manner(), runs, workers, design(raid(tmp_path))) == size


def test_a_worker_does_not_play_too_many_units_at_once():
    campaign = load("south_sakhalin")
    size = chunk_size(Manner(), 100_000, 1, design(campaign))
    assert 500_000 < size * len(campaign.definition.units) <= 750_000


def test_a_chunk_that_is_asked_for_is_kept(tmp_path):
    assert chunk_size(Manner(chunk=7), 100, 2, design(raid(tmp_path))) == 7
