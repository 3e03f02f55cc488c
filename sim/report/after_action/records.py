"""The turn record of a run as rows of a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from sim.report.after_action.told_runs import ToldRun
from sim.report.turn_record import Entry


@dataclass(frozen=True)
class Row:
    """One event; the first of a turn has its hour, the last its figures."""

    step: int
    """The entry of the series that shows the end of its turn."""
    hour: str
    place: str
    words: str
    figures: tuple[str, ...] = ()
    """Men on the battlefield and men lost in the turn, side by side; empty but for the last."""


@dataclass(frozen=True)
class Day:
    """The events of a day."""

    title: str
    rows: list[Row]


def days(told: ToldRun) -> list[Day]:
    """The turn record day by day."""
    entries = groupby(told.record.entries(), lambda entry: entry.moment.date())
    return [
        Day(f"{day:%A}, {day.day} {day:%B %Y}", list(_rows(told, list(group))))
        for day, group in entries
    ]


def _rows(told: ToldRun, entries: list[Entry]) -> Iterator[Row]:
    for turn, group in groupby(entries, lambda entry: entry.turn):
        listed = list(group)
        place = None
        for position, entry in enumerate(listed):
            yield Row(
                turn + 1,
                "" if position else f"{entry.moment:%H:%M}",
                "" if entry.place == place else entry.place,
                entry.words,
                _figures(told, turn) if position == len(listed) - 1 else (),
            )
            place = entry.place


def _figures(told: ToldRun, turn: int) -> tuple[str, ...]:
    cells = []
    for side in range(told.ashore.shape[1]):
        lost = told.losses[turn + 1, side] - told.losses[turn, side]
        cells += [f"{told.ashore[turn + 1, side]:,}", f"{lost:,}" if lost else ""]
    return tuple(cells)
