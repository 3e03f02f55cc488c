"""Who gives the orders: the plan of a scenario, or a Python callable."""

from sim.commanders.headquarters import Headquarters
from sim.commanders.orders import Order, OrderWarning
from sim.commanders.view import Commander, RunView, View, for_each_run

__all__ = ["Commander", "Headquarters", "Order", "OrderWarning", "RunView", "View", "for_each_run"]
