"""Futures that can show themselves; matplotlib is loaded when they first do."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sim.experiments import futures
from sim.report.console import plain_text
from sim.report.futures_table import futures_parts
from sim.wargame.pictures import Pictures
from sim.wargame.same import Same

if TYPE_CHECKING:
    from sim.experiments.account import Account
    from sim.experiments.credit import Credit


class Futures(Same, futures.Futures):
    """The outlook of one battle, with its tables and pictures."""

    @classmethod
    def open(
        cls,
        folder: str | Path,
        measures: Sequence[str] | None = None,
        chances: Sequence[str] | None = None,
    ) -> Self:
        """The futures that `out` has kept. Raises `UserError` if the folder holds none."""
        from sim.experiments.kept import kept_futures

        return cls.of(kept_futures(folder, measures, chances))

    def credits(self, **manner: Any) -> "list[list[Credit]]":
        """For each turning point, how far the dice of each actor moved the outlook."""
        from sim.experiments.credit import credits

        return credits(self, **manner)

    def accounts(self, **manner: Any) -> "list[Account]":
        """Luck against decision: how far dice and orders moved each outlook, turn by turn."""
        from sim.experiments.account import accounts

        return accounts(self, **manner)

    def __str__(self) -> str:
        return plain_text(self.heading, *futures_parts(self))

    @property
    def plot(self) -> Pictures:
        """Pictures: `outlook()`, `outlook(measures)`."""
        return Pictures("futures", self)
