"""Withdrawal: units leave for a place in the rear."""

from sim.operations.march import March


class Withdrawal(March):
    """A march away from the enemy; the place that is left falls to whoever stays."""
