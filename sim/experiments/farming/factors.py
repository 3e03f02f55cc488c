"""Factors: the parameters of a design, each with the values that it may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Self

import numpy as np
from pydantic_core import PydanticCustomError

from sim.experiments.design import Point
from sim.experiments.points import as_written, figure_kind, in_own_unit, unit_of
from sim.experiments.validation import checked
from sim.results.codec import decode, encode
from sim.results.errors import UserError
from sim.scenario import Document, parse_assignment
from sim.scenario.assign import PathError, find_path
from sim.scenario.document import VARIANT
from sim.scenario.figures import Figure, quantity
from sim.scenario.moment import Moment, read_time
from sim.scenario.shape import unwrap

Role = Literal["decision", "noise"]
"""Whether somebody may choose its value, or nobody can."""


@dataclass(frozen=True)
class Factor:
    """A parameter with two ends, or with values to choose from.

    Numbers are in the figure's own unit; hours of the clock are hours since the battle begins.
    """

    path: str
    role: Role
    low: float = 0.0
    high: float = 1.0
    levels: tuple[Any, ...] = ()
    """The values of a choice; empty for a number or an hour between its ends."""
    kind: type[Figure] | type[Moment] | None = None
    unit: str | None = None
    """The unit in which its ends were written."""
    when: tuple[str, Any] | None = None
    """A path and the value which that must have; elsewhere this factor is not set."""

    @classmethod
    def between(
        cls, document: Document, path: str, ends: tuple[Any, Any], role: Role = "decision"
    ) -> Self:
        """A number or an hour. Raises `ScenarioError` and `UserError`."""
        if _is_moment(document, path):
            low, high = (_hours(document, path, end) for end in ends)
            kind: Any = Moment
        else:
            kind = figure_kind(document, path, *ends)
            low, high = (in_own_unit(document, path, end) for end in ends)
        if low >= high:
            raise UserError(f"{path}: low must be less than high, not {ends[0]}:{ends[1]}")
        return cls(path, role, low, high, (), kind, unit_of(ends[0]))

    @classmethod
    def among(
        cls, document: Document, path: str, values: Sequence[Any], role: Role = "decision"
    ) -> Self:
        """A choice. Raises `UserError` for fewer than two values."""
        if len(values) < 2:
            raise UserError(f"{path}: a choice needs at least two values")
        return cls(path, role, levels=tuple(values))

    def sound(self, document: Document) -> Self:
        """Itself. Raises `ScenarioError` if the scenario refuses one of its ends or values."""
        values = self.levels or self.written(document, np.array([0.0, 1.0]))
        where = {} if self.when is None else {self.when[0]: self.when[1]}
        for value in values:
            checked(document.at({**where, self.path: value}))
        return self

    @classmethod
    def found(cls, document: Document, points: Sequence[Point], path: str, role: Role) -> Self:
        """The factor that some points vary: a number between the ends that occur, or a choice."""
        values = list(dict.fromkeys(point[path] for point in points if path in point))
        try:
            if path != VARIANT and len(values) > 2:
                ordered = sorted(values, key=lambda one: _plain(document, path, one))
                return cls.between(document, path, (ordered[0], ordered[-1]), role)
        except (UserError, TypeError, ValueError):
            pass
        return cls(path, role, levels=tuple(values))

    @classmethod
    def parsed(cls, document: Document, text: str, role: Role) -> "Factor":
        """That of ``PATH=LOW:HIGH`` or ``PATH=A,B,C``, with ``if PATH=VALUE`` behind it or not.

        Raises `ScenarioError` and `UserError`.
        """
        option = f"--{role}"
        given, _, condition = text.partition(" if ")
        path, equals, values = given.partition("=")
        path, values = path.strip(), values.strip()
        if not equals or not path or not values:
            raise UserError(f"{option} takes PATH=LOW:HIGH or PATH=A,B,C, not {text!r}")
        ends = _two_ends(values)
        try:
            if ends is None:
                listed = parse_assignment(f"{path}=[{values}]", option)[1]
                found = cls.among(document, path, listed, role)
            else:
                low, high = (parse_assignment(f"{path}={end}", option)[1] for end in ends)
                found = cls.between(document, path, (low, high), role)
        except UserError as error:
            raise UserError(f"{option}: {error}") from None
        if condition:
            found = found.named_when(*parse_assignment(condition, option))
        return found.sound(document)

    def named_when(self, path: str, value: Any) -> "Factor":
        """The same, set only where another path has a value."""
        return Factor(**{**self.__dict__, "when": (path, value)})

    @property
    def columns(self) -> list[str]:
        """Its names as inputs of a metamodel; of a choice one a value but the first."""
        if not self.levels:
            return [self.path]
        if len(self.levels) == 2:
            return [self.path]
        return [f"{self.path}={one}" for one in self.levels[1:]]

    def as_json(self) -> dict[str, Any]:
        """The factor as JSON; `read` makes it again."""
        return {
            "path": self.path,
            "role": self.role,
            "low": self.low,
            "high": self.high,
            "levels": [encode(one) for one in self.levels],
            "unit": self.unit,
            "when": None if self.when is None else [self.when[0], encode(self.when[1])],
        }

    @classmethod
    def read(cls, document: Document, content: Mapping[str, Any]) -> Self:
        """The factor that `as_json` has written. Raises KeyError, TypeError and ValueError."""
        levels, when = tuple(decode(one) for one in content["levels"]), content["when"]
        kind: Any = None
        if not levels:
            path = content["path"]
            kind = Moment if _is_moment(document, path) else figure_kind(document, path, 1)
        return cls(
            str(content["path"]),
            "noise" if content["role"] == "noise" else "decision",
            float(content["low"]),
            float(content["high"]),
            levels,
            kind,
            content["unit"],
            None if when is None else (when[0], decode(when[1])),
        )

    def active(self, point: Point) -> bool:
        """Whether a point sets it."""
        return self.when is None or point.get(self.when[0]) == self.when[1]

    def written(self, document: Document, unit: np.ndarray) -> list[Any]:
        """Values as a scenario writes them, of numbers from 0 to 1."""
        if self.levels:
            places = np.minimum((unit * len(self.levels)).astype(int), len(self.levels) - 1)
            return [self.levels[place] for place in places]
        numbers = self.low + (self.high - self.low) * unit
        if self.kind is Moment:
            step = document.definition.turn_hours
            return [_moment(document, round(float(one) / step) * step) for one in numbers]
        assert self.kind is not None
        assert issubclass(self.kind, Figure)
        return as_written(self.kind, numbers, self.unit)

    def number(self, document: Document, value: Any) -> float:
        """A written value in the figure's own unit, or in hours; of a choice, its position.

        Raises `UserError` for a value that a choice has not.
        """
        if self.levels:
            if value not in self.levels:
                listed = ", ".join(map(str, self.levels))
                raise UserError(f"{self.path} is {value}; it was {listed} in this farm")
            return float(self.levels.index(value))
        return float(_plain(document, self.path, value))

    def coded(self, document: Document, values: Sequence[Any]) -> np.ndarray:
        """Inputs of a metamodel, (values, columns): from -1 at the low end to 1 at the high one.

        A choice has columns of -1 and 1. None, where the factor is not set, is 0.
        """
        if not self.levels:
            middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
            numbers = [None if v is None else self.number(document, v) for v in values]
            return np.array([[0.0 if n is None else (n - middle) / half] for n in numbers])
        places = [None if v is None else int(self.number(document, v)) for v in values]
        wide = len(self.columns)
        found = np.zeros((len(values), wide))
        for row, place in enumerate(places):
            if place is not None:
                found[row] = -1.0
                if place:
                    found[row, place - 1] = 1.0
        return found

    def at(self, document: Document, code: float) -> str:
        """A number's value at an input from -1 to 1, as readers see it."""
        value = self.written(document, np.array([(code + 1) / 2]))[0]
        number, _, unit = str(value).partition(" ")
        if self.kind is Moment:
            return str(value)
        short = f"{float(number):.3g}" if abs(float(number)) < 1000 else f"{float(number):,.0f}"
        return f"{short} {unit}".strip()


