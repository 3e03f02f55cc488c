"""Withdrawal: units leave for a place in the rear."""

from sim.operations.march import Advance
from sim.plan import withdrawal as plan


class Withdrawal(Advance[plan.Withdrawal]):
    """A march away from the enemy; the place that is left falls to whoever stays."""
