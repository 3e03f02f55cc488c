"""The ending: what came of the battle, and the report on it."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.commanders.score import score
from sim.page.seat import Seat
from sim.page.tag import Tag, button
from sim.report.outcome_table import outcome_tables, winner_sentence
from sim.report.table import Table as Grid
from sim.results.errors import UserError
from sim.table.table import Table

if TYPE_CHECKING:
    from sim.experiments.account import Account


class Ending:
    """What is shown when the battle is over."""

    def __init__(self, seat: Seat, redraw: Callable[[], None]) -> None:
        self._seat = seat
        self._redraw = redraw
        self._account: Account | None = None
        self._asked: Table | None = None
        """The table of which luck against decision was asked."""

    def draw(self) -> None:
        """Draw who has won, the score and the tables of the outcome."""
        table = self._seat.sitting.table
        definition, outcome = table.document.definition, table.outcome
        with Tag("section", class_="ending", aria_label="Outcome"):
            Tag("h2", winner_sentence(outcome, definition))
            points = score(definition, outcome, self._seat.side)
            Tag("p", f"Your score: {points:+g}")
            Tag("a", "After-action report", href="report", target="_blank", data_key="report")
            self._draw_account(table)
            for one in outcome_tables(outcome, definition):
                draw_table(one)

    def _draw_account(self, table: Table) -> None:
        Tag("h2", "Luck against decision")
        if self._asked is not table:
            Tag("p", "How far your orders moved the chance of victory, and how far the dice did.")
            button("Play its futures (some minutes)", self._ask, "account")
        elif self._account is None:
            Tag("p", "The futures are being played …", class_="note", aria_live="polite")
        else:
            from sim.page.account import account_table, sentence

            Tag("p", sentence(self._account))
            draw_table(account_table(self._account))

    async def _ask(self) -> None:
        from sim.page.account import account_of

        table, self._account = self._seat.sitting.table, None
        self._asked = table
        self._redraw()
        try:
            self._account = await asyncio.to_thread(account_of, table, self._seat.side)
        except UserError as error:
            self._asked = None
            self._seat.say(str(error), "negative")
        self._redraw()


def draw_table(table: Grid) -> None:
    """Draw a table of a report."""
    with Tag("div", class_="wide"), Tag("table"):
        if table.title != table.headings[0]:
            Tag("caption", table.title)
        with Tag("thead"), Tag("tr"):
            for position, heading in enumerate(table.headings):
                Tag("th", heading, scope="col", class_=_kind(position, table))
        with Tag("tbody"):
            for row, cells in enumerate(table.rows):
                with Tag("tr", class_="total" if row in table.totals else None):
                    for position, cell in enumerate(cells):
                        Tag("td" if position else "th", cell, class_=_kind(position, table))


def _kind(position: int, table: Grid) -> str | None:
    return "number" if position in table.numbers else None
