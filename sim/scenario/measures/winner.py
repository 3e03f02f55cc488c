"""Who wins."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.measures.accounts import Accounts
from sim.scenario.measures.measure import Kind, Measure, Section, yields


class Winner(Measure):
    """The side of the first victory whose condition holds, or ``none``."""

    kind: ClassVar[Kind] = "side"
    unit: ClassVar[str] = "side"

    @property
    def meaning(self) -> str:
        """How it is decided."""
        return "The side of the first victory whose condition holds at the end, or none"

    def label(self) -> str:
        """The title."""
        return "Winner"

    def good_for(self, side: str) -> int:
        """1: taken as a number that is higher the better for the side."""
        del side
        return 1

    def of(self, battle: Accounts) -> np.ndarray:
        """Names of sides, (n,) text."""
        return battle.winner()


@yields(Section.BATTLE, "winner")
def winner(definition: Definition) -> Iterator[Measure]:
    """One in every scenario."""
    del definition
    yield Winner("", "winner")
