"""Orders: what a commander wants done, and in which runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario.kinds import OperationSpec

if TYPE_CHECKING:
    from sim.commanders.view import View


@dataclass(frozen=True)
class Order:
    """Start an operation in the runs of a mask.

    `operation` is the name of an operation of the scenario, or a new one.
    """

    operation: str | OperationSpec
    runs: np.ndarray
    """(n,) bool over all runs of the battle."""


Commander = Callable[["View"], Iterable[Order]]
"""Asked once a turn, in the orders phase, with what its side can see."""
