"""Triggers and conditions: what starts an operation."""

from sim.scenario.figures import Duration, Moment, Record, Share, Sourced
from sim.scenario.names import OperationName, PlaceName, SideName, UnitName


class Condition(Record):
    """Something that is true or false of a battle. All that is given must hold."""

    control: dict[PlaceName, SideName] = {}
    contact: list[PlaceName] = []
    """Places at which both sides stand."""
    losses: dict[SideName | UnitName, Share] = {}
    """Share of the initial men of a side or unit that is killed, wounded, missing or captured."""
    any: list["Condition"] = []
    """At least one of these must hold."""


class Trigger(Sourced):
    """When an operation starts: at the first turn when all that is given holds, plus a delay."""

    at: Moment | None = None
    after: list[OperationName] = []
    """Operations that must be complete."""
    when: Condition | None = None
    delay: Duration | None = None
    not_after: Moment | None = None
    """The operation is dropped if it cannot start by then."""
