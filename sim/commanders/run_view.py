"""The view of one run, so that a commander can be written for one run at a time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import wraps
from typing import Any

import numpy as np

from sim.commanders.commander import Commander
from sim.commanders.legal import LegalOrder
from sim.commanders.orders import Order
from sim.commanders.outlook import Outlook, RunOutlook
from sim.commanders.situation import Situation
from sim.commanders.view import View

ORDERS = (
    "launch", "order", "cancel", "march", "assault", "withdraw", "surrender", "cease_fire",
    "parley",
)  # fmt: skip
"""Members of a view that return orders."""


class RunView:
    """The view of a single run: the same questions and orders, with plain numbers."""

    def __init__(self, view: View, row: int) -> None:
        self._view = view
        self._row = row
        self.mask = np.zeros(len(view.everywhere), bool)
        """(n,) bool: which of all runs it is."""
        self.mask[row] = True
        self.side, self.turn, self.turn_hours = view.side, view.turn, view.turn_hours

    @property
    def time(self) -> datetime:
        """Date and hour at which the turn begins."""
        return self._view.time

    @property
    def units(self) -> list[str]:
        """Names of the own units."""
        return self._view.units

    @property
    def planned(self) -> list[Order]:
        """Orders that the scenario's plan would give in this run now."""
        return self._here(self._view.planned)

    @property
    def proposed(self) -> list[Order]:
        """Those of `planned` of which the side can see that their time has come."""
        return self._here(self._view.proposed)

    def _here(self, orders: list[Order]) -> list[Order]:
        return [Order(one.operation, self.mask) for one in orders if one.runs[self._row]]

    @property
    def situation(self) -> Situation:
        """All that the side can see, as plain data."""
        return self._view.situation(self._row)

    def legal_orders(self) -> list[LegalOrder]:
        """What the side can order now."""
        return self._view.legal_orders(self._row)

    @property
    def everywhere(self) -> bool:
        """Whether the run goes on: it does where a commander is asked."""
        return True

    def futures(
        self,
        orders: Iterable[Order] | Mapping[str, Iterable[Order]],
        futures: int = 200,
        **wishes: Any,
    ) -> Any:
        """What comes of giving these orders now, as `View.futures` says it of all runs."""
        found: Any = self._view.futures(orders, futures=futures, runs=self.mask, **wishes)
        if isinstance(found, Outlook):
            return RunOutlook(found, self._row)
        return {name: RunOutlook(one, self._row) for name, one in found.items()}

    def __dir__(self) -> list[str]:
        members = {*super().__dir__(), *dir(self._view)}
        return sorted(name for name in members if name[:1] != "_" or name[:2] == "__")

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._view, name)
        if name in ORDERS:
            return lambda *args, **fields: member(*args, runs=self.mask, **fields)
        return lambda *args: member(*args)[self._row].item()


def for_each_run(decide: Callable[[RunView], Iterable[Order]]) -> Commander:
    """Let a commander be written for one run at a time; it is called for each run that goes on.

    What it orders first in each run is carried out first, what it orders next then: a run does not
    depend on the others.
    """

    @wraps(decide)
    def commander(view: View) -> list[Order]:
        rounds: list[dict[str, Order]] = []
        for row in np.flatnonzero(view.everywhere):
            one = RunView(view, int(row))
            for position, order in enumerate(_answer(decide(one), one)):
                if position == len(rounds):
                    rounds.append({})
                _merge(order, rounds[position])
        return [order for merged in rounds for order in merged.values()]

    return commander


def _answer(answer: Any, view: RunView) -> Iterable[Any]:
    """The orders of one run; what is no list of orders is passed on, to be refused."""
    if isinstance(answer, str | Mapping):
        return [answer]
    return answer if isinstance(answer, Iterable) else [Order(answer, view.mask)]


def _merge(order: Any, merged: dict[str, Order]) -> None:
    key = repr(order.operation) if isinstance(order, Order) else repr(order)
    if isinstance(order, Order) and key in merged:
        order = replace(order, runs=merged[key].runs | order.runs)
    merged[key] = order
