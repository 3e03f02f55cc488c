"""The report's plan: each operation of whatever kind says who takes part, where, and when."""

import pytest

import sim
from sim.report.after_action.scenario_tables import plan
from sim.scenario.kinds import built_in_kinds, kind_named
from sim.scenario.library import bundled


@pytest.mark.parametrize("scenario", bundled())
def test_no_cell_is_empty(scenario):
    definition = sim.load(scenario).definition
    table = plan(definition)
    assert len(table.rows) == len(definition.operations)
    for row in table.rows:
        assert all(str(cell).strip() for cell in row), row


def test_envoys_besiegers_and_convoys_are_named():
    def row(scenario, kind):
        rows = plan(sim.load(scenario).definition).rows
        return next([str(cell) for cell in row] for row in rows if str(row[2]) == kind)

    fortress = sim.load("port_arthur_1904").definition
    siege = next(one for one in fortress.operations.values() if one.kind_name() == "siege")
    invested = fortress.units[siege.garrison[0]].title
    assert invested in row("port_arthur_1904", "siege")[4]
    assert row("kurils", "parley")[3] == "envoys"
    assert row("maoka", "cease fire")[3] == "the whole side"


def test_every_kind_says_what_it_is():
    for name in built_in_kinds():
        kind = kind_named(name)
        assert kind is not None
        assert kind.kind_name() == name == kind.__module__.rpartition(".")[2]
        assert kind.__doc__
