"""What a battle shows of itself when it is measured."""

from typing import Any, Protocol

import numpy as np


class Accounts(Protocol):
    """A battle as its measures see it; they know it by this alone, for it stands above them."""

    @property
    def world(self) -> Any:
        """Its clock, forces and state."""

    def rule(self, name: str) -> Any:
        """One of its rules, with the accounts that it keeps, by the name of its class."""

    def winner(self) -> np.ndarray:
        """The side that has won, (n,) text."""

    def hour_of(self, operation: str, field: str) -> np.ndarray:
        """The turn at which an operation began or was completed, (n,)."""
