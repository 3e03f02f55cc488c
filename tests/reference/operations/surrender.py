"""Surrender: units lay down their arms where they stand."""

from tests.reference.disarmament import Disarmament
from tests.reference.operations.base import Operation


class Surrender(Operation):
    """All are disarmed at once; complete then."""

    plays = ("units",)

    def begin(self):
        """Give up."""
        Disarmament(self.battle, self.until, self.units).begin(self.battle.turn, 0)
        self.complete()
