"""What is made once for all battles of a scenario, and how much of it is kept."""

from sim.scenario import once
from sim.scenario.once import Table


def test_what_a_table_keeps_is_made_once():
    made = []
    table = Table()
    for _ in range(2):
        assert table.of("key", lambda: made.append("key") or "made") == "made"
    assert made == ["key"]


def test_a_table_that_is_full_begins_anew(monkeypatch):
    monkeypatch.setattr(once, "MOST", 3)
    table = Table()
    for number in range(100):
        assert table.of(number, lambda number=number: number) == number
        assert len(table) <= 3
