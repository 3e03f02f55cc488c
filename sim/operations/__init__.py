"""What troops do: one module for each kind of operation."""

from sim.operations.base import Operation, process_of
from sim.scenario.kinds import MORE_THAN_ZERO, OperationSpec, Stands, Way, enemy, own

__all__ = [
    "MORE_THAN_ZERO",
    "Operation",
    "OperationSpec",
    "Stands",
    "Way",
    "enemy",
    "own",
    "process_of",
]
