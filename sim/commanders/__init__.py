"""Who gives the orders: the plan of a scenario, or a Python callable.

What callables alone need is loaded when somebody asks for it; a plan needs none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.commanders.commander import Commander, OrderWarning
    from sim.commanders.orders import Order
    from sim.commanders.run_view import RunView, for_each_run
    from sim.commanders.view import View

_HOMES = {
    "Commander": "commander",
    "Order": "orders",
    "OrderWarning": "commander",
    "RunView": "run_view",
    "View": "view",
    "for_each_run": "run_view",
}

__all__ = ["Commander", "Order", "OrderWarning", "RunView", "View", "for_each_run"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
