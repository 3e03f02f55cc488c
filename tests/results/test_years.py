"""Battles of any century: the same hours, whatever the year."""

import numpy as np
import pytest

from sim import Results
from sim.experiments.monte_carlo import monte_carlo
from tests.results.raid import TEXT, raid

RUNS = 30


def kept(folder, year):
    folder.mkdir()
    monte_carlo(raid(folder, TEXT.replace("1945", year)), RUNS, 1, out=folder / "out")
    return Results.open(folder / "out")


@pytest.mark.parametrize("year", ["1000", "1571", "1677", "2263", "2300", "2999"])
def test_a_battle_of_any_year_has_the_right_times(tmp_path, year):
    usual, other = kept(tmp_path / "usual", "1945"), kept(tmp_path / "other", year)
    apart = np.datetime64(f"{year}-08-16", "s") - np.datetime64("1945-08-16", "s")
    hours = other.series["time"].values
    assert hours[0] == np.datetime64(f"{year}-08-16T05:00")
    assert (hours - apart == usual.series["time"].values).all()
    for name in ("ashore", "losses", "control"):
        assert (other.series[name].values == usual.series[name].values).all()
    for name, column in usual.outcomes.items():
        values = other.outcomes[name]
        if column.dtype.kind == "M":
            assert (values - apart).equals(column), name
            assert (values.dropna().dt.year == int(year)).all()
        else:
            assert values.equals(column), name
    taken = other.outcomes["ford.taken_at"]
    assert taken.notna().sum() > RUNS / 2
    in_memory = Results.of(monte_carlo(other.document, RUNS, 1))
    assert in_memory.series.identical(other.series)
    assert in_memory.outcomes.equals(other.outcomes)


@pytest.mark.parametrize("year", ["1571", "2300"])
def test_pictures_of_any_century_have_its_hours(tmp_path, year):
    usual, other = kept(tmp_path / "usual", "1945"), kept(tmp_path / "other", year)
    apart = np.datetime64(f"{year}-08-16", "D") - np.datetime64("1945-08-16", "D")
    drawn, same = (one.plot.timeline().intervals["ford.taken_at"] for one in (other, usual))
    for share, ends in same.items():
        moved = [end + apart.astype(int) for end in ends]
        assert drawn[share] == pytest.approx(moved, abs=1e-6)  # days