def coded_points(
    document: Document, factors: Sequence[Factor], points: Sequence[Point]
) -> np.ndarray:
    """Inputs of a metamodel at some points, (points, columns)."""
    parts = [one.coded(document, [point.get(one.path) for point in points]) for one in factors]
    return np.concatenate(parts, axis=1)


def coded_unit(factors: Sequence[Factor], unit: np.ndarray) -> np.ndarray:
    """The same of numbers from 0 to 1, (points, factors); nothing is rounded."""
    parts, places = [], {}
    for position, one in enumerate(factors):
        column = unit[:, position]
        if one.levels:
            place = np.minimum((column * len(one.levels)).astype(int), len(one.levels) - 1)
            places[one.path] = place
            part = np.where(place[:, None] == np.arange(1, len(one.levels)), 1.0, -1.0)
        else:
            part = 2.0 * column[:, None] - 1.0
        parts.append(part)
    by_path = {one.path: one for one in factors}
    for position, one in enumerate(factors):
        if one.when is not None and one.when[0] in places:
            wanted = by_path[one.when[0]].levels.index(one.when[1])
            parts[position] = parts[position] * (places[one.when[0]] == wanted)[:, None]
    return np.concatenate(parts, axis=1)


def written_points(document: Document, factors: Sequence[Factor], unit: np.ndarray) -> list[Point]:
    """Points as a scenario writes them, of numbers from 0 to 1, (points, factors)."""
    columns = [one.written(document, unit[:, place]) for place, one in enumerate(factors)]
    paths = [one.path for one in factors]
    return [dict(zip(paths, values, strict=True)) for values in zip(*columns, strict=True)]


