"""Massed surrenders: units, one of each operation, that lay down their arms together."""

from typing import Any

import numpy as np

from sim.operations.base import Operation
from sim.operations.party import Members, Party
from sim.operations.surrender import Surrender
from sim.rules.disarmament import Disarmament
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Position


class MassedSurrenders(Party):
    """Surrenders; what each does `Surrender` says."""

    def __init__(self, rules: Rulebook, position: Position) -> None:
        self._register = Members()
        super().__init__(rules, position, self._register)

    @staticmethod
    def takes(operation: Operation[Any]) -> bool:
        """Those of one unit."""
        return isinstance(operation, Surrender) and len(operation.units) == 1

    def admit(self, operation: Operation[Any]) -> int:
        """Take over a surrender."""
        number = self.enter(operation)
        self._register.set_units(number, operation.units)
        return number

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """They give up, and that is all."""
        fresh = ~self.going(numbers, rows)
        numbers, rows = numbers[fresh], rows[fresh]
        self.begin(numbers, rows)
        self.rules[Disarmament].at_once(self._register.units[numbers, 0], rows)
        self.complete(numbers, rows)
