"""Tables as plain text in cells, for HTML and Markdown alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table as RichTable


@dataclass(frozen=True)
class Table:
    """Headings and rows; the first column names what a row is about."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = field(default=frozenset())
    """Positions of the columns whose cells are aligned at the right."""

    @classmethod
    def of(
        cls, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], *numbers: int
    ) -> "Table":
        """A table of whatever the cells are; None is an empty cell."""
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        return cls(title, list(headings), cells, frozenset(numbers))

    @classmethod
    def from_terminal(cls, table: RichTable) -> "Table":
        """A table that was made for the terminal."""
        headings = [" ".join(str(column.header).split()) for column in table.columns]
        columns = [[str(cell) for cell in column.cells] for column in table.columns]
        right = {i for i, column in enumerate(table.columns) if column.justify == "right"}
        rows = list(zip(*columns, strict=True))
        return cls(headings[0], headings, rows, frozenset(right))
