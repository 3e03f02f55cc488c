"""Luck against decision as tables: what dice and orders did to an outcome, by turn."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from sim.experiments.account import Account, Share
from sim.report.futures_table import condition_label
from sim.report.table import Table
from sim.results.figures import hour, with_error
from sim.results.labels import label
from sim.scenario.definition import Definition
from sim.scenario.measures import measures
from sim.world.clock import Clock

MOST_ROWS = 16
"""Turns that a table shows: those in which most happened."""
NOTE = (
    "Orders: the outlook with the orders of a turn and the plan after it, less that with the plan "
    "at once. Dice: all else that moved the outlook."
)


def account_parts(found: Sequence[Account], *, by_turn: bool) -> Iterator[RenderableType]:
    """Each account in a sentence, and as a table of its turns if that is wanted."""
    if found:
        yield Text("\nLuck against decision", style="bold")
    for one in found:
        yield Text(words(one))
        if by_turn and any(map(_size, one.shares)):
            yield _table(one)
    if found:
        yield Text(NOTE)


def words(one: Account) -> str:
    """Luck against decision, in a sentence."""
    definition = one.document.definition
    if one.of not in measures(definition):
        parts = (f"{100 * value:.0f}" for value in (one.expected, one.outcome))
        first, last = parts
        moved = f"orders {100 * one.decisions:+.0f}, dice {100 * one.dice:+.0f} points"
        return f"{condition_label(one.of, definition)}: expected {first} %; {moved}; came {last} %"
    expected = with_error(one.expected, one.error)
    return (
        f"{label(one.of, definition)}: expected {expected}; orders {one.decisions:+,.0f}, dice "
        f"{one.dice:+,.0f}; came {one.outcome:,.0f}"
    )


def _table(one: Account) -> Table:
    definition = one.document.definition
    clock = Clock(definition)
    chance = one.of not in measures(definition)
    factor = 100.0 if chance else 1.0
    most = sorted(one.shares, key=_size, reverse=True)[:MOST_ROWS]
    rows = [
        [
            hour(clock.moment(share.turn)),
            _cell(factor * share.decisions, factor * share.decisions_error),
            _cell(factor * share.dice, factor * share.dice_error),
        ]
        for share in sorted(most, key=lambda share: share.turn)
        if _size(share)
    ]
    unit = ", points" if chance else ""
    return Table.of(_title(one, definition), ["From", f"Orders{unit}", f"Dice{unit}"], rows, 1, 2)


def _title(one: Account, definition: Definition) -> str:
    if one.of in measures(definition):
        return label(one.of, definition)
    return condition_label(one.of, definition)


def _size(share: Share) -> float:
    return abs(share.decisions) + abs(share.dice)


def _cell(value: float, error: float) -> str:
    if not value and not error:
        return ""
    return f"{'+' if value > 0 else ''}{with_error(value, error)}"
