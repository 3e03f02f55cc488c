"""What is asked of the futures of a battle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from sim.experiments.arguments import MOST_RUNS, whole
from sim.results.condition import Condition, parse
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.measures import measures
from sim.scenario.problems import unknown

USUAL = 500
"""Futures at each turn."""
MOST_TURNS = 80
"""Turns at which futures begin, unless the caller says how many lie between two of them."""


@dataclass(frozen=True)
class Asked:
    """How many futures, from which turns on, and what is to be told of them.

    Raises `UserError` for numbers that cannot be.
    """

    futures: int = USUAL
    """Futures at each turn."""
    every: int | None = None
    """From one of the turns to the next; without it there are about eighty turns."""
    start: int = 0
    """The first of the turns."""
    measures: Sequence[str] | None = None
    """By default the casualties of both sides."""
    chances: Sequence[str] | None = None
    """Conditions; by default the victory of each side."""
    hidden: bool = False
    """Whether uncertain figures that have not shown themselves are drawn anew."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "futures", whole("futures", self.futures, 2, MOST_RUNS))

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> tuple[Self, dict[str, Any]]:
        """What is asked by some options, and those of them that are about something else."""
        names = [one.name for one in fields(cls)]
        mine = {name: options[name] for name in names if name in options}
        return cls(**mine), {name: one for name, one in options.items() if name not in names}

    def turns(self, definition: Definition) -> tuple[int, ...]:
        """The turns at which futures begin. Raises `UserError` for turns that there are not."""
        start = whole("the first turn", self.start, 0, definition.turns - 1)
        left = definition.turns - start
        usual = -(-left // MOST_TURNS)
        step = usual if self.every is None else whole("every", self.every, 1)
        return tuple(range(start, definition.turns, step))

    def subjects(self, definition: Definition) -> tuple[tuple[str, ...], tuple[Condition, ...]]:
        """The measures and conditions to tell of. Raises `UserError` for those there are not."""
        known = measures(definition)
        for name in self.measures or ():
            if name not in known:
                raise UserError(unknown("measure", name, known))
        kinds = {name: one.kind for name, one in known.items()}
        texts = self.chances or [f"winner = {side}" for side in definition.sides]
        usual = [f"{side}.casualties" for side in definition.sides]
        found = (parse(text, kinds, definition.sides, "--chance") for text in dict.fromkeys(texts))
        return tuple(dict.fromkeys(self.measures or usual)), tuple(found)
