"""Cease-fire: an order from above to stop fighting."""

from tests.reference.operations.base import Operation


class CeaseFire(Operation):
    """Reaches all its places at once; at some the troops may not keep it. Complete then.

    Troops that keep it attack no more, but still defend themselves.
    """

    plays = ("places", "breach")

    def begin(self):
        """Pass the order on."""
        for name in self.spec.places or self.battle.places:
            if self.uniform(name) >= self.number("breach"):
                self.battle.places[name].ceased.add(self.side)
                self.battle.announce(f"ceased:{name}")
        self.complete()
