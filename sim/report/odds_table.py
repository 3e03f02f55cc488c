"""Odds as a table."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from sim.duels.odds import Odds
from sim.duels.shares import percent
from sim.duels.survivors import QUANTILES, Survivors
from sim.report.table import Table

HEADINGS = ("Side", "Wins", "Mean left", *(f"{round(100 * share)} %" for share in QUANTILES))


def odds_parts(odds: Odds) -> list[RenderableType]:
    """What was fought, who wins how often and with how many left, and how that was found."""
    return [Text(odds.title), odds_table(odds), Text(odds.note)]


def odds_table(odds: Odds) -> Table:
    """A row for each side and one for draws."""
    return Table.of("", HEADINGS, list(_rows(odds)), *range(1, len(HEADINGS)))


def _rows(odds: Odds) -> Iterator[tuple[str, ...]]:
    sides = (
        ("Attacker", odds.attacker_wins, odds.attacker_survivors),
        ("Defender", odds.defender_wins, odds.defender_survivors),
    )
    for name, wins, probabilities in sides:
        left = Survivors(probabilities, odds.runs)
        quantiles = (left.quantile_text(share) for share in QUANTILES)
        yield name, percent(wins, odds.runs), left.mean_text, *quantiles
    yield "Draw", percent(odds.draw, odds.runs), *([""] * (len(HEADINGS) - 2))
