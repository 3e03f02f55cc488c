"""Tables of battles: one row a battle, with the columns of the bundled half of CDB90."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario import Problem, ScenarioError
from sim.scenario.csv_rows import CsvRow, read_csv
from sim.scenario.problems import show, unknown

if TYPE_CHECKING:
    import pandas as pd

BUNDLED = Path(__file__).with_name("cdb90_half.csv")
"""The table that comes with the package; its README says where it is from."""
IN_MEMORY = "<table>"
"""Stands for the file of a table that was given from Python."""

Read = Callable[[str], Any]
"""Turns the text of a cell into a value; raises ValueError with what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold, and what is assumed of a battle that says nothing there."""

    read: Read
    default: Any = None
    assumed: str = ""
    """The assumption in words; columns without one are required."""


def _number(low: float, high: float) -> Read:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise ValueError(f"must be a number from {low:g} to {high:,.0f}, not {show(text)}")
        return value

    return read


def _choice(*allowed: str) -> Read:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(unknown("value", text, allowed))
        return text

    return read


_MEN, _SOME = _number(1, 10_000_000), _number(0, 1_000_000)
_LOST = _number(0, 100_000_000)
SIDES, ARMS = ("attacker", "defender"), ("guns", "tanks", "sorties")
_NOT_SCORED = "it is not scored by it"

COLUMNS: dict[str, Column] = {
    "battle": Column(str, None, "its number in the table stands for its name"),
    "name": Column(str, "", "it has no name"),
    "war": Column(str, "", "it is a war of its own"),
    "start": Column(str, "", "the hour is not known, and the mapping asks for none"),
    "year": Column(_number(-3000, 3000), 1945.0, "it was fought in the Second World War"),
    "hours": Column(_number(0.1, 100_000), None, _NOT_SCORED),
    "attacker": Column(str, "attacker", "the attacker has no name"),
    "defender": Column(str, "defender", "the defender has no name"),
    "attacker_men": Column(_MEN),
    "defender_men": Column(_MEN),
    **dict.fromkeys(
        [f"{side}_{arm}" for arm in ARMS for side in SIDES],
        Column(_SOME, 0.0, "there were none"),
    ),
    "posture": Column(
        _choice("WD", "DL", "HD", "PD", "FD"), "HD", "the defence was hasty"
    ),
    "terrain_relief": Column(_choice("G", "R", "F"), "R", "the ground was rolling"),
    "terrain_cover": Column(_choice("W", "M", "B", "D"), "M", "the cover was mixed"),
    "terrain_kind": Column(_choice("", "U", "M", "D"), "", "no town, marsh or dunes"),
    "surprise": Column(_number(-3, 3), 0.0, "nobody was surprised"),
    "air_superiority": Column(_number(-1, 1), 0.0, "nobody had it"),
    "outcome": Column(_choice("attacker", "defender", "draw"), None, _NOT_SCORED),
    "attacker_casualties": Column(_LOST, None, _NOT_SCORED),
    "defender_casualties": Column(_LOST, None, _NOT_SCORED),
}  # fmt: skip
"""The columns that have a meaning; others are kept as text."""


@dataclass(frozen=True)
class BattleTable:
    """Battles as they were read; wrong values never get this far."""

    name: str
    frame: "pd.DataFrame"
    """One row a battle, the columns of `COLUMNS` first; unknown ones are kept as text."""
    assumptions: list[str] = field(default_factory=list)
    """What was assumed of how many battles."""

    def __len__(self) -> int:
        return len(self.frame)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each battle as a mapping from column to value."""
        for row in self.frame.to_dict("records"):
            yield {str(column): value for column, value in row.items()}


def read_table(source: "str | Path | pd.DataFrame | None" = None) -> BattleTable:
    """The battles of a CSV file or a data frame; without one, the bundled half of CDB90.

    Raises `ScenarioError` with every cell that is wrong, as file, line and column.
    """
    if source is None or isinstance(source, str | Path):
        path = BUNDLED if source is None else Path(source)
        columns, rows = read_csv(path)
        return _table(path.name if source is None else str(path), columns, rows)
    texts = source.astype(object).where(source.notna(), "").astype(str)
    rows = [
        CsvRow(number, {str(name): str(text) for name, text in row.items()})
        for number, row in enumerate(texts.to_dict("records"), start=1)
    ]
    return _table(IN_MEMORY, [str(name) for name in source.columns], rows)


def _meant(name: str, columns: list[str]) -> str:
    """The unknown column that is likely to be meant."""
    near = get_close_matches(name, [one for one in columns if one not in COLUMNS], n=1)
    return f"; is {near[0]!r} meant?" if near else ""


def _table(file: str, columns: list[str], rows: list[CsvRow]) -> BattleTable:
    import pandas as pd

    problems = [
        Problem(file, 1, 0, "", f"required column {name!r} is missing{_meant(name, columns)}")
        for name, one in COLUMNS.items()
        if name not in columns and not one.assumed
    ]
    values: dict[str, list[Any]] = {}
    gaps: dict[str, int] = {}
    for name, column in COLUMNS.items():
        present = name in columns
        found = [_read(file, row, name, column, problems) if present else None for row in rows]
        missing = [value is None for value in found]
        gaps[name] = sum(missing) if column.default != "" else 0
        values[name] = [
            column.default if gone else v for v, gone in zip(found, missing, strict=True)
        ]
    _name(values, file, rows, problems)
    if problems:
        raise ScenarioError(problems)
    frame = pd.DataFrame(values)
    others = [name for name in columns if name not in COLUMNS]
    frame = frame.assign(**{name: [row.cells[name] for row in rows] for name in others})
    return BattleTable(file, frame, list(_told(gaps, len(rows))))


def _read(file: str, row: CsvRow, name: str, column: Column, problems: list[Problem]) -> Any:
    """The value of a cell; None where it is empty or wrong."""
    text = row.cells[name]
    if not text:
        if not column.assumed:
            problems.append(Problem(file, row.line, 0, name, "must not be empty"))
        return None
    try:
        return column.read(text)
    except ValueError as error:
        problems.append(Problem(file, row.line, 0, name, str(error)))
        return None


def _name(
    values: Mapping[str, list[Any]], file: str, rows: list[CsvRow], problems: list[Problem]
) -> None:
    """Battles have names of their own, and a battle of no known war is a war of its own."""
    names, wars = values["battle"], values["war"]
    seen: dict[str, int] = {}
    for i, row in enumerate(rows):
        names[i] = names[i] or f"battle-{i + 1}"
        wars[i] = wars[i] or names[i]
        if names[i] in seen:
            message = f"{show(names[i])} is the name of a battle on line {seen[names[i]]} already"
            problems.append(Problem(file, row.line, 0, "battle", message))
        seen.setdefault(names[i], row.line)


def _told(gaps: Mapping[str, int], total: int) -> Iterator[str]:
    for name, count in gaps.items():
        if count:
            who = "all battles" if count == total else f"{count:,} of {total:,} battles"
            yield f"{name} is not given for {who}: {COLUMNS[name].assumed}"
