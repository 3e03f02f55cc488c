"""Combat results tables as data: `crt_default.yaml` shows the format."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

_RESULT = re.compile(r"(?P<letter>[ADX])(?P<steps>[1-9])|(?P<retreat>[AD]R)", re.ASCII)
_MOST_DICE, _MOST_SIDES = 6, 100


@dataclass(frozen=True)
class ResultsTable:
    """R rows, one for each throw from the lowest, and C columns of odds."""

    dice: int
    sides: int
    odds: np.ndarray
    """(C,) lowest odds, attacker to defender, of each column; the first takes all below as well."""
    attacker_steps: np.ndarray
    """(R, C) int64"""
    defender_steps: np.ndarray
    exchange: np.ndarray
    """(R, C) bool: the attacker loses as many men as the defender."""
    attacker_retreats: np.ndarray
    defender_retreats: np.ndarray

    def rows(self, uniform: np.ndarray) -> np.ndarray:
        """The row that each uniform throws."""
        return np.minimum(np.searchsorted(self._chances(), uniform), len(self.attacker_steps) - 1)

    def _chances(self) -> np.ndarray:
        """Probability of each row or one above it."""
        throws = np.array([1.0])
        for _ in range(self.dice):
            throws = np.convolve(throws, np.full(self.sides, 1.0 / self.sides))
        return np.cumsum(throws)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ResultsTable":
        """A table from plain data.

        Raises ValueError that says what is wrong with it.
        """
        dice, sides = int(data["dice"]["number"]), int(data["dice"]["sides"])
        if not (1 <= dice <= _MOST_DICE and 2 <= sides <= _MOST_SIDES):
            raise ValueError(
                f"the table needs 1 to 6 dice of 2 to 100 sides, not {dice} of {sides}"
            )
        odds = [_odds(str(column)) for column in data["columns"]]
        if any(second <= first for first, second in pairwise(odds)):
            raise ValueError("the columns must be in ascending order of odds")
        throws = range(dice, dice * sides + 1)
        results = {int(throw): row for throw, row in data["results"].items()}
        if sorted(results) != list(throws):
            raise ValueError(f"the rows must be {throws[0]} to {throws[-1]}, not {sorted(results)}")
        for throw in throws:
            if len(results[throw]) != len(odds):
                count = len(results[throw])
                raise ValueError(f"row {throw} must have {len(odds)} results, not {count}")
        cells = np.array([[_cell(str(cell)) for cell in results[throw]] for throw in throws])
        steps, marks = cells[..., :2], cells[..., 2:].astype(bool)
        return cls(
            dice, sides, np.array(odds), steps[..., 0], steps[..., 1], *np.moveaxis(marks, -1, 0)
        )

    @classmethod
    def from_file(cls, path: Path) -> "ResultsTable":
        """A table from a YAML file."""
        import yaml

        # all values stay text, so that odds such as 1:2 are not read as minutes
        return cls.from_data(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader))


@cache
def default_table() -> ResultsTable:
    """The table that comes with the package."""
    return ResultsTable.from_file(Path(__file__).with_name("crt_default.yaml"))


def _odds(text: str) -> float:
    attacker, _, defender = text.partition(":")
    try:
        return float(attacker) / float(defender)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"a column must be odds such as 3:1, not {text!r}") from None


def _cell(text: str) -> tuple[int, int, bool, bool, bool]:
    """Attacker's and defender's steps, exchange, and who retreats."""
    steps = {"A": 0, "D": 0, "X": 0}
    retreats = {"AR": False, "DR": False}
    for word in text.split():
        found = _RESULT.fullmatch(word)
        if found is None:
            raise ValueError(f"a result must be made of A1, D1, X1, AR, DR, not {text!r}")
        if found["retreat"]:
            retreats[found["retreat"]] = True
        else:
            steps[found["letter"]] = int(found["steps"])
    defender = steps["D"] + steps["X"]
    return steps["A"], defender, steps["X"] > 0, retreats["AR"], retreats["DR"]
