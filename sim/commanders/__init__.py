"""Who gives the orders: the plan of a scenario, or a Python callable."""

from sim.commanders.headquarters import Headquarters
from sim.commanders.orders import Order, OrderWarning
from sim.commanders.run_view import RunView, for_each_run
from sim.commanders.view import Commander, View

__all__ = ["Commander", "Headquarters", "Order", "OrderWarning", "RunView", "View", "for_each_run"]
