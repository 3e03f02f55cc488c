"""Seats: those who are asked for orders at a table, once a turn."""

from collections.abc import Callable, Iterator
from typing import Any

from sim.commanders import Commander, Order, View
from sim.commanders.situation import Situation
from sim.commanders.verbs import wanted
from sim.scenario.order import OrderError
from sim.table.log import FOLLOW, Entry

Given = Callable[[str, int], list[Entry]]
"""What a side has ordered at a turn."""


class Person:
    """Somebody whose orders are in the log; he may leave the rest to the plan."""

    def __init__(self, side: str, given: Given) -> None:
        self._side = side
        self._given = given
        self._planned: dict[str, Order] = {}
        self._seen: set[str] = set()
        self.follows = False
        """Whether he follows the plan."""

    def __call__(self, view: View) -> list[Order]:
        """What he has ordered at this turn, and what the plan orders for him."""
        self._note(view)
        orders: list[Order] = []
        for entry in self._given(self._side, view.turn):
            if isinstance(entry.order, dict) and FOLLOW in entry.order:
                self.follows = bool(entry.order[FOLLOW])
            else:
                orders += _orders(entry.order, view)
        return orders + (self._outstanding(view) if self.follows else [])

    def due(self, view: View) -> set[str]:
        """Operations of the plan whose time he can see has come, and that have not begun."""
        self._note(view)
        return self._seen.intersection(str(one.operation) for one in self._outstanding(view))

    def _note(self, view: View) -> None:
        for one in view.planned:
            self._planned.setdefault(str(one.operation), one)
        self._seen |= {str(one.operation) for one in view.proposed}

    def _outstanding(self, view: View) -> list[Order]:
        names = [name for name in self._planned if not view.begun(name)[0]]
        return [view.launch(name) for name in names]


class Opponent:
    """A commander whose decisions are remembered, so that a replay need not ask him again."""

    def __init__(self, commander: Commander, decided: dict[int, Any]) -> None:
        self._commander = commander
        self._decided = decided

    def __call__(self, view: View) -> Any:
        """What he has decided at this turn; headquarters tells him if it is no list of orders."""
        if view.turn not in self._decided:
            answer: Any = self._commander(view)
            once = isinstance(answer, Iterator)  # can be read but once
            self._decided[view.turn] = [*answer] if once else answer
        return self._decided[view.turn]


def _orders(order: object, view: View) -> list[Order]:
    now: Situation = view.situation()
    try:
        return [Order(one, view.everywhere) for one in wanted(order, now)]
    except OrderError:  # it was right when it was given; another order of the turn has undone it
        return []
