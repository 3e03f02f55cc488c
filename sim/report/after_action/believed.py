"""What each side believed in a run that is told: in figures, and where it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.report.table import Table
from sim.results.beliefs import BeliefRow
from sim.results.figures import hour, percent
from sim.scenario.definition import Definition


@dataclass(frozen=True)
class Believed:
    """What one side believed of the enemy in a run."""

    side: str
    summary: str
    changes: Table
    """Where it learnt something, and what was so."""


def believed(side: str, rows: Sequence[BeliefRow], definition: Definition) -> Believed:
    """What a side believed, from a row a turn and place."""
    headings = (
        "Hour", "Place", "Enemies believed", "Known by", "Enemies there", "Held by, as believed",
        "Held by",
    )  # fmt: skip
    changes = Table.of("", headings, _changes(rows, definition), 2, 4)
    return Believed(side, _summary(definition.sides[side].title, rows), changes)


def _summary(title: str, rows: Sequence[BeliefRow]) -> str:
    there = [one for one in rows if one.so]
    if not there:
        return f"{title}: no enemy was in the field."
    counts = [sum(one.believed == known for one in there) for known in (None, 0)]
    unknown, missed = (percent(round(count / len(there), 2)) for count in counts)
    off = [abs(one.error) for one in there if one.error is not None]
    error = f"; its figures were off by {sum(off) / len(off):,.0f} men on average" if off else ""
    return (
        f"{title}: where the enemy stood it knew no strength in {unknown} of the turns and places, "
        f"and believed that nobody was there in {missed}{error}."
    )


def _changes(rows: Sequence[BeliefRow], definition: Definition) -> Iterator[tuple[str, ...]]:
    """Rows at which the source, a holder or a report is new, or own troops leave or come back.

    The first turn stands whole.
    """
    last: dict[str, BeliefRow] = {}
    for one in rows:
        before = last.get(one.place)
        if before is None or _is_news(before, one):
            yield _words(one, definition)
        last[one.place] = one


def _is_news(before: BeliefRow, now: BeliefRow) -> bool:
    report = now.seen_by in ("scouts", "airmen") and now.believed != before.believed
    ends = (before.hours_ago == 0) != (now.hours_ago == 0) and now.seen_by != "map"
    kinds = [(one.seen_by, one.held_by_believed, one.held_by) for one in (before, now)]
    return report or ends or kinds[0] != kinds[1]


def _words(one: BeliefRow, definition: Definition) -> tuple[str, ...]:
    place = definition.places[one.place].title or one.place.replace("_", " ")
    number = "?" if one.believed is None else f"{one.believed:,}"
    source = one.seen_by if one.hours_ago == 0 else f"{one.seen_by}, {one.hours_ago:g} h ago"
    holders = [_title(side, definition) for side in (one.held_by_believed, one.held_by)]
    return hour(one.time), place, number, source, f"{one.so:,}", *holders


def _title(side: str | None, definition: Definition) -> str:
    return "nobody" if side is None else definition.sides[side].title
