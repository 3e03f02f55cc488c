"""Tables of text with a header, as spreadsheets write them, read with line numbers."""

import csv
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.problems import Problem, ScenarioError
from sim.scenario.text_file import read_text


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of a table: its line in the file, and the text of each cell by column."""

    line: int
    cells: dict[str, str]


def read_csv(path: str | Path) -> tuple[list[str], list[CsvRow]]:
    """The columns of a comma-separated file in UTF-8, and its rows without those that are empty.

    Raises `ScenarioError` for a file that cannot be read, and names each row of another length.
    """
    file = str(path)
    lines = csv.reader(read_text(Path(path)).splitlines())
    columns = [name.strip() for name in next(lines, [])]
    problems = _wrong_header(file, columns)
    rows = []
    for cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            message = f"has {len(cells)} cells where the header has {len(columns)}"
            problems.append(Problem(file, lines.line_num, 0, "", message))
            continue
        texts = (cell.strip() for cell in cells)
        rows.append(CsvRow(lines.line_num, dict(zip(columns, texts, strict=True))))
    if not rows and not problems:
        problems.append(Problem(file, 1, 0, "", "the table has no rows"))
    if problems:
        raise ScenarioError(problems)
    return columns, rows


def _wrong_header(file: str, columns: list[str]) -> list[Problem]:
    if not any(columns):
        return [Problem(file, 1, 0, "", "the table has no header")]
    twice = dict.fromkeys(name for name in columns if columns.count(name) > 1)
    return [Problem(file, 1, 0, name, "there are two columns of this name") for name in twice]
