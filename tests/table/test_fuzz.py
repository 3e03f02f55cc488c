"""A few turns of what `python -m tests.table` plays by the thousand."""

import pytest

import sim
from tests.table.fuzz import play


@pytest.mark.parametrize("name", ["toro", "otomari", "dalny"])
def test_random_legal_orders(name):
    turns, orders = play(name, 1, 12)
    assert turns == 12
    assert orders > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", sim.bundled())
def test_random_legal_orders_on_every_scenario(name):
    assert play(name, 2, 25)[0] > 0
