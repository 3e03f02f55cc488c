"""Situations: control and men by hour, of one run and of many."""

import json
from datetime import UTC, timedelta, timezone

import numpy as np
import pytest

from sim import Wargame
from sim.results.errors import UserError
from sim.results.situation import situation, situations
from tests.plots.landing import TEXT, hour, landing, made


@pytest.fixture
def document(tmp_path):
    return landing(tmp_path)


def test_a_run_that_was_traced_knows_the_men_at_each_place(document):
    battle = Wargame(document).run(seed=3)
    states = battle.situations
    assert len(states) == 25
    assert states[0].men["base"] == {"red": 440, "blue": 0}
    assert states[0].men["heights"] == {"red": 0, "blue": 1200}
    at_sea = states[3].men
    assert at_sea["base"] == {"red": 300, "blue": 0}  # the first 140 have sailed
    assert sum(side["red"] for side in at_sea.values()) == 300
    last = states[-1]
    assert last.holder("port") == {1.0: "red", 0.0: "blue"}[last.held["port"]["red"]]
    for state in states:
        present = {side: sum(men[side] for men in state.men.values()) for side in ("red", "blue")}
        assert present["red"] <= 440
        assert present["blue"] <= 1260
    assert json.loads(json.dumps(last.as_json()))["time"] == "1945-08-17T00:00"


def test_men_at_a_place_are_those_ashore_when_nobody_is_on_the_way(document):
    still = document.set({"operations.attack.enabled": False, "operations.retreat.enabled": False})
    battle = Wargame(still).run(seed=3)
    ashore = battle.batch.series["ashore"].sel(side="blue").values[0]
    standing = [sum(men["blue"] for men in one.men.values()) for one in battle.situations]
    np.testing.assert_array_equal(standing[:5], ashore[:5])


def test_control_by_outcome_agrees_with_the_series(document):
    hours = [hour(n) for n in (0, 6, 7, 13, 20)]
    by_series = situations(made(document), hours)
    by_outcome = situations(made(document, series=False), hours)
    for one, other in zip(by_series, by_outcome, strict=True):
        assert one.begun == other.begun
        for place, shares in one.held.items():
            assert other.held[place] == pytest.approx(shares)
    assert by_series[0].men is None


def test_a_thinned_series_gives_its_last_step(document):
    batch = made(document)
    batch.__dict__["series"] = batch.series.isel(time=slice(0, None, 4))
    assert situation(batch, hour(11)).held == situation(batch, hour(8)).held
    assert len(situations(batch)) == 7


def test_without_series_the_hours_must_be_named(document):
    with pytest.raises(UserError, match="without series; name the hours"):
        situations(made(document, series=False))


def test_an_hour_with_a_zone_is_read_on_the_scenario_clock(tmp_path):
    text = TEXT.replace("name: strait time", "name: strait time, utc_offset: 10")
    kept = made(landing(tmp_path, text))
    assert situation(kept, hour(12).replace(tzinfo=timezone(timedelta(hours=10)))).time == hour(12)
    assert situation(kept, hour(2).replace(tzinfo=UTC)).time == hour(12)


def test_an_hour_with_a_zone_needs_a_clock_that_has_one(document):
    with pytest.raises(UserError, match="strait time has no known one"):
        situation(made(document), hour(2).replace(tzinfo=UTC))
