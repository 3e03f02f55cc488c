"""The log of a table: who ordered what at which turn. Nothing is ever taken out of it.

What was undone stands in it as well: an entry `{"undo": N}` takes back all that came after turn N,
and `{"undo": "order"}` the last order of a side.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sim.luck.draws import RUNS_LIMIT
from sim.results.sound import shallow
from sim.scenario.order import OrderError
from sim.scenario.problems import show

UNDO, FOLLOW, DICE = "undo", "plan", "dice"
"""Keys of entries that are no orders: to take back, to follow the plan of the scenario, and the run
whose luck the battle has from the orders of a turn on."""
LAST = "order"
DEEPEST = 20
"""Levels to which an order may be nested; those of scenario files have about five."""


class Entry(NamedTuple):
    """Something that was ordered."""

    turn: int
    side: str
    order: Any
    """Plain values, as `Table.order` takes them."""


class Log:
    """What was ordered at a table, and what of it holds."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = [*entries]
        """All that was ordered and undone, in order."""
        self.held = in_force(self.entries)
        """What holds of it."""

    def note(self, turn: int, side: str, order: Any) -> None:
        """Add an entry."""
        self.entries.append(Entry(turn, side, order))
        self.held = in_force(self.entries)

    def take(self, entries: list[Entry]) -> None:
        """Have other entries instead, for the boards that play by this log."""
        self.entries = entries
        self.held = in_force(entries)

    def of_turn(self, turn: int) -> list[Entry]:
        """What holds of the orders of a turn."""
        return [one for one in self.held if one.turn == turn and one.side]

    def given(self, side: str, turn: int) -> list[Entry]:
        """What holds of the orders of a side at a turn."""
        return [one for one in self.of_turn(turn) if one.side == side]

    def dice(self) -> dict[int, int]:
        """By turn, the run whose luck the battle has from the orders of the turn on."""
        return {one.turn: checked_run(one.order[DICE]) for one in self.held if not one.side}


def checked_run(run: Any) -> int:
    """The number of a run. Raises ValueError for what is none."""
    if not isinstance(run, int) or isinstance(run, bool) or not 0 <= run < RUNS_LIMIT:
        raise ValueError(f"run: must be a whole number from 0 to {RUNS_LIMIT - 1}, not {show(run)}")
    return run


def in_force(log: Iterable[Entry]) -> list[Entry]:
    """What holds of a log, when everything that was undone is left out."""
    held: list[Entry] = []
    for entry in log:
        if not isinstance(entry.order, dict) or UNDO not in entry.order:
            held.append(entry)
        elif entry.order[UNDO] == LAST:
            held.pop(_last_of(entry, held))
        else:
            held = [one for one in held if one.turn <= entry.order[UNDO]]
    return held


def _last_of(entry: Entry, held: list[Entry]) -> int:
    mine = [i for i, one in enumerate(held) if (one.turn, one.side) == entry[:2]]
    if not mine:
        raise ValueError(f"{entry.side} has no order to take back at turn {entry.turn}")
    return mine[-1]


def plain_order(order: Any) -> Any:
    """An order as the log holds it. Raises `OrderError` for what is no plain data."""
    if not isinstance(order, str | Mapping):
        raise OrderError(f"an order names an operation or describes it, not {show(order)}")
    try:
        text = json.dumps(order, allow_nan=False, ensure_ascii=False)
        plain = json.loads(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise OrderError(f"an order is plain data, as JSON holds it: {error}") from None
    if not shallow(plain, DEEPEST):
        raise OrderError(f"an order is not nested more than {DEEPEST} deep")
    return plain
