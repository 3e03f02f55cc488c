"""Orders: what a commander wants done, and in which runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.scenario.kinds import OperationSpec


@dataclass(frozen=True)
class Countermand:
    """What an order wants called off: an operation under way, by its name."""

    operation: str


@dataclass(frozen=True)
class Order:
    """Start an operation in the runs of a mask, or call one off.

    `operation` is the name of an operation of the scenario, or a new one: in the words of a
    scenario file without `side` and `start`, or as what these words become.
    """

    operation: str | Mapping[str, Any] | OperationSpec | Countermand
    runs: np.ndarray
    """(n,) bool over all runs of the battle."""
    rank: int | None = None
    """Its place among all that the commander may ever order, if he keeps a list of that; it decides
    who acts first within a step. Without it that is who was ordered first, so that runs which
    order the same at different turns cannot share an operation."""


class OrderWarning(UserWarning):
    """A commander gave an order that was refused, or that can have no effect."""
