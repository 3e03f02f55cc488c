"""Operations: when they begin and when they are complete."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.measure import Event, Measure, Section, yields
from sim.scenario.titles import capitalised, operation_title

WORDS = {"started_at": "begun", "completed_at": "complete"}
MEANING = {"started_at": "begins", "completed_at": "is complete"}


@dataclass(frozen=True)
class OperationHour(Event):
    """The hour at which an operation begins or is complete."""

    side: str
    title: str
    late: int
    """1 if a late hour is good luck for the side, -1 if an early one is, 0 if neither."""

    @property
    def meaning(self) -> str:
        """Which operation."""
        return f"When {self.title} {MEANING[self.what]}"

    def label(self) -> str:
        """Such as ``Landing of the first echelon: complete``."""
        return capitalised(f"{self.title}: {WORDS[self.what]}")

    def good_for(self, side: str) -> int:
        """For the side that carries it out, and the other way for its enemy."""
        return self.late if side == self.side else -self.late

    def turns(self, battle: Accounts) -> np.ndarray:
        """The turns, (n,)."""
        return battle.hour_of(self.owner, self.what)


@yields(Section.OPERATIONS, *WORDS)
def of_operations(definition: Definition) -> Iterator[Measure]:
    """Those of each operation of the plan; one that is disabled never happens."""
    for name, operation in definition.operations.items():
        title, late = operation_title(name, definition), -operation.early_end
        for what in WORDS:
            yield OperationHour(name, what, operation.side, title, late)
