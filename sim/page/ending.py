"""The ending: what came of the battle, and the report on it."""

from sim.commanders.score import score
from sim.page.seat import Seat
from sim.page.tag import Tag
from sim.report.outcome_table import outcome_tables, winner_sentence
from sim.report.table import Table


class Ending:
    """What is shown when the battle is over."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def draw(self) -> None:
        """Draw who has won, the score and the tables of the outcome."""
        table = self._seat.sitting.table
        definition, outcome = table.document.definition, table.outcome
        with Tag("section", class_="ending", aria_label="Outcome"):
            Tag("h2", winner_sentence(outcome, definition))
            points = score(definition, outcome, self._seat.side)
            Tag("p", f"Your score: {points:+g}")
            for one in outcome_tables(outcome, definition):
                draw_table(one)


def draw_table(table: Table) -> None:
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


def _kind(position: int, table: Table) -> str | None:
    return "number" if position in table.numbers else None
