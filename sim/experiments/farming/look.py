"""What is looked at in a farm, at which levels, and with whose eyes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic_core import PydanticCustomError

from sim.experiments.response import Response
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.moment import read_time
from sim.scenario.problems import unknown

HALF = 0.5
"""The share at which thresholds are looked for, unless levels are named."""


@dataclass(frozen=True)
class Look:
    """The measures of a farm; the first ranks the decisions."""

    responses: tuple[Response, ...]
    side: str
    """The side whose good is looked at."""
    levels: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """By measure, the levels at which thresholds are looked for."""

    @classmethod
    def of(
        cls,
        definition: Definition,
        measures: Sequence[str] | None = None,
        side: str | None = None,
        thresholds: Sequence[str] = (),
    ) -> Self:
        """Some measures, by default the winner and the casualties, with the eyes of a side.

        `thresholds` are levels such as ``winner=soviet at 30 %``, ``soviet.killed at 400`` or
        ``port.taken_at = never at 0.5``; what they speak of is looked at as well. Raises
        `UserError`.
        """
        sides = definition.sides
        if side is not None and side not in sides:
            raise UserError(unknown("side", side, sides))
        usual = ["winner", *(f"{one}.casualties" for one in sides)]
        found = [Response.named(name, definition) for name in measures or usual]
        levels: dict[str, tuple[float, ...]] = {}
        for text in thresholds:
            response, level = read_threshold(text, definition)
            levels[response.name] = (*levels.get(response.name, ()), level)
            found.append(response)
        responses = tuple({one.name: one for one in reversed(found)}.values())[::-1]
        return cls(responses, side or next(iter(sides)), levels)

    @classmethod
    def read(cls, definition: Definition, content: Mapping[str, Any]) -> Self:
        """What `as_json` has written. Raises `UserError`, KeyError and TypeError."""
        levels = {str(name): tuple(map(float, at)) for name, at in content["levels"].items()}
        found = cls.of(definition, list(content["measures"]), content["side"])
        return cls(found.responses, found.side, levels)

    def as_json(self) -> dict[str, Any]:
        """As JSON; `read` makes it again."""
        names = [one.name for one in self.responses]
        levels = {name: list(at) for name, at in self.levels.items()}
        return {"measures": names, "side": self.side, "levels": levels}

    def levels_of(self, response: Response) -> tuple[float, ...]:
        """The levels of a measure: those that were named; else one half, of a share."""
        return self.levels.get(response.name, (HALF,) if response.is_share else ())

    @property
    def kept(self) -> list[str]:
        """The measures that a sweep has to keep."""
        return list(dict.fromkeys(name for one in self.responses for name in one.columns))

    @property
    def good(self) -> int:
        """1 if more of the first measure is better for the side, -1 if less is."""
        return self.responses[0].good_for(self.side) or 1


def read_threshold(text: str, definition: Definition) -> tuple[Response, float]:
    """The measure and the level of ``MEASURE at LEVEL``; hours are after the start.

    Raises `UserError`.
    """
    name, at, level = text.rpartition(" at ")
    if not at or not name.strip() or not level.strip():
        raise UserError(
            '--threshold takes "MEASURE at LEVEL" such as "winner=soviet at 30 %" or '
            f'"port.taken_at = never at 0.5", not {text!r}'
        )
    response = Response.named(name.strip(), definition)
    number = _level(level.strip(), response, definition)
    if number is None or (response.is_share and not 0.0 < number < 1.0):
        allowed = (
            "a share between 0 and 1, or per cent"
            if response.is_share
            else "hours such as 12 h, or an hour such as 1945-08-18 09:00"
            if response.unit == "h"
            else "a number"
        )
        raise UserError(f"--threshold: the level of {response.name} is {allowed}, not {level!r}")
    return response, number


def _level(text: str, response: Response, definition: Definition) -> float | None:
    """A share, hours after the start, or a number; None if it is none."""
    if response.unit == "h" and "-" in text:
        try:
            return (read_time(text) - definition.start).total_seconds() / 3600
        except PydanticCustomError:
            return None
    unit = {True: "%"}.get(response.is_share, response.unit)
    plain = text.removesuffix(unit).strip() if unit else text
    try:
        number = float(plain)
    except ValueError:
        return None
    return number / 100.0 if response.is_share and plain != text else number
