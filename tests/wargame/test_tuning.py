"""Sliders: what they set, and what is played and drawn when they are moved."""

import asyncio
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import sim
from sim.results.errors import UserError
from sim.scenario import ScenarioError
from tests.results.raid import raid

RUNS = 200


@pytest.fixture
def wargame(tmp_path):
    return sim.Wargame(raid(tmp_path))


def test_a_move_plays_with_the_same_luck_and_redraws_bars_and_dots(wargame):
    tuning = wargame.tune({"units.guards.men": (40, 400)}, ["red.killed"], runs=RUNS, seed=3)
    bars, dots = tuning.plot.histograms["red.killed"].bars, tuning.plot.claims.dots
    before, picture = bars.get_data().values, tuning.picture
    tuning.sliders["units.guards.men"].value = 300

    batch = wargame.set({"units.guards.men": 300}).monte_carlo(RUNS, 3)
    killed = batch.outcomes["red.killed"]
    np.testing.assert_array_equal(tuning.results.outcomes["red.killed"], killed)
    shares, edges, _ = bars.get_data()
    np.testing.assert_allclose(shares, 100 * np.histogram(killed, edges)[0] / RUNS)
    assert shares.tolist() != before.tolist()
    percentiles = [one.percentile for one in batch.compare().claims if one.measure != "winner"]
    assert dots.get_offsets()[:, 0].tolist() == percentiles
    assert tuning.picture != picture
    assert Image.open(BytesIO(tuning.picture)).format == "PNG"


def test_a_slider_starts_where_the_scenario_stands_and_sets_nothing_there(wargame):
    tuning = wargame.tune(
        {
            "units.guards.men": (40, 400),
            "units.militia.men": (0, 100),
            "combat.modifiers.rifle": (0.1, 0.4),
            "operations.attack.start.delay": ("0 min", "120 min"),
        },
        runs=2,
    )
    starts = [one.value for one in tuning.sliders.values()]
    assert starts == [120, 50, pytest.approx(0.2), 0]
    assert tuning.changes == {}
    assert tuning.wargame is wargame
    tuning.sliders["units.militia.men"].value = 60
    tuning.sliders["operations.attack.start.delay"].value = 1.5
    assert tuning.changes == {
        "units.militia.men": 60,
        "operations.attack.start.delay": "1.5 h",
    }
    tuning.sliders["units.militia.men"].value = 50
    assert "units.militia.men" not in tuning.changes  # as uncertain as before
    assert "delay=1.5 h" in repr(tuning)


def test_values_of_a_list_are_chosen_and_can_be_given_up(wargame):
    path = "operations.attack.start.at"
    tuning = wargame.tune({path: ["1945-08-16 08:00", "1945-08-16 12:00"]}, runs=20)
    early = tuning.results.outcomes["ford.taken_at"].min()
    tuning.sliders[path].value = "1945-08-16 12:00"
    assert tuning.results.outcomes["ford.taken_at"].min() > early
    tuning.sliders[path].value = None
    assert tuning.results.outcomes["ford.taken_at"].min() == early


def test_sliders_that_contradict_each_other_are_told_and_the_picture_stays(wargame):
    end, attack = "end", "operations.attack.start.at"
    tuning = wargame.tune({end: ["1945-08-16 12:00"], attack: ["1945-08-16 18:00"]}, runs=2)
    tuning.sliders[end].value = "1945-08-16 12:00"
    picture = tuning.picture
    tuning.sliders[attack].value = "1945-08-16 18:00"
    assert attack in tuning.message.value
    assert tuning.picture == picture
    tuning.sliders[end].value = None
    assert tuning.message.value == ""


@pytest.mark.parametrize(
    ("over", "error", "words"),
    [
        ({}, UserError, "name parameters to tune"),
        ({"units.guard.men": (1, 2)}, ScenarioError, "did you mean 'guards'"),
        ({"units.guards.men": (9, 2)}, UserError, "low must be less than high, not 9 and 2"),
        ({"units.guards.men": [10, -1]}, ScenarioError, "units.guards.men"),
        ({"operations.attack.start.at": ("a", "b")}, UserError, "is no number"),
    ],
)
def test_wrong_ranges_are_refused(wargame, over, error, words):
    with pytest.raises(error, match=words):
        wargame.tune(over, runs=2)


def test_no_runs_and_unknown_measures_are_refused(wargame):
    with pytest.raises(UserError, match="at least one run, not 0"):
        wargame.tune({"units.guards.men": (40, 400)}, runs=0)
    with pytest.raises(UserError, match=r"did you mean 'red\.killed'"):
        wargame.tune({"units.guards.men": (40, 400)}, ["red.kiled"], runs=2)


def test_moves_that_queue_up_are_played_as_one(wargame):
    played = []

    class Counting(sim.Wargame):
        def set(self, changes):
            played.append(changes)
            return super().set(changes)

    tuning = Counting(wargame.document).tune({"units.guards.men": (40, 400)}, runs=20)

    async def drag():
        for men in range(100, 200, 5):
            tuning.sliders["units.guards.men"].value = men
        assert not played
        await asyncio.sleep(0.2)

    asyncio.run(drag())
    assert played == [{"units.guards.men": 195}]
    assert tuning.results.document.definition.units["guards"].men.value == 195


def test_what_is_shown_is_never_behind_the_sliders(wargame):
    tuning = wargame.tune({"units.guards.men": (40, 400)}, runs=20)

    async def move():
        tuning.sliders["units.guards.men"].value = 40
        return tuning.results.document.definition.units["guards"].men.value

    assert asyncio.run(move()) == 40


def test_a_notebook_gets_widgets_and_a_picture_for_those_who_only_read_it(wargame):
    tuning = wargame.tune({"units.guards.men": (40, 400)}, runs=20)
    shown = tuning._repr_mimebundle_()
    assert shown["image/png"] == tuning.picture
    assert "application/vnd.jupyter.widget-view+json" in shown
    assert shown["text/plain"] == "<Tuning of 'raid': nothing is changed>"
