"""Tables as plain text in cells, for terminals, HTML and Markdown alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich import box
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.measure import Measurement
from rich.table import Table as Grid
from rich.text import Text

COLOURS = {"✓": "green", "✗": "red"}
"""Of cells that are a mark."""
DASHED = box.Box(str(box.SIMPLE_HEAD).replace("─", "-"), ascii=True)
"""The line below the headings where the encoding has no better one."""
GAP = 2
"""Columns of a terminal between two of the table."""


@dataclass(frozen=True)
class Table:
    """Headings and rows; the first column names what a row is about.

    On a terminal cells are broken at spaces alone; where that is not enough, each row stands as a
    paragraph with a line for each cell. Nothing is cut.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = field(default=frozenset())
    """Positions of the columns whose cells are aligned at the right."""
    totals: frozenset[int] = field(default=frozenset())
    """Positions of the rows that sum up those below them."""

    @classmethod
    def of(
        cls,
        title: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[Any]],
        *numbers: int,
        totals: Iterable[int] = (),
    ) -> "Table":
        """A table of whatever the cells are; None is an empty cell.

        An empty heading of the first column is replaced by the title.
        """
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        first, *others = headings
        return cls(title, [first or title, *others], cells, frozenset(numbers), frozenset(totals))

    def html(self, *, caption: bool = False) -> str:
        """The table as HTML."""
        from sim.report.html_table import table_macro

        return str(table_macro()(self, caption))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        sizes = [self._sizes(column, console, options) for column in range(len(self.headings))]
        if self.title and self.title != self.headings[0]:
            yield Text(f"\n{self.title}", style="bold")
        widths = _fitted(sizes, options.max_width - GAP * len(sizes))
        if widths is None:
            yield from self._paragraphs()
            return
        lines = DASHED if options.ascii_only else box.SIMPLE_HEAD
        grid = Grid(box=lines, padding=(0, GAP - 1, 0, 0), pad_edge=False)
        for position, (heading, width) in enumerate(zip(self.headings, widths, strict=True)):
            side: JustifyMethod = "right" if position in self.numbers else "left"
            grid.add_column(heading, justify=side, width=width, overflow="fold", vertical="bottom")
        for position, row in enumerate(self.rows):
            style = "bold" if position in self.totals else ""
            cells = (Text(cell, COLOURS[cell]) if cell in COLOURS else cell for cell in row)
            grid.add_row(*cells, style=style)
        for column in grid.columns:
            column.vertical = "top"
        yield grid

    def _sizes(self, column: int, console: Console, options: ConsoleOptions) -> tuple[int, int]:
        """The width of the longest word of a column, and that of its longest cell."""
        cells = [self.headings[column], *(row[column] for row in self.rows)]
        wide = options.update_width(10_000)
        found = [Measurement.get(console, wide, cell) for cell in cells if cell]
        return (
            max((one.minimum for one in found), default=1),
            max((one.maximum for one in found), default=1),
        )

    def _paragraphs(self) -> Iterable[Text]:
        name = ""
        for position, (first, *others) in enumerate(self.rows):
            name = first or name
            yield Text(f"\n{name.strip()}", style="bold" if position in self.totals else "")
            for heading, cell in zip(self.headings[1:], others, strict=True):
                if cell:
                    yield Text(f"  {heading}: {cell}")
        yield Text()


def _fitted(sizes: Sequence[tuple[int, int]], room: int) -> list[int] | None:
    """Widths of columns that together take no more than the room; None if words do not fit in.

    The widest columns are made narrower first, all to one width.
    """
    if sum(least for least, _ in sizes) > room:
        return None
    widest = max(most for _, most in sizes)
    while sum(_width(one, widest) for one in sizes) > room:
        widest -= 1
    return [_width(one, widest) for one in sizes]


def _width(size: tuple[int, int], widest: int) -> int:
    least, most = size
    return max(least, min(most, widest))
