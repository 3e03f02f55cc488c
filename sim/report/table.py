"""Tables as plain text in cells, for terminals, HTML and Markdown alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from sim.report.letters import plain

COLOURS = {"✓": Style(color="green"), "✗": Style(color="red")}
"""Of cells that are a mark."""
BOLD = Style(bold=True)
GAP = "  "
"""Between two columns; half of it stands before the first and after the last."""


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
        if self.title and self.title != self.headings[0]:
            yield Text(f"\n{self.title}", style="bold")
        table = [[_Cell(one, options.encoding) for one in row] for row in self._all()]
        sizes = [_size(column) for column in zip(*table, strict=True)]
        widths = _fitted(sizes, options.max_width - len(GAP) * len(sizes))
        if widths is None:
            yield from self._paragraphs()
            return
        edge = " " * (sum(widths) + len(GAP) * len(widths)) + "\n"
        yield Segment(edge)
        yield from self._lines(table[0], widths, console, BOLD, at_bottom=True)
        rule = "-" if options.ascii_only else "─"
        yield Segment(f" {rule * (len(edge) - len(GAP) - 1)} \n")
        for position, row in enumerate(table[1:]):
            style = BOLD if position in self.totals else Style.null()
            yield from self._lines(row, widths, console, style)
        yield Segment(edge)

    def _all(self) -> list[Sequence[str]]:
        return [self.headings, *self.rows]

    def _lines(
        self,
        row: Sequence["_Cell"],
        widths: Sequence[int],
        console: Console,
        style: Style,
        *,
        at_bottom: bool = False,
    ) -> Iterable[Segment]:
        """The lines of a row."""
        broken = [one.broken(width, console) for one, width in zip(row, widths, strict=True)]
        height = max(map(len, broken))
        for line in range(height):
            yield Segment(" ", style)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True)):
                lines = broken[position]
                above = height - len(lines) if at_bottom else 0
                text = lines[line - above] if 0 <= line - above < len(lines) else ""
                space = " " * (width - cell_len(text))
                text = space + text if position in self.numbers else text + space
                yield Segment(text, style + cell.style)
                yield Segment(GAP if position < len(row) - 1 else " \n", style)

    def _paragraphs(self) -> Iterable[Text]:
        name = ""
        for position, (first, *others) in enumerate(self.rows):
            name = first or name
            yield Text(f"\n{name.strip()}", style="bold" if position in self.totals else "")
            for heading, cell in zip(self.headings[1:], others, strict=True):
                if cell:
                    yield Text(f"  {heading}: {cell}")
        yield Text()


class _Cell:
    """A cell in characters that an encoding has."""

    def __init__(self, cell: str, encoding: str) -> None:
        self.style = COLOURS.get(cell)
        self.text = cell if cell.isascii() else plain(cell, encoding)
        self.simple = self.text.isprintable()
        """Whether it is one line, of nothing but characters."""

    def size(self) -> tuple[int, int]:
        """The width of its longest word, and that of its longest line."""
        return (
            max(map(cell_len, self.text.split()), default=1),
            max(map(cell_len, self.text.splitlines()), default=1),
        )

    def broken(self, width: int, console: Console) -> list[str]:
        """Its lines in a column of some width."""
        if self.simple and cell_len(self.text) <= width:
            return [self.text]
        lines = Text(self.text).wrap(console, width, overflow="fold")
        return [one.plain.rstrip() for one in lines] or [""]


def _size(column: Iterable[_Cell]) -> tuple[int, int]:
    least, most = zip(*(one.size() for one in column), strict=True)
    return max(least), max(most)


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
