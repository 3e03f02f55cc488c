"""The size of chunks: as few as can be, as many for each worker, and over in two seconds."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from sim.experiments import campaign, under_way
from sim.experiments.chunk import Work, carry_out
from sim.experiments.design import design
from sim.experiments.experiment import Manner, chunk_size
from sim.experiments.monte_carlo import monte_carlo
from sim.experiments.portions import SECONDS, Portions
from sim.experiments.slate import file_slate
from sim.experiments.under_way import SEVERAL
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


def test_portions_follow_the_time_that_the_last_one_took():
    gaps = [range(10), range(20, 5_000)]
    portions = Portions(gaps, least=100, most=2_000)
    ranges = iter(portions)
    assert [next(ranges), next(ranges)] == [range(10), range(20, 120)]
    portions.learn(100, SECONDS / 4)
    assert next(ranges) == range(120, 520)
    portions.learn(400, SECONDS / 100)  # no more than at most
    assert next(ranges) == range(520, 2_520)
    portions.learn(2_000, SECONDS * 1_000)  # and no fewer than share the cost of events
    assert next(ranges) == range(2_520, 2_620)


def test_every_run_is_in_one_portion_however_long_they_take():
    portions = Portions([range(3, 40), range(50, 51)], least=1, most=9)
    played = []
    for seconds, portion in zip([0, 1e9, SECONDS] * 20, portions, strict=False):
        played += portion
        portions.learn(len(portion), seconds)
    assert played == [*range(3, 40), 50]


def test_a_large_chunk_says_how_far_it_is_while_it_is_played(tmp_path, monkeypatch):
    monkeypatch.setattr(under_way, "EVERY", 0.0)
    told, small = [], []
    monte_carlo(raid(tmp_path), SEVERAL, 1, progress=told.append)
    assert len(told) > 5
    assert told == sorted(told)
    assert told[-2:] == [SEVERAL - 1, SEVERAL]
    monte_carlo(raid(tmp_path), SEVERAL - 1, 1, progress=small.append)
    assert small == [SEVERAL - 1]


def test_who_cannot_be_told_stops_the_batch_and_is_no_fault_of_a_run(tmp_path, monkeypatch):
    monkeypatch.setattr(under_way, "EVERY", 0.0)
    with pytest.raises(ZeroDivisionError):
        monte_carlo(raid(tmp_path), SEVERAL, 1, progress=lambda done: done / 0)


def test_what_is_sent_to_workers_shares_its_design(tmp_path):
    work = Work(design(raid(tmp_path)), 1, 0)
    first, second = (pickle.loads(pickle.dumps(replace(work, seed=seed))) for seed in (1, 2))
    assert (first.seed, second.seed) == (1, 2)
    assert first.design is second.design


def test_who_plays_for_others_writes_how_far_he_is(tmp_path, monkeypatch):
    monkeypatch.setattr(under_way, "EVERY", 0.0)
    work = Work(design(raid(tmp_path)), 1, 0)
    with file_slate() as slate:
        seen, mark = [], slate.mark(3)
        carry_out(work, 0, SEVERAL, lambda runs: seen.append((mark(runs), slate.behind(3))[1]))
        assert len(seen) > 5
        assert seen == sorted(seen)
        assert seen[-1] == SEVERAL - 1
        assert slate.behind(2) == slate.behind(4) == 0
        carry_out(work, 0, SEVERAL - 1, slate.mark(4))  # over soon in any case
        assert slate.behind(4) == 0


def test_a_chunk_that_nobody_waits_for_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(under_way, "EVERY", 0.0)
    work = Work(design(raid(tmp_path)), 1, 0)
    with file_slate() as slate:
        mark = pickle.loads(pickle.dumps(slate.mark(0)))
    with pytest.raises(KeyboardInterrupt):
        carry_out(work, 0, SEVERAL, mark)


def test_a_worker_that_finds_no_slate_plays_on(tmp_path, monkeypatch):
    monkeypatch.setattr(under_way, "EVERY", 0.0)
    work = Work(design(raid(tmp_path)), 1, 0)
    with file_slate() as slate:
        sent = pickle.dumps(slate.mark(0))
    assert carry_out(work, 0, SEVERAL, pickle.loads(sent)).label.runs == SEVERAL


def test_an_executor_of_the_caller_tells_progress_within_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(under_way, "EVERY", 0.0)
    monkeypatch.setattr(campaign, "HEARTBEAT", 0.001)
    told, raided = [], raid(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        monte_carlo(raided, 4_000, 1, chunk=2_000, executor=pool, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 4_000
    assert {*told} - {0, 2_000, 4_000}


@pytest.mark.slow
@pytest.mark.parametrize("crew", [{"workers": 2}, {"cluster": "local:1"}])
def test_workers_say_how_far_their_chunks_are(crew):
    if "cluster" in crew:
        pytest.importorskip("distributed", reason="needs the extra cluster")
    told = []
    monte_carlo(load("south_sakhalin"), 600, 1, chunk=600, progress=told.append, **crew)
    assert told == sorted(told)
    assert told[-1] == 600
    assert {*told} - {0, 600}
