"""Forces as the odds take them: groups of equal units in their order of loss.

`6@1,2@3` is six units of power 1, lost first, and then two of power 3. Under `dice` the power is
the hit number, under `markov` the losses that one unit inflicts in a unit of time.
"""

import re
from dataclasses import dataclass

import numpy as np

from sim.results.errors import UserError

MOST_UNITS = 100_000
"""How many units one side may have."""
MOST_GROUPS = 1_000
MOST_POWER = 1e9
LONGEST_SHOWN = 40

_COUNT = re.compile(r"[0-9]{1,9}", re.ASCII)
_HIT_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_RATE = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)


class OddsError(UserError, ValueError):
    """Forces or rules that cannot be played; the message says what is allowed."""


def check_whole(name: str, value: object, least: int, most: int) -> None:
    """Raise `OddsError` unless the rule `name` is a whole number within its bounds."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not (whole and least <= value <= most):  # type: ignore[operator]
        raise OddsError(f"{name} must be a whole number from {least:,} to {most:,}, not {value!r}")


@dataclass(frozen=True, slots=True)
class Group:
    """Equal units: how many, and the power of each."""

    count: int
    power: float

    def __post_init__(self) -> None:
        if not 1 <= self.count <= MOST_UNITS:
            allowed = f"from 1 to {MOST_UNITS:,}"
            raise OddsError(f"the number of units must be {allowed}, not {self.count:,}")
        if not 0 <= self.power <= MOST_POWER:
            raise OddsError(f"its power must be from 0 to {MOST_POWER:g}, not {self.power:g}")

    def __str__(self) -> str:
        return f"{self.count}@{self.power:.15g}"


@dataclass(frozen=True, slots=True)
class Force:
    """Groups in their order of loss: the first are lost first."""

    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        if not self.groups:
            raise OddsError("a force must have a group of units")
        if self.size > MOST_UNITS:
            raise OddsError(f"a force has at most {MOST_UNITS:,} units, not {self.size:,}")

    def __str__(self) -> str:
        return ",".join(map(str, self.groups))

    @property
    def size(self) -> int:
        """Number of units."""
        return sum(group.count for group in self.groups)

    @property
    def powers(self) -> np.ndarray:
        """Power of each unit, shape (size,), the unit that is lost last in front.

        The units of a force that is down to n are therefore the first n.
        """
        counts = [group.count for group in self.groups]
        return np.repeat([float(group.power) for group in self.groups], counts)[::-1].copy()


def dice_force(text: str, side: str = "force") -> Force:
    """A force of `count@hit number`, such as `6@1,2@3,2@4`.

    Raises:
        OddsError: if the text is not of that form; `side` is named in the message.
    """
    return _force(text, side, _HIT_NUMBER, "hit number must be a whole number", "10@1 or 6@1,2@3")


def markov_force(text: str, side: str = "force") -> Force:
    """A force of `count@rate`, such as `100@0.01` or `50@0.01,5@0.2`.

    Raises:
        OddsError: if the text is not of that form; `side` is named in the message.
    """
    return _force(text, side, _RATE, "rate must be a decimal number", "100@0.01 or 50@0.01,5@0.2")


def _force(text: str, side: str, power: re.Pattern[str], wanted: str, example: str) -> Force:
    parts = text.split(",")
    if len(parts) > MOST_GROUPS:
        raise OddsError(f"{side}: at most {MOST_GROUPS:,} groups are allowed, not {len(parts):,}")
    groups: list[Group] = []
    column = 1
    for number, part in enumerate(parts, 1):
        try:
            groups.append(_group(part.strip(), power, wanted, example))
        except OddsError as error:
            place = f"group {number} (character {column}), {_show(part.strip())}"
            raise OddsError(f"{side}: {place}: {error}") from None
        column += len(part) + 1
    try:
        return Force(tuple(groups))
    except OddsError as error:
        raise OddsError(f"{side}: {error}") from None


def _group(text: str, power: re.Pattern[str], wanted: str, example: str) -> Group:
    count, at, value = (piece.strip() for piece in text.partition("@"))
    if not at:
        raise OddsError(f"must be units and their power joined by @, such as {example}")
    if not _COUNT.fullmatch(count):
        raise OddsError(f"the number of units must be a whole number, not {_show(count)}")
    if not power.fullmatch(value):
        raise OddsError(f"the {wanted}, not {_show(value)}; allowed are such as {example}")
    return Group(int(count), float(value))


def _show(text: str) -> str:
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}...")
