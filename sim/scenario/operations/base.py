"""What all operations of a plan share."""

from sim.scenario.figures import Sourced
from sim.scenario.names import SideName
from sim.scenario.trigger import Trigger


class OperationBase(Sourced):
    """What all operations share."""

    title: str = ""
    side: SideName
    start: Trigger
    enabled: bool = True
    """A disabled operation is left out of the plan."""
