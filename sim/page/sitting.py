"""A sitting: one table, the people at it, and what each of them has seen.

Pages draw from what is kept here, never from the table itself: while a turn is played, in a thread
of its own, they show what was so before it.
"""

import asyncio
import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim.commanders.legal import LegalOrder
from sim.commanders.situation import RouteState, Situation
from sim.page.layout import Layout
from sim.page.seen import Sight
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.table.log import FOLLOW, in_force
from sim.table.save import TableWarning
from sim.table.table import PERSON, Table

PATIENCE = 0.3
"""Seconds after which the pages say that a turn is being played."""
Action = Callable[[], Any]
Seen = dict[str, list[Sight]]
"""What each side saw at each turn."""


class NewsSince(UserError):
    """A turn is not taken back without further ado, for something was learnt since."""


class Sitting:
    """A table at which one or two people play; all their pages are told of what changes."""

    def __init__(self, table: Table, first: str, *, apart: bool = False) -> None:
        self.apart = apart
        """Whether two people play in browsers of their own."""
        self.busy = False
        """Whether a turn is being played."""
        self.watchers: set[Action] = set()
        """Called when there is something new to see."""
        self._texts: dict[str, str] = {}
        self._take(table, first, _past(table))

    def _take(self, table: Table, first: str, past: Seen) -> None:
        """Sit down at a table of which something has been seen already."""
        self.table = table
        others = [side for side in _people(table) if side != first]
        self.people = [first, *others]
        self.at = 0
        """Position of the side that has the chair, where people share one."""
        self.hands = 0
        """How often the chair has passed on."""
        self.done: set[str] = set()
        """Sides that have ended their turn, where each has a browser of his own."""
        self.layouts: dict[int, Layout | None] = {}
        """Of the map, by the width of the drawing; None where no place has coordinates."""
        self._surveys: dict[int, asyncio.Task[None]] = {}
        self._past = past
        self._look()

    def _look(self) -> None:
        """Keep what the sides see and can order now."""
        self.over, self.turn = self.table.over, self.table.turn
        self.seen = {side: [*sights] for side, sights in self._past.items()}
        """What each side saw at each turn."""
        self.views = {side: self.table.view(side) for side in self.people}
        """What each side sees."""
        menus = {} if self.over else {one: self.table.legal_orders(one) for one in self.people}
        self.menus: dict[str, list[LegalOrder]] = menus
        """What each side can order."""
        self.given = {side: [*self._given(side)] for side in self.people}
        """What each side has ordered in this turn, in words."""
        self.follows = {side: self._follows(side) for side in self.people}
        """Which sides are left to the plan."""

    def _given(self, side: str) -> Iterator[str]:
        for entry in self.table.pending(side):
            key = json.dumps(entry.order)
            yield self._texts.get(key, key)

    # who plays ------------------------------------------------------------------------------

    @property
    def hot_seat(self) -> bool:
        """Whether two people share a chair."""
        return len(self.people) > 1 and not self.apart

    @property
    def chair(self) -> str:
        """The side that has the chair."""
        return self.people[self.at]

    def waits(self, side: str) -> bool:
        """Whether a side has ended its turn and waits for the other."""
        return side in self.done

    def _follows(self, side: str) -> bool:
        said = [one.order for one in in_force(self.table.log) if one.side == side]
        told = [one[FOLLOW] for one in said if isinstance(one, dict) and FOLLOW in one]
        return bool(told and told[-1])

    def now(self, side: str) -> Situation:
        """What a side sees."""
        return self.views[side]

    def lay_out(self, width: int) -> None:
        """Have the map laid out; what that needs is loaded with the first one."""
        if width not in self._surveys:
            self._surveys[width] = asyncio.create_task(self._survey(width))

    async def _survey(self, width: int) -> None:
        table, routes = self.table, self.views[self.people[0]].routes
        found = await asyncio.to_thread(_laid_out, table.document.definition, routes, width)
        if table is self.table:
            self.layouts[width] = found
            self._tell()

    # orders ---------------------------------------------------------------------------------

    async def order(self, side: str, one: LegalOrder) -> list[str]:
        """Give an order of the menu; doubts whether it has an effect. Raises `OrderError`."""
        self._texts[json.dumps(one.order)] = one.text
        doubts: list[str] = await self._work(lambda: self.table.order(side, one.order))
        return doubts

    async def follow(self, side: str, follow: bool) -> None:
        """Leave a side to the plan, or no longer."""
        self._texts[json.dumps({FOLLOW: follow})] = "follow the plan" if follow else "no more plan"
        await self._work(lambda: self.table.follow_plan(side, follow))

    # time -----------------------------------------------------------------------------------

    async def end_turn(self, side: str, *, until_news: bool = False) -> None:
        """End the turn of a side; it is played when nobody else is to give orders."""
        if self.apart:
            self.done.add(side)
            if len(self.done) < len(self.people):
                self._tell()
                return
            self.done.clear()
        elif self.at + 1 < len(self.people):
            self._pass_on(self.at + 1)
            return
        await self._work(lambda: self._play(until_news))
        if self.hot_seat and not self.over:
            self._pass_on(0)

    def _play(self, until_news: bool) -> None:
        while True:
            self.table.advance()
            _see(self.table, self._past)
            fresh = any(seen[-1].is_news for seen in self._past.values())
            if self.table.over or fresh or not until_news or self._is_due():
                return

    def _is_due(self) -> bool:
        """Whether the plan would begin something that nobody has left to it."""
        mine = [side for side in self.people if not self._follows(side)]
        return any(one.due for side in mine for one in self.table.view(side).plan)

    def _pass_on(self, to: int) -> None:
        self.at, self.hands = to, self.hands + 1
        self._tell()

    async def play_out(self) -> None:
        """Let the plan play the rest for everybody."""
        await self._work(self._to_the_end)

    def _to_the_end(self) -> None:
        for side in self.people:
            if not self._follows(side):
                self.table.follow_plan(side)
        while not self.table.over:
            self.table.advance()
            _see(self.table, self._past)

    async def undo(self, side: str, *, anyway: bool = False) -> None:
        """Take back the last order of a side, else the last turn.

        Raises `UserError`; it is `NewsSince` if a turn would be taken back in which something was
        learnt, unless `anyway`.
        """
        held = [one for one in in_force(self.table.log) if one.turn == self.table.turn]
        if held and side not in [one.side for one in held] and not self.over:
            raise UserError("the other side has given orders in this turn; only he takes them back")
        if not held and self.apart:
            raise UserError("a turn that both have ended cannot be taken back")
        await self._back(lambda: self._undo(side, anyway))

    def _undo(self, side: str, anyway: bool) -> None:
        try:
            self.table.undo(side, anyway=anyway)
        except UserError as error:
            if self.table.turn == 0:
                raise
            raise NewsSince(str(error)) from None

    async def back_to(self, turn: int) -> None:
        """Go back to an earlier turn. Raises `UserError`."""
        await self._back(lambda: self.table.back_to(turn))

    async def _back(self, action: Action) -> None:
        before = self.turn
        await self._work(action)
        for seen in self._past.values():
            seen[:] = [one for one in seen if one.turn <= self.turn]
        self._look()
        if self.turn < before and self.hot_seat:
            self.at, self.hands = 0, self.hands + 1
        self._tell()

    # files ----------------------------------------------------------------------------------

    async def load(self, text: str, name: str, side: str) -> str:
        """Go on with the table of a file; what differs in its version. Raises `UserError`."""
        table, past, told = await self._work(lambda: self._load(text, name))
        people = _people(table)
        self._take(table, side if side in people else people[0], past)
        self.hands += 1
        self._tell()
        return str(told)

    def _load(self, text: str, name: str) -> tuple[Table, Seen, str]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", TableWarning)
            trusted = [who for who in self.table.sides.values() if isinstance(who, str)]
            table = Table.of_text(text, Path(name), trusted=trusted)
        people = _people(table)
        if self.apart and set(people) != set(self.people):
            raise UserError(f"{name} is no game of two people")
        if not people:
            raise UserError(f"in {name} nobody plays")
        return table, _past(table), "; ".join(str(one.message) for one in caught)

    # all of it ------------------------------------------------------------------------------

    async def _work(self, action: Action) -> Any:
        """Do something at the table while pages stay alive, and tell them when it is done."""
        if self.busy:
            raise UserError("a turn is being played; wait a moment")
        self.busy = True
        task = asyncio.create_task(asyncio.to_thread(action))
        try:
            await asyncio.wait({task}, timeout=PATIENCE)
            if not task.done():
                self._tell()
            return await task
        finally:
            self.busy = False
            self._look()
            self._tell()

    def _tell(self) -> None:
        for watcher in [*self.watchers]:
            watcher()


def _people(table: Table) -> list[str]:
    """The sides that people play."""
    return [side for side, who in table.sides.items() if who == PERSON]


def _past(table: Table) -> Seen:
    """What people have seen at a table up to now."""
    again = table.again()
    past: Seen = {side: [] for side in _people(table)}
    _see(again, past)
    while again.turn < table.turn and not again.over:
        again.advance()
        _see(again, past)
    return past


def _see(table: Table, past: Seen) -> None:
    for side, seen in past.items():
        seen.append(Sight.of(table.view(side)))


def _laid_out(definition: Definition, routes: list[RouteState], width: int) -> Layout | None:
    from sim.page.laying_out import layout_of

    return layout_of(definition, routes, width)
