"""Odds that can show themselves."""

from collections.abc import Callable
from functools import wraps
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, Self

from sim.duels import odds as duels
from sim.report.console import plain_text
from sim.report.odds_table import odds_parts, odds_table
from sim.wargame.same import Same

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.odds import OddsPlot

Given = ParamSpec("Given")


class Odds(Same, duels.Odds):
    """Odds with their table and picture."""

    @classmethod
    def open(cls, folder: str | Path) -> Self:
        """Odds that were saved. Raises `UserError` if the folder holds none."""
        from sim.duels.odds import kept_odds

        return cls.of(kept_odds(folder))

    def __str__(self) -> str:
        return plain_text(*odds_parts(self))

    def _repr_html_(self) -> str:
        title, note = (f"<p>{escape(words)}</p>" for words in (self.title, self.note))
        return title + odds_table(self).html() + note

    def plot(self, *, ax: "Axes | None" = None) -> "OddsPlot":
        """Draw the distributions of the survivors as bars, into `ax` or a new figure."""
        from sim.plots.odds import odds_plot

        return odds_plot(self, ax=ax)


def _showing(find: Callable[Given, duels.Odds]) -> Callable[Given, Odds]:
    @wraps(find)
    def found(*forces: Given.args, **rules: Given.kwargs) -> Odds:
        return Odds.of(find(*forces, **rules))

    return found


odds = _showing(duels.odds)
