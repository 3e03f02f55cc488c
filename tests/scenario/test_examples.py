"""Battles that were written from public figures with the reference of the format alone."""

from pathlib import Path

import numpy as np
import pytest

from sim.experiments.play import play
from sim.experiments.validation import problems
from sim.scenario import load
from tests.auditor import Auditor

EXAMPLES = sorted((Path(__file__).parents[1] / "data" / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_sound_and_balanced(path: Path) -> None:
    document = load(path)
    assert document.name == path.stem
    assert document.warnings == ()
    assert list(problems(document)) == []
    auditor = Auditor()
    play(document.definition, np.arange(10), 1, watch=auditor)
    assert auditor.turns == document.definition.turns


def test_the_force_at_tanga_gets_away() -> None:
    (path,) = (path for path in EXAMPLES if path.stem == "tanga")
    outcomes = play(load(path).definition, np.arange(40), 1).outcomes
    assert (outcomes["winner"] == "germany").mean() > 0.9
    assert (outcomes["britain.captured"] < 800).all()
    sailed = outcomes["re_embarkation.completed_at"]
    assert (sailed[~np.isnat(sailed)] == np.datetime64("1914-11-05T13:30")).all()


def test_the_waves_at_betio_share_the_boats() -> None:
    (path,) = (path for path in EXAMPLES if path.stem == "betio")
    outcomes = play(load(path).definition, np.arange(40), 1).outcomes
    assert (outcomes["reserves_land.completed_at"] >= outcomes["by_boat.completed_at"]).all()
    assert (outcomes["us.killed"] > 100).all()


def test_the_village_above_v_beach_falls_on_the_second_day() -> None:
    (path,) = (path for path in EXAMPLES if path.stem == "v_beach")
    outcomes = play(load(path).definition, np.arange(20), 1).outcomes
    taken = outcomes["village.taken_at"]
    assert (~np.isnat(taken)).mean() > 0.3
    assert (taken[~np.isnat(taken)] >= np.datetime64("1915-04-26T07:00")).all()
    assert np.median(outcomes["britain.killed_and_wounded"]) > 250
