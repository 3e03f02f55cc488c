"""Odds as a table, in text and in HTML."""

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from sim.duels.survivors import QUANTILES, Survivors
from sim.results.statistics import decimals, share_error

if TYPE_CHECKING:
    from sim.duels.odds import Odds

HEADINGS = ("", "Wins", "Mean left", *(f"{round(100 * share)} %" for share in QUANTILES))


def text(odds: "Odds") -> str:
    """The odds as plain text."""
    rows = [HEADINGS, *_rows(odds)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEADINGS))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
    return "\n".join([odds.title, "", *lines, "", odds.note])


def html(odds: "Odds") -> str:
    """The odds as an HTML table."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in HEADINGS)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
        for row in _rows(odds)
    )
    return (
        f"<table><caption>{escape(odds.title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table><p>{escape(odds.note)}</p>"
    )


def percent(probability: float, runs: int | None) -> str:
    """A probability in per cent: exact with two decimals, else as its standard error supports."""
    if runs is not None:
        error = share_error((probability * runs + 1) / (runs + 2), runs)
        return f"{100 * probability:.{max(0, decimals(100 * error))}f} %"
    shown = f"{100 * probability:.2f}"
    if shown == "0.00" and probability > 0:
        return "< 0.01 %"
    if shown == "100.00" and probability < 1:
        return "> 99.99 %"
    return f"{shown} %"


def _rows(odds: "Odds") -> Iterator[tuple[str, ...]]:
    sides = (
        ("Attacker", odds.attacker_wins, odds.attacker_survivors),
        ("Defender", odds.defender_wins, odds.defender_survivors),
    )
    for name, wins, probabilities in sides:
        left = Survivors(probabilities, odds.runs)
        quantiles = (left.quantile_text(share) for share in QUANTILES)
        yield name, percent(wins, odds.runs), left.mean_text, *quantiles
    yield "Draw", percent(odds.draw, odds.runs), *([""] * (len(HEADINGS) - 2))


def _aligned(row: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    first, *others = row
    yield first.ljust(widths[0])
    for cell, wide in zip(others, widths[1:], strict=True):
        yield cell.rjust(wide)
