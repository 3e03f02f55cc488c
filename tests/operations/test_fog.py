"""Fog: who sees less fires less, finds less and flies less."""

import numpy as np
import pytest

from sim.experiments.play import play
from tests.skirmish import played, skirmish

DAY = {"daylight": {"sunrise": "00:00", "sunset": "23:59"}}


def fog(density=1.0, start="1945-08-15 04:00", end="1945-08-16 04:00"):
    return {"weather": {"fog": [{"start": start, "end": end, "density": density}]}}


def modifiers(**values):
    return {"combat": {"modifiers": values}}


def fights(**changes):
    calm = {"operations__support": None, "operations__salvoes": None}
    return played(300, operations__landing__detection=1, **DAY, **calm, **changes).outcomes


def test_fog_takes_fire_from_both_sides():
    clear, dense = fights(), fights(**fog(), **modifiers(fog_fire=0.2))
    for measure in ("shore.blue.casualties", "shore.red.casualties"):
        first = clear[measure].mean()
        assert dense[measure].mean() != pytest.approx(first, rel=0.02)
    none = fights(**fog(), **modifiers(fog_fire=0.0))
    assert none["blue.casualties"].max() == none["red.casualties"].max() == 0


def test_thin_fog_and_the_hours_outside_it_count_for_less():
    nothing = modifiers(fog_fire=1.0, fog_detection=1.0)
    np.testing.assert_array_equal(
        fights()["blue.casualties"], fights(**fog(), **nothing)["blue.casualties"]
    )
    late = fog(start="1945-08-16 03:00")
    np.testing.assert_array_equal(fights()["blue.casualties"], fights(**late)["blue.casualties"])


def test_fog_hides_an_approach():
    def seen(**changes):
        record = play(skirmish(**DAY, **changes), np.arange(300), 1, traced=True).record
        return sum(o.kind == "approach" for o in record)

    landing = {"operations__landing__detection": 0.8}
    hidden = seen(**landing, **fog(), **modifiers(fog_detection=0.25))
    assert hidden == pytest.approx(0.25 * seen(**landing), rel=0.35)


def test_fog_keeps_aircraft_down():
    strike = {
        "kind": "strike", "side": "blue", "units": ["bombers"], "targets": ["hill"],
        "start": {"at": "1945-08-15 06:00"}, "intensity": {"bombers": 1.0},
    }  # fmt: skip
    changes = {"operations": {"strike": strike}, **DAY}
    assert played(20, **changes).outcomes["blue.sorties"].mean() == 6
    grounded = played(500, **changes, **fog(0.5), **modifiers(fog_flying=0.0))
    assert grounded.outcomes["blue.sorties"].mean() == pytest.approx(3, abs=0.3)


def test_observed_gunfire_suffers_and_unobserved_does_not():
    def hit(observed, **changes):
        salvoes = {
            "kind": "gunfire", "side": "blue", "units": ["boats"], "target": "hill",
            "duration": "6 h", "in_support": False, "observed": observed,
            "start": {"at": "1945-08-15 05:00"},
        }  # fmt: skip
        outcomes = played(200, operations={"salvoes": salvoes}, **DAY, **changes).outcomes
        return outcomes["red.casualties"].mean()

    none = fog() | modifiers(fog_gunfire=0.0)
    assert hit(True) == hit(False) > 5
    assert hit(True, **none) == 0
    assert hit(False, **none) == hit(False)


def test_the_density_may_be_uncertain_and_the_denser_fog_counts():
    spread = fights(**fog({"uniform": [0.0, 1.0]}), **modifiers(fog_fire=0.0))
    assert np.unique(spread["red.casualties"]).size > 5
    two = fog(0.2)
    two["weather"]["fog"] += fog(1.0)["weather"]["fog"]
    assert fights(**two, **modifiers(fog_fire=0.0))["red.casualties"].max() == 0
