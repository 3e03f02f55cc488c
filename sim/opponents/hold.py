"""Hold: a commander who gives no order; his troops stand where they are."""

from sim.commanders import Order, View


def command(view: View) -> list[Order]:
    """No order."""
    return []
