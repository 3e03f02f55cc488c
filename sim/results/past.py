"""The past: a battle whose futures are played, and the turns at which they leave it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.luck.branch import Branch
from sim.luck.draws import RUNS_LIMIT
from sim.results.errors import UserError

if TYPE_CHECKING:
    from sim.commanders.orders import Order
    from sim.commanders.outlook import Log
    from sim.commanders.script import Script


@dataclass(frozen=True)
class Past:
    """One battle, and for each point of an experiment the turn at which its futures begin.

    Future J takes the luck of the run J + 1 after that of the battle, at every point: what differs
    between two points is what happened between their turns.
    """

    run: int
    turns: tuple[int, ...]
    settled: Mapping[str, int] | None = None
    """With `hidden`: by the path of an uncertain figure, the turn at which it shows itself."""
    aside: tuple[str, ...] = ()
    """By point, the actor whose dice are thrown again from turn `since` on; "" for nobody."""
    since: tuple[int, ...] = ()
    given: "Log" = field(default_factory=dict)
    """What commanders ordered in the battle, by side and turn."""
    until: tuple[int, ...] = ()
    """By point, the turn from which the plan goes on in their place."""

    def branch(self, futures: np.ndarray, points: np.ndarray) -> Branch:
        """The branches of some rows, given by future and point, both (n,)."""
        return Branch(
            np.asarray(self.turns)[points],
            (self.run + 1 + futures) % RUNS_LIMIT,
            self.settled or {},
            aside=np.array(self.aside, object)[points] if self.aside else None,
            since=np.array(self.since)[points] if self.aside else 0,
        )

    def commanders(self, points: np.ndarray) -> "dict[str, Script]":
        """Commanders who give the orders of the battle again in rows at some points, (n,)."""
        if not self.given:
            return {}
        from sim.commanders.script import scripts

        return scripts(self.given, np.zeros(len(points), np.int64), np.asarray(self.until)[points])

    def as_json(self) -> dict[str, Any]:
        """Plain values, as a manifest holds them."""
        plain: dict[str, Any] = {"run": self.run, "turns": [*self.turns]}
        if self.settled is not None:
            plain["settled"] = dict(self.settled)
        if self.given:
            plain["given"] = {side: _written(turns) for side, turns in self.given.items()}
            plain["until"] = [*self.until]
        return plain

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Past":
        """The past that a manifest holds."""
        return cls(
            plain["run"],
            tuple(plain["turns"]),
            plain.get("settled"),
            given={side: _read(turns) for side, turns in plain.get("given", {}).items()},
            until=tuple(plain.get("until", ())),
        )


def _written(given: "Mapping[int, Sequence[Order]]") -> list[list[Any]]:
    """Turns and what was ordered in each."""
    try:
        return [[turn, [one.plain() for one in orders]] for turn, orders in given.items()]
    except ValueError as error:
        raise UserError(f"a folder cannot hold the orders that were given: {error}") from None


def _read(written: Sequence[Sequence[Any]]) -> "dict[int, list[Order]]":
    from sim.commanders.orders import Order

    alone = np.ones(1, bool)
    return {turn: [Order.read(one, alone) for one in orders] for turn, orders in written}
