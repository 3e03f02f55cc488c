"""Parameters of a sweep on an axis."""

from collections.abc import Sequence
from typing import Any

from sim.experiments.sweep import Sweep
from sim.results.errors import UserError
from sim.scenario.problems import unknown

LONGEST = 30
"""Characters of a parameter's path on an axis; its end says most."""


def check_measure(sweep: Sweep, measure: str) -> None:
    """Raise `UserError` for a measure that the sweep has not kept."""
    if measure not in sweep.measures:
        raise UserError(unknown("measure", measure, sweep.measures))


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
