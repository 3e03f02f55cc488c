"""A commander: whoever orders what a side does, in the light of what it sees."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.commanders.orders import Order

Commander = Callable[[Any], Iterable["Order"]]
"""Asked once a turn, in the orders phase, with a `View` of what its side can see."""


class OrderWarning(UserWarning):
    """A commander gave an order that was refused, or that can have no effect."""
