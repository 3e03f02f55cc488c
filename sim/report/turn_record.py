"""The turn record of one battle: what happened where, and what it cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from textwrap import fill

import numpy as np
from rich.text import Text

from sim.report.console import WIDTH
from sim.report.turn_layout import Event, layout_of
from sim.results.labels import duration, side_colours
from sim.scenario.definition import Definition
from sim.scenario.titles import capitalised, place_title
from sim.world.chronicle import Occurrence
from sim.world.clock import Clock


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
        layout = layout_of(self, width)
        for day, turns in groupby(self.turns(), lambda turn: clock.moment(turn[0]).date()):
            yield Text(f"\n{day:%A}, {day.day} {day:%B %Y}", style="bold")
            yield from layout.heading()
            for turn, happened in turns:
                yield from layout.of_turn(clock.moment(turn), turn, self.events(happened))

    def entries(self) -> Iterator[Entry]:
        """Every event in order; those of a turn at one place stand together."""
        clock = Clock(self.definition)
        for turn, happened in self.turns():
            for place, words, _ in self.events(happened):
                yield Entry(turn, clock.moment(turn), place, words)

    def turns(self) -> list[tuple[int, list[Occurrence]]]:
        """The turns in which something happened, with what did."""
        ordered = sorted(self.occurrences, key=lambda one: one.turn)
        return [(turn, list(group)) for turn, group in groupby(ordered, lambda one: one.turn)]

    def sides(self) -> list[tuple[str, str]]:
        """Title and colour of each side."""
        colours = side_colours(self.definition)
        return [(side.title, colours[name]) for name, side in self.definition.sides.items()]

    def lost(self, turn: int) -> list[int]:
        """Men that each side loses in a turn."""
        new: list[int] = (self.losses[turn + 1] - self.losses[turn]).tolist()
        return new

    def men(self, turn: int) -> list[int]:
        """Men that each side has on the battlefield at the end of a turn."""
        left: list[int] = self.ashore[turn + 1].tolist()
        return left

    def events(self, happened: list[Occurrence]) -> list[Event]:
        """Place, words and style of each event; a place's events of a turn stand together."""
        places = list(dict.fromkeys(one.place for one in happened))
        ordered = sorted(happened, key=lambda one: places.index(one.place))
        return [Event(self._place(one.place), *self._words(one)) for one in ordered]

    def _place(self, name: str) -> str:
        return capitalised(place_title(name, self.definition)) if name else ""

    def _words(self, occurrence: Occurrence) -> tuple[str, str]:
        if not occurrence.side:
            return capitalised(occurrence.text), ""
        side = self.definition.sides[occurrence.side].title
        said = occurrence.text.startswith(side)
        words = occurrence.text if said else f"{side}: {occurrence.text}"
        return capitalised(words), side_colours(self.definition)[occurrence.side]
