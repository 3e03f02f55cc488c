"""Parameters of a sweep on an axis."""

from collections.abc import Sequence
from typing import Any

from sim.experiments.response import Response, side_title
from sim.experiments.sweep import Sweep
from sim.results.errors import UserError
from sim.results.labels import label
from sim.scenario.problems import unknown

LONGEST = 30
"""Characters of a parameter's path on an axis; its end says most."""


def split_measure(sweep: Sweep, measure: str) -> tuple[str, str | None]:
    """The measure that the sweep has kept, and the side of ``winner=red``; None if none is named.

    Raises `UserError` for a measure that it has not kept, and for an unknown side.
    """
    name, equals, _ = measure.partition("=")
    if name not in sweep.measures:
        raise UserError(unknown("measure", measure, sweep.measures))
    return name, Response.named(measure, sweep.document.definition).side if equals else None


def measure_label(sweep: Sweep, measure: str) -> str:
    """The measure in words, such as ``Winner`` or ``Winner: Soviet Union``."""
    name, side = split_measure(sweep, measure)
    definition = sweep.document.definition
    words = label(name, definition)
    return words if side is None else f"{words}: {side_title(side, definition)}"


def check_path(sweep: Sweep, path: str) -> None:
    """Raise `UserError` for a parameter that the sweep has not varied."""
    if path not in sweep.paths:
        raise UserError(unknown("parameter of this sweep", path, sweep.paths))


def positions(values: Sequence[Any]) -> tuple[list[float], list[str] | None]:
    """Where the values stand on the axis, and their names if they are no numbers of one unit."""
    read = [_number_and_unit(value) for value in values]
    known = [one for one in read if one is not None]
    if len(known) == len(values) and len({unit for _, unit in known}) == 1:
        return [number for number, _ in known], None
    names = list(dict.fromkeys(str(value) for value in values))
    return [float(names.index(str(value))) for value in values], names


def _number_and_unit(value: Any) -> tuple[float, str] | None:
    """The number and the unit of ``12`` or ``9.6 km/h``; None for everything else."""
    if isinstance(value, bool):
        return None
    number, _, unit = str(value).partition(" ")
    try:
        return float(number), unit
    except ValueError:
        return None
