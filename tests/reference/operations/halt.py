"""Halt: a commander stops the operation, and the battle is over."""

from tests.reference.operations.base import Operation


class Halt(Operation):
    """Ends the battle."""

    plays = ()

    def begin(self):
        """Stop."""
        self.complete()
        self.battle.end()
