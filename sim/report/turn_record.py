"""The turn record of one battle: what happened where, and what it cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from sim.core.chronicle import Occurrence
from sim.core.clock import Clock
from sim.report.console import WIDTH
from sim.results.labels import capitalised, duration, place_title, side_colours
from sim.scenario.definition import Definition


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

    def tables(self, width: int = WIDTH) -> Iterator[Text | Table]:
        """How to read it, then a heading and a table of that width for each day."""
        clock = Clock(self.definition)
        yield Text(
            f"Hours ({self.definition.clock.name}) are those at which turns of "
            f"{duration(clock.hours)} begin; men on the battlefield and men lost are counted at "
            "their end.",
            style="dim",
        )
        for day, turns in groupby(self._turns(), lambda turn: clock.moment(turn[0]).date()):
            yield Text(f"\n{day:%A}, {day.day} {day:%B %Y}", style="bold")
            table = self._table(width)
            for turn, happened in turns:
                self._add(table, clock.moment(turn), turn, happened)
            yield table

    def _turns(self) -> list[tuple[int, list[Occurrence]]]:
        ordered = sorted(self.occurrences, key=lambda one: one.turn)
        return [(turn, list(group)) for turn, group in groupby(ordered, lambda one: one.turn)]

    def _table(self, width: int) -> Table:
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), width=width)
        titles = {name: side.title.split()[:3] for name, side in self.definition.sides.items()}
        above = "\n" * max(map(len, titles.values()))
        table.add_column(f"{above}Hour", no_wrap=True)
        table.add_column(f"{above}Place", width=16)
        table.add_column(f"{above}Event", ratio=1)
        for name, words in titles.items():
            colour = side_colours(self.definition)[name]
            men = "\n".join([*[""] * (len(above) - len(words)), *words, "men"])
            for heading, least in ((men, 5), (f"{above}lost", 4)):
                table.add_column(
                    Text(heading, style=colour, justify="right"),
                    justify="right",
                    style=colour,
                    no_wrap=True,
                    vertical="bottom",
                    min_width=least,
                )
        return table

    def _add(self, table: Table, moment: datetime, turn: int, happened: list[Occurrence]) -> None:
        ashore, losses = self.ashore[turn + 1], self.losses[turn + 1]
        new = losses - self.losses[turn]
        figures = [
            text
            for side in range(len(ashore))
            for text in (f"{ashore[side]:,}", f"-{new[side]:,}" if new[side] else "")
        ]
        lines = self._lines(happened)
        place = None
        for position, (where, words) in enumerate(lines):
            hour = "" if position else f"{moment:%H:%M}"
            last = position == len(lines) - 1
            table.add_row(hour, "" if where == place else where, words, *(figures if last else []))
            place = where

    def _lines(self, happened: list[Occurrence]) -> list[tuple[str, Text]]:
        """Place and event of each line; a place's events of a turn stand together."""
        places = list(dict.fromkeys(one.place for one in happened))
        ordered = sorted(happened, key=lambda one: places.index(one.place))
        return [(self._place(one.place), self._words(one)) for one in ordered]

    def _place(self, name: str) -> str:
        return capitalised(place_title(name, self.definition)) if name else ""

    def _words(self, occurrence: Occurrence) -> Text:
        if not occurrence.side:
            return Text(capitalised(occurrence.text))
        side = self.definition.sides[occurrence.side].title
        said = occurrence.text.startswith(side)
        words = occurrence.text if said else f"{side}: {occurrence.text}"
        return Text(capitalised(words), style=side_colours(self.definition)[occurrence.side])
