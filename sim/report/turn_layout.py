"""The turn record on paper: columns side by side, or below each other where it is narrow."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from textwrap import wrap
from typing import NamedTuple, Protocol

import numpy as np
from rich.text import Text

from sim.world.words import count

HOUR, PLACE = 7, 18
"""Widths of the first columns."""
LEAST_EVENT, LEAST_FIGURE = 24, 7
"""Least widths of the column of events, and of a figure."""


class Event(NamedTuple):
    """An event in words, and the style in which it stands."""

    place: str
    words: str
    style: str


class Record(Protocol):
    """What is laid out."""

    @property
    def ashore(self) -> np.ndarray:
        """Men on the battlefield, (turns + 1, sides)."""

    @property
    def losses(self) -> np.ndarray:
        """Men lost so far, (turns + 1, sides)."""

    def sides(self) -> list[tuple[str, str]]:
        """Title and colour of each side."""

    def men(self, turn: int) -> list[int]:
        """Men that each side has on the battlefield at the end of a turn."""

    def lost(self, turn: int) -> list[int]:
        """Men that each side loses in a turn."""


def layout_of(record: Record, width: int) -> "Columns | Paragraphs":
    """Columns if there is room for them, else paragraphs."""
    columns = Columns(record, width)
    return columns if columns.event >= LEAST_EVENT else Paragraphs(record, width)


class Columns:
    """Hour, place and event side by side; each side has men and men lost at the right."""

    def __init__(self, record: Record, width: int) -> None:
        self._record = record
        self._men = _room(record.ashore, " ")
        self._figures = self._men + _room(np.diff(record.losses, axis=0), " -")
        self.event = width - HOUR - PLACE - self._figures * len(record.sides())

    def heading(self) -> Iterator[Text]:
        """The sides above their columns, the names of the columns, and a line."""
        sides = self._record.sides()
        room = HOUR + PLACE + self.event
        titles = [wrap(title, self._figures - 1) for title, _ in sides]
        tallest = max(map(len, titles))
        for level in range(tallest):
            line = Text(" " * room)
            for lines, (_, colour) in zip(titles, sides, strict=True):
                part = ["", *lines][max(0, level + 1 - tallest + len(lines))]
                line.append(part.rjust(self._figures), style=colour)
            yield line
        below = Text("Hour".ljust(HOUR) + "Place".ljust(PLACE) + "Event".ljust(self.event))
        for _, colour in sides:
            below.append(self._pair("men", "lost"), style=colour)
        yield below
        yield Text("─" * (room + self._figures * len(sides)), style="dim")

    def of_turn(self, moment: datetime, turn: int, events: Sequence[Event]) -> Iterator[Text]:
        """The events of a turn; its last line has the figures."""
        written = list(self._written(events))
        for position, (place, words, style) in enumerate(written):
            line = Text(("" if position else f"{moment:%H:%M}").ljust(HOUR))
            line.append(place.ljust(PLACE))
            line.append(words.ljust(self.event), style=style)
            if position == len(written) - 1:
                self._append_figures(line, turn)
            line.rstrip()
            yield line

    def _append_figures(self, line: Text, turn: int) -> None:
        figures = zip(
            self._record.sides(), self._record.men(turn), self._record.lost(turn), strict=True
        )
        for (_, colour), men, lost in figures:
            line.append(self._pair(f"{men:,}", f"-{lost:,}" if lost else ""), style=colour)

    def _pair(self, men: str, lost: str) -> str:
        return men.rjust(self._men) + lost.rjust(self._figures - self._men)

    def _written(self, events: Sequence[Event]) -> Iterator[Event]:
        """Place, words and style of each line, wrapped to their columns."""
        before = None
        for where, words, style in events:
            places = wrap(where, PLACE - 2) if where != before else []
            said = wrap(words, self.event - 2, subsequent_indent="  ")
            for place, part in zip_longest(places, said, fillvalue=""):
                yield Event(place, part, style)
            before = where


class Paragraphs:
    """Events below the hour and the place, and the figures of a turn in words below them."""

    def __init__(self, record: Record, width: int) -> None:
        self._record = record
        self._width = width

    def heading(self) -> Iterator[Text]:
        """Nothing: every line says what it is."""
        yield from ()

    def of_turn(self, moment: datetime, turn: int, events: Sequence[Event]) -> Iterator[Text]:
        """The events of a turn, then men and men lost of each side."""
        before = None
        for position, (place, words, style) in enumerate(events):
            if not position or place != before:
                first = "" if position else f"{moment:%H:%M}"
                yield from self._wrapped(f"{first:{HOUR}}{place}", "", " " * HOUR)
            yield from self._wrapped(f"  {words}", style, "    ")
            before = place
        figures = zip(
            self._record.sides(), self._record.men(turn), self._record.lost(turn), strict=True
        )
        for (title, colour), men, lost in figures:
            also = f", {lost:,} lost" if lost else ""
            words = f"  = {title}: {count(men, 'man', 'men')}{also}"
            yield from self._wrapped(words, colour, "    ")

    def _wrapped(self, words: str, style: str, indent: str) -> Iterator[Text]:
        for line in wrap(words, self._width, subsequent_indent=indent):
            yield Text(line, style=style)


def _room(figures: np.ndarray, before: str) -> int:
    """The width of a column with such figures, and what stands before them."""
    return max(LEAST_FIGURE, len(f"{before}{int(figures.max(initial=0)):,}"))
