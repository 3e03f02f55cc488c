"""Mined waters, those who enter them, and those who sweep them."""

import math

import numpy as np
import pytest

from sim.experiments.play import play
from sim.scenario.order import OrderError, read_order
from tests.auditor import Auditor
from tests.reference.referee import play as referee
from tests.skirmish import skirmish

AT = {"at": "1945-08-15 05:00"}
SAIL = {
    "kind": "passage", "side": "blue", "units": ["boats"], "aboard": ["marines"],
    "origin": "island", "to": "bay", "through": "straits", "speed": "10 km/h", "distance": "30 km",
    "start": AT,
}  # fmt: skip
SWEEP = {
    "kind": "sweeping", "side": "blue", "units": ["sweepers"], "to": "straits", "length": "10 km",
    "breadth": "5 km", "path": "200 m", "speed": "10 km/h", "duration": "10 h",
    "start": {"at": "1945-08-15 04:00"},
}  # fmt: skip
RUNS = np.arange(400)


def mined(mines=40.0, operations=None, **changes):
    return skirmish(
        **{
            "places__straits": {"terrain": "sea", "held_by": "red", "mines": mines},
            "places__bay": {"terrain": "sea"},
            "units__boats__weapons": {"boat": 10},
            "units__boats__men": 200,
            "units__sweepers": {
                "side": "blue", "kind": "ships", "men": 30, "weapons": {"boat": 5},
                "place": "island",
            },
            "operations": operations or {"sail": SAIL},
            "combat": {"mines": {"lane": 0.02, "sunk": 0.4}},
        }
        | changes
    )  # fmt: skip


def boats(outcomes, what):
    return outcomes[f"blue.boat.{what}"]


def test_ships_strike_mines_by_the_law_of_random_encounters():
    outcomes = play(mined(), RUNS, 1).outcomes
    hit = boats(outcomes, "lost") + boats(outcomes, "damaged")
    chance = 1 - math.exp(-40 * 0.02)
    assert hit.mean() == pytest.approx(10 * chance, rel=0.05)
    assert hit.var() == pytest.approx(10 * chance * (1 - chance), rel=0.2)
    assert boats(outcomes, "lost").sum() == pytest.approx(0.4 * hit.sum(), rel=0.05)


def test_without_mines_and_for_those_who_laid_them_the_way_is_safe():
    own = {"terrain": "sea", "held_by": "blue", "mines": 40}
    for change in ({"mines": 0.0}, {"places__straits": own}):
        outcomes = play(mined(**change), RUNS[:50], 1).outcomes
        assert not boats(outcomes, "lost").any()


def test_who_is_aboard_shares_the_fate_of_the_ships_and_everybody_is_accounted_for():
    auditor = Auditor()
    outcomes = play(mined(), RUNS[:100], 1, watch=auditor).outcomes
    assert auditor.turns > 0
    lost = outcomes["blue.killed"] + outcomes["blue.missing"]
    assert lost.mean() > 40
    assert (lost[boats(outcomes, "lost") + boats(outcomes, "damaged") == 0] == 0).all()


def test_civilians_aboard_a_ferry():
    ferry = {
        "kind": "ferry", "side": "blue", "craft": ["boats"], "origin": "island", "to": "bay",
        "through": "straits", "capacity": 20, "boarding": 500.0, "turnaround": "1 h",
        "distance": "10 km", "speed": "10 km/h", "start": AT,
    }  # fmt: skip
    auditor = Auditor()
    definition = mined(operations={"ferry": ferry}, places__island__civilians=900)
    outcomes = play(definition, RUNS[:50], 1, watch=auditor).outcomes
    assert outcomes["civilians.killed"].mean() > 5
    assert outcomes["boats.dead"].mean() > outcomes["civilians.killed"].mean()


def test_sweepers_lower_the_chance():
    later = SAIL | {"start": {"after": ["sweep"]}}
    harmless = {"mines": {"lane": 0.02, "sunk": 0}}
    swept = mined(operations={"sweep": SWEEP, "sail": later}, combat=harmless)
    outcomes = play(swept, RUNS, 1, traced=True).outcomes
    assert (outcomes["sweep.completed_at"] == np.datetime64("1945-08-15T14:00")).all()
    left = 40 * math.exp(-5 * 0.2 * 10 * 10 / 50)
    sweepers = 5 * (1 - math.exp(-40 * 0.02))
    expected = sweepers + 10 * (1 - math.exp(-left * 0.02))
    assert boats(outcomes, "damaged").mean() == pytest.approx(expected, rel=0.05)


def test_the_length_of_the_turn_changes_nothing():
    means = []
    for turn in ("15 min", "1 h"):
        outcomes = play(mined(turn=turn), RUNS, 1).outcomes
        means.append((boats(outcomes, "lost") + boats(outcomes, "damaged")).mean())
    assert means[0] == pytest.approx(means[1], rel=0.04)


BATTLES = {
    "passage": mined(),
    "uncertain": mined(mines={"uniform": [0, 60]}),
    "sweeping": mined(
        operations={"sweep": SWEEP, "sail": SAIL | {"start": {"at": "1945-08-15 09:00"}}}
    ),
    "off the beach": mined(
        operations={
            "landing": {
                "kind": "landing", "side": "blue", "units": ["marines"], "craft": ["boats"],
                "origin": "island", "to": "shore", "speed": "10 km/h", "start": AT,
            }
        },
        places__shore__mines=20,
    ),
}  # fmt: skip


@pytest.mark.parametrize("battle", BATTLES)
def test_engine_and_referee_agree(battle):
    outcomes = play(BATTLES[battle], RUNS[:8], 3).outcomes
    assert (boats(outcomes, "lost") + boats(outcomes, "damaged")).any()
    for run in range(8):
        row = referee(BATTLES[battle], 3, run)
        for name, values in outcomes.items():
            value = values[run]
            if isinstance(value, np.datetime64):
                value = None if np.isnat(value) else value.item()
            assert value == row[name], (name, run)


def test_sweeping_needs_mines():
    words = {key: value for key, value in SWEEP.items() if key not in ("side", "start")}
    with pytest.raises(OrderError, match="to: place 'straits' has no mines"):
        read_order(words, "blue", mined(mines=0.0), {})
