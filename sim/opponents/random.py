"""Random: a commander who orders something legal now and then, by luck of his own."""

from sim.commanders import Order, RunView, for_each_run
from sim.commanders.verbs import as_orders

EVERY = 4.0
"""Hours from one order to the next, on average (assumed)."""
SELDOM = frozenset({"surrender", "halt", "cease_fire"})
"""Kinds that end a fight: he leaves them alone."""


@for_each_run
def command(view: RunView) -> list[Order]:
    """Perhaps one order from the menu, each with the same chance."""
    now = view.situation
    if view.chance("whether") >= min(now.turn_hours / EVERY, 1.0):
        return []
    menu = [one for one in view.legal_orders() if one.kind not in SELDOM]
    if not menu:
        return []
    chosen = menu[int(view.chance("which") * len(menu))]
    return as_orders(chosen.order, view)
