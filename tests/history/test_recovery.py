"""Simulation-based calibration of the calibration itself, on records that were made up."""

import pytest

from sim.history.calibrate.sbc import recover
from tests.history.skirmishes import bridge

KILLED, ATTACK = "combat.morale.killed_share", "combat.modifiers.attack_fire"
BREAK, FRAILTY = "combat.morale.defender_break", "combat.morale.frailty"
CLAIMED = {
    "north.killed": 5,
    "north.wounded": 20,
    "south.killed": 8,
    "south.wounded": 20,
    "bridge.taken_at": "1944-06-06 12:00",
}


@pytest.mark.slow
def test_true_values_lie_where_their_posteriors_say():
    battles = [bridge(CLAIMED, f"battle_{men}", men=men) for men in (60, 100, 160)]
    found = recover(battles, [KILLED, ATTACK, BREAK, FRAILTY], records=100, points=512, runs=4)
    assert found.ranks.shape == (100, 4)
    assert (found.covered >= 0.8).all(), found.covered
    assert 0.86 <= found.covered.mean() <= 0.99
    # not heaped at the ends, which too narrow posteriors would have
    histogram = found.histogram(5) / found.ranks.size
    assert histogram[[0, -1]].max() < 0.3
    assert abs(found.ranks.mean() - 0.5) < 0.05
