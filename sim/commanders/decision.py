"""Decisions: what becomes of orders, of a plan or of a commander."""

from typing import Any, NamedTuple

import numpy as np

from sim.operations import Operation


class Decision(NamedTuple):
    """An operation that begins in some runs, or is called off in them."""

    operation: Operation[Any]
    rows: np.ndarray
    call_off: bool = False
