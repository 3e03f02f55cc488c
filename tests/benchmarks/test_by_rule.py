"""The profile by rule charges all the time of a batch to files of the engine."""

import pytest

from tests.benchmarks.by_rule import shares


def test_all_of_the_time_is_charged_to_the_engine():
    found = shares("toro", 20)
    assert sum(found.values()) == pytest.approx(1, abs=0.02)
    assert max(found.values()) < 0.5
    assert {"rules/combat.py", "rules/muster_kernel.py", "operations/strike.py"} <= found.keys()
