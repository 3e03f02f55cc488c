"""The turn record: what happened, where and when, in the words of a war diary."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.vocabulary import CATEGORIES, POSITION
from sim.world.clock import Clock
from sim.world.order_of_battle import OrderOfBattle
from sim.world.schedule import Schedule
from sim.world.words import Count, Name

WRECKS = {POSITION[n]: f"{one.one}|{one.noun}" for n, one in CATEGORIES.items() if one.wrecks}
"""Target categories of which the record speaks, and how it calls one and several."""


@dataclass(frozen=True)
class Occurrence:
    """Something that happened in one run."""

    turn: int
    run: int
    kind: str
    place: str
    side: str
    text: str

    def as_json(self, clock: Clock) -> dict[str, Any]:
        """The event with its hour."""
        return {
            "turn": self.turn,
            "time": clock.moment(self.turn).isoformat(timespec="minutes"),
            "kind": self.kind,
            "place": self.place,
            "side": self.side,
            "text": self.text,
        }


class Chronicle:
    """Keeps the turn record of a battle that is traced; otherwise telling it something is free."""

    def __init__(
        self,
        definition: Definition,
        forces: OrderOfBattle,
        schedule: Schedule,
        runs: np.ndarray,
        traced: bool,
    ) -> None:
        self._definition = definition
        self._forces = forces
        self._schedule = schedule
        self._runs = runs
        self.traced = traced
        self.record: list[Occurrence] = []

    def tell(
        self,
        rows: np.ndarray,
        kind: str,
        place: int,
        text: str,
        *values: np.ndarray,
        side: int | None = None,
        where: np.ndarray | None = None,
        **names: Name,
    ) -> None:
        """Note something that happened in `rows`, or in those of them for which `where` is true.

        `text` may hold replacement fields: one for each of `values`, arrays of shape (k,), and one
        for each of `names`. `Count` and `Name` say how a word agrees with them. What has no number
        is noted once, if several say it: two landings at one beach are seen together.
        """
        if not self.traced:
            return
        forces = self._forces
        for i, row in enumerate(rows):
            if where is None or where[i]:
                told = Occurrence(
                    turn=self._schedule.turn,
                    run=int(self._runs[row]),
                    kind=kind,
                    place=forces.places[place] if place >= 0 else "",
                    side="" if side is None else forces.sides[side],
                    text=text.format(*(Count(value[i]) for value in values), **names),
                )
                if values or not self._noted(told):
                    self.record.append(told)

    def _noted(self, told: Occurrence) -> bool:
        """Whether the record of this turn says so already."""
        this_turn = takewhile(lambda one: one.turn == told.turn, reversed(self.record))
        return told in this_turn

    def tell_unit(
        self,
        rows: np.ndarray,
        kind: str,
        place: int,
        unit: int,
        text: str,
        *values: np.ndarray,
        where: np.ndarray | None = None,
        **names: Name,
    ) -> None:
        """Note something that a unit did; the text calls it `unit`."""
        if self.traced:
            side = int(self._forces.unit_side[unit])
            named = {"unit": self.name(unit), **names}
            self.tell(rows, kind, place, text, *values, side=side, where=where, **named)

    def tell_wrecks(
        self, rows: np.ndarray, place: int, side: int, entries: np.ndarray, hit: np.ndarray
    ) -> None:
        """Note vehicles, guns and craft, (k, W), that a side loses in a fight."""
        if not self.traced:
            return
        forces = self._forces
        categories = forces.class_category[forces.entry_class[entries]]
        for category, forms in WRECKS.items():
            number = hit[:, categories == category].sum(axis=1)
            text = f"{{0:#{forms}}} {{0:is|are}} put out of action"
            self.tell(rows, "wreck", place, text, number, side=side, where=number > 0)

    def name(self, unit: int) -> Name:
        """What readers call a unit."""
        name = self._forces.units[unit]
        return Name(self._definition.units[name].title or name.replace("_", " "))

    def place_name(self, place: int) -> Name:
        """What readers call a place."""
        name = self._forces.places[place]
        return Name(self._definition.places[name].title or name.replace("_", " "))
