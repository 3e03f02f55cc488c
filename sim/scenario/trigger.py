"""Triggers and conditions: what starts an operation."""

from sim.scenario.figures import Duration, Share
from sim.scenario.moment import Moment
from sim.scenario.names import OperationName, PlaceName, SideName, UnitName
from sim.scenario.record import Record, Sourced


class Condition(Record):
    """Something that is true or false of a battle. All that is given must hold."""

    control: dict[PlaceName, SideName] = {}
    """Who must hold which places, as place: side."""
    contact: list[PlaceName] = []
    """Places at which both sides stand."""
    losses: dict[SideName | UnitName, Share] = {}
    """Share of the initial men of a side or unit that is killed, wounded, missing or captured."""
    any: list["Condition"] = []
    """At least one of these must hold."""


class Trigger(Sourced):
    """When an operation starts: at the first turn when all that is given holds, plus a delay."""

    at: Moment | None = None
    """Not before this time."""
    after: list[OperationName] = []
    """Operations that must be complete: a landing is when its last man is ashore. What need not
    wait for that starts `when` a place is held, or in contact."""
    when: Condition | None = None
    """What must be true of the battle."""
    delay: Duration | None = None
    """Time from then until it starts."""
    not_after: Moment | None = None
    """The operation is dropped if it cannot start by then."""
