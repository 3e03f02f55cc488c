"""The turn record of one battle: what happened where, and what it cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, zip_longest
from textwrap import fill, shorten, wrap

import numpy as np
from rich.text import Text

from sim.report.console import WIDTH
from sim.results.labels import capitalised, duration, place_title, side_colours
from sim.scenario.definition import Definition
from sim.world.chronicle import Occurrence
from sim.world.clock import Clock

_HOUR, _PLACE, _MEN, _FIGURES = 7, 18, 7, 14
"""Widths of the columns; each side has figures of men and of men lost."""


@dataclass(frozen=True)
class Entry:
    """One event as readers are told of it."""

    turn: int
    moment: datetime
    """When the turn begins."""
    place: str
    words: str


@dataclass(frozen=True)
class TurnRecord:
    """One battle, turn by turn; turns in which nothing happened are left out.

    `ashore` and `losses` have shape (turns + 1, sides): men on the battlefield and men lost so far,
    first before the battle and then at the end of each turn.
    """

    definition: Definition
    occurrences: Sequence[Occurrence]
    ashore: np.ndarray
    losses: np.ndarray

    def lines(self, width: int = WIDTH) -> Iterator[Text]:
        """How to read it, then for each day a heading and lines of at most that width."""
        clock = Clock(self.definition)
        note = (
            f"Hours are on {self.definition.clock.words}: those at which turns of "
            f"{duration(clock.hours)} begin; men on the battlefield and men lost are counted at "
            "their end."
        )
        yield Text(fill(note, width), style="dim")
        for day, turns in groupby(self._turns(), lambda turn: clock.moment(turn[0]).date()):
            yield Text(f"\n{day:%A}, {day.day} {day:%B %Y}", style="bold")
            yield from self._heading(width)
            for turn, happened in turns:
                yield from self._of_turn(clock.moment(turn), turn, happened, width)

    def entries(self) -> Iterator[Entry]:
        """Every event in order; those of a turn at one place stand together."""
        clock = Clock(self.definition)
        for turn, happened in self._turns():
            for place, words, _ in self._events(happened):
                yield Entry(turn, clock.moment(turn), place, words)

    def _turns(self) -> list[tuple[int, list[Occurrence]]]:
        ordered = sorted(self.occurrences, key=lambda one: one.turn)
        return [(turn, list(group)) for turn, group in groupby(ordered, lambda one: one.turn)]

    def _heading(self, width: int) -> Iterator[Text]:
        """Two lines: the sides above their columns, then the names of the columns."""
        room = _HOUR + _PLACE + self._event_width(width)
        above, below = Text(" " * room), Text("Hour".ljust(_HOUR) + "Place".ljust(_PLACE))
        below.append("Event".ljust(self._event_width(width)))
        for side, colour in self._sides():
            title = shorten(self.definition.sides[side].title, _FIGURES - 1, placeholder="…")
            above.append(title.rjust(_FIGURES), style=colour)
            below.append("men".rjust(_MEN) + "lost".rjust(_FIGURES - _MEN), style=colour)
        yield above
        yield below
        yield Text("─" * min(width, room + _FIGURES * len(self._sides())), style="dim")

    def _event_width(self, width: int) -> int:
        return max(width - _HOUR - _PLACE - _FIGURES * len(self.definition.sides), 20)

    def _sides(self) -> list[tuple[str, str]]:
        colours = side_colours(self.definition)
        return [(side, colours[side]) for side in self.definition.sides]

    def _of_turn(
        self, moment: datetime, turn: int, happened: list[Occurrence], width: int
    ) -> Iterator[Text]:
        """The events of a turn; its last line has the figures."""
        written = list(self._written(happened, self._event_width(width)))
        for position, (place, words, style) in enumerate(written):
            line = Text(("" if position else f"{moment:%H:%M}").ljust(_HOUR))
            line.append(place.ljust(_PLACE))
            line.append(words.ljust(self._event_width(width)), style=style)
            if position == len(written) - 1:
                self._append_figures(line, turn)
            line.rstrip()
            yield line

    def _append_figures(self, line: Text, turn: int) -> None:
        new = self.losses[turn + 1] - self.losses[turn]
        for side, (_, colour) in enumerate(self._sides()):
            lost = f"-{new[side]:,}" if new[side] else ""
            men = f"{self.ashore[turn + 1, side]:,}".rjust(_MEN)
            line.append(men + lost.rjust(_FIGURES - _MEN), style=colour)

    def _written(self, happened: list[Occurrence], room: int) -> Iterator[tuple[str, str, str]]:
        """Place, words and style of each line, wrapped to their columns."""
        before = None
        for where, words, style in self._events(happened):
            places = wrap(where, _PLACE - 2) if where != before else []
            said = wrap(words, room - 2, subsequent_indent="  ")
            for place, part in zip_longest(places, said, fillvalue=""):
                yield place, part, style
            before = where

    def _events(self, happened: list[Occurrence]) -> list[tuple[str, str, str]]:
        """Place, words and style of each event; a place's events of a turn stand together."""
        places = list(dict.fromkeys(one.place for one in happened))
        ordered = sorted(happened, key=lambda one: places.index(one.place))
        return [(self._place(one.place), *self._words(one)) for one in ordered]

    def _place(self, name: str) -> str:
        return capitalised(place_title(name, self.definition)) if name else ""

    def _words(self, occurrence: Occurrence) -> tuple[str, str]:
        if not occurrence.side:
            return capitalised(occurrence.text), ""
        side = self.definition.sides[occurrence.side].title
        said = occurrence.text.startswith(side)
        words = occurrence.text if said else f"{side}: {occurrence.text}"
        return capitalised(words), side_colours(self.definition)[occurrence.side]
