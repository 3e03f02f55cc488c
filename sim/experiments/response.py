"""Responses: a measure as numbers by point and run, which is what designs are analysed with."""

import re
from dataclasses import dataclass
from typing import Self

import numpy as np

from sim.results.batch import Batch
from sim.results.condition import Columns, Condition, parse
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.measures import Measure, complaint, measures
from sim.scenario.problems import unknown

NEITHER = "none"
"""The winner of a battle that nobody wins."""
COMPARED = re.compile(r"\S\s+(?:and|or|[<>=!]+)\s|[<>!]|^not\s")
"""What only a condition has, and no measure."""


@dataclass(frozen=True)
class Response:
    """A measure, whether a side wins or whether a condition holds, as numbers that have means."""

    of: Measure
    side: str | None = None
    """Whose winning it is, of the winner."""
    condition: Condition | None = None
    """What is to hold; `of` is the first measure that it speaks of."""

    @classmethod
    def named(cls, name: str, definition: Definition) -> Self:
        """That of ``soviet.killed``, ``winner=soviet`` or ``port.taken_at > 1945-08-18 09:00``.

        ``winner`` alone is that of the first side. Raises `UserError`.
        """
        known = measures(definition)
        if COMPARED.search(name):
            kinds = {one.name: one.kind for one in known.values()}
            condition = parse(name, kinds, definition.sides, "condition")
            if not condition.measures:
                raise UserError(f"{name} speaks of no measure")
            return cls(known[condition.measures[0]], None, condition)
        measure, equals, side = name.partition("=")
        if measure not in known or (equals and known[measure].kind != "side"):
            listed = [*known, *(f"winner={one}" for one in winners(definition))]
            raise UserError(complaint(name, definition, listed) or unknown("measure", name, known))
        if known[measure].kind != "side":
            return cls(known[measure])
        if equals and side not in winners(definition):
            raise UserError(unknown("side", side, winners(definition)))
        return cls(known[measure], side or next(iter(definition.sides)))

    @property
    def name(self) -> str:
        """The measure by name, such as ``red.killed`` or ``winner=red``."""
        if self.condition is not None:
            return self.condition.text
        return self.of.name if self.side is None else f"{self.of.name}={self.side}"

    @property
    def is_share(self) -> bool:
        """Whether its numbers are 0 and 1, so that a mean is the share of the runs."""
        return self.side is not None or self.condition is not None

    @property
    def columns(self) -> tuple[str, ...]:
        """The measures that it is made of."""
        return (self.of.name,) if self.condition is None else self.condition.measures

    @property
    def unit(self) -> str:
        """What its numbers count; a share counts nothing."""
        if self.is_share:
            return ""
        return "h" if self.of.kind == "time" else self.of.unit

    def label(self, definition: Definition) -> str:
        """The measure in words, such as ``Winner: Soviet Union``; a condition as it was written."""
        if self.condition is not None:
            return self.condition.text
        if self.side is None:
            return self.of.label()
        return f"{self.of.label()}: {side_title(self.side, definition)}"

    def good_for(self, side: str) -> int:
        """1 if more of it, or a later hour, is good for a side, -1 if less, 0 if neither.

        A condition is what somebody hopes for, whichever side he looks from.
        """
        if self.condition is not None:
            return 1
        if self.side is None:
            return self.of.good_for(side)
        return 1 if self.side == side else -1

    def numbers(self, table: Columns, definition: Definition) -> np.ndarray:
        """The rows of a table as numbers, (rows,).

        Of the winner 1 for the side and 0 for any other, likewise of a condition; of times the
        hours since the battle began, and not a number where it never happened.
        """
        if self.condition is not None:
            return np.asarray(self.condition.holds(table), np.float64)
        values = table[self.of.name]
        if self.side is not None:
            return np.asarray(values == self.side, np.float64)
        if self.of.kind != "time":
            return np.asarray(values, np.float64)
        start = np.datetime64(definition.start, "m")
        return np.asarray((values - start) / np.timedelta64(1, "h"), np.float64)

    def by_point(
        self, batch: Batch, points: int | None = None, *, runs: int | None = None
    ) -> np.ndarray:
        """The numbers of a batch by point and run, (points, runs); runs ascend.

        Not a number where a run failed, or where what is timed never happened. `runs` leaves out
        those with higher numbers.
        """
        tables = [
            {name: column[one["run"] < (runs or np.inf)] for name, column in one.items()}
            for one in batch.source.tables(list(self.columns))
        ]
        known = np.unique(np.concatenate([one["run"] for one in tables]))
        at = [one.get("point", np.zeros(len(one["run"]), np.int64)).astype(int) for one in tables]
        count = points or int(max(one.max(initial=0) for one in at)) + 1
        found = np.full((count, len(known)), np.nan)
        for one, point in zip(tables, at, strict=True):
            column = np.searchsorted(known, one["run"])
            found[point, column] = self.numbers(one, batch.document.definition)
        return found


def winners(definition: Definition) -> list[str]:
    """What the winner may be: a side, or none."""
    return [*definition.sides, NEITHER]


def side_title(side: str, definition: Definition) -> str:
    """A side as readers call it; of none, neither."""
    return definition.sides[side].title if side in definition.sides else "neither"


def mean_error(values: np.ndarray, *, drawn: bool) -> float:
    """Standard error of the mean of some points that share their luck, from (points, runs).

    Runs are independent, points are not: the error of the dice is that of the means of the runs.
    Points that were `drawn`, and are no full grid, add what the draw leaves to chance.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        known = values[:, ~np.isnan(values).all(axis=0)]
        known = known[~np.isnan(known).all(axis=1)]
        if not known.size:
            return np.nan
        points, runs = known.shape
        dice = np.nanmean(known, axis=0).var(ddof=1) / runs if runs > 1 else 0.0
        draw = np.nanmean(known, axis=1).var(ddof=1) / points if drawn and points > 1 else 0.0
    return float(np.sqrt(dice + draw))