def only_active(factors: Sequence[Factor], point: Point) -> Point:
    """The point without the factors that have no meaning in it."""
    return {one.path: point[one.path] for one in factors if one.active(point)}


def groups_of(factors: Sequence[Factor]) -> list[int]:
    """Of each column, the position of its factor."""
    return [position for position, one in enumerate(factors) for _ in one.columns]


def column_names(factors: Sequence[Factor]) -> list[str]:
    """The names of all columns."""
    return [name for one in factors for name in one.columns]


def found_factors(
    document: Document, points: Sequence[Point], noise: Sequence[str] = ()
) -> list[Factor]:
    """The factors that points vary; those of `noise` are what nobody can choose."""
    paths = dict.fromkeys(path for point in points for path in point)
    found = [
        Factor.found(document, points, path, "noise" if path in noise else "decision")
        for path in paths
    ]
    return [one for one in found if not one.levels or len(one.levels) > 1]


def check_factors(factors: Sequence[Factor]) -> None:
    """Raise `UserError` for factors of one path, and for conditions that name no choice."""
    by_path: Mapping[str, Factor] = {one.path: one for one in factors}
    if len(by_path) < len(factors):
        paths = [one.path for one in factors]
        twice = next(path for path in paths if paths.count(path) > 1)
        raise UserError(f"{twice} is given twice")
    for one in factors:
        if one.when is not None:
            parent = by_path.get(one.when[0])
            if parent is None or one.when[1] not in parent.levels:
                raise UserError(f"{one.path}: no factor {one.when[0]} has the value {one.when[1]}")


def _two_ends(values: str) -> tuple[str, str] | None:
    """The ends of ``2 h:4 h`` or ``1945-08-18 03:00:1945-08-18 06:00``; None if it is a list."""
    parts = values.split(":")
    if len(parts) % 2:
        return None
    half = len(parts) // 2
    return ":".join(parts[:half]), ":".join(parts[half:])


def _is_moment(document: Document, path: str) -> bool:
    try:
        kind = unwrap(find_path(path, document.tree)[1], "")
    except PathError:
        return False
    return isinstance(kind, type) and issubclass(kind, Moment)


def _hours(document: Document, path: str, value: Any) -> float:
    try:
        moment = read_time(value)
    except PydanticCustomError as error:
        raise UserError(f"{path}: {value}: {error.message()}") from None
    return (moment - document.definition.start).total_seconds() / 3600


def _moment(document: Document, hours: float) -> str:
    return f"{document.definition.start + timedelta(hours=hours):%Y-%m-%d %H:%M}"


def _plain(document: Document, path: str, value: Any) -> float:
    """A written number or hour. Raises `ScenarioError`, `UserError`, ValueError and TypeError."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if _is_moment(document, path):
        return _hours(document, path, value)
    written = quantity(value)
    if written is None:
        raise ValueError(f"{value} is no number")
    (number, unit), kind = written, figure_kind(document, path, value)
    if unit not in kind.units:
        return in_own_unit(document, path, value)  # says what is allowed
    return number * kind.units[unit]
