"""The turn record: what happened, where and when, in the words of a war diary."""

import re
from dataclasses import dataclass

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.vocabulary import CATEGORIES, POSITION
from sim.world.order_of_battle import OrderOfBattle
from sim.world.schedule import Schedule

WRECKS = {POSITION[n]: one.noun for n, one in CATEGORIES.items() if one.wrecks}
"""Target categories of which the record speaks, and how it calls them."""


@dataclass(frozen=True)
class Occurrence:
    """Something that happened in one run."""

    turn: int
    run: int
    kind: str
    place: str
    side: str
    text: str


_ONE_OF_MANY = re.compile(r"(?<![\d,])1 (men|guns|tanks|sorties|transports|vehicles|people)\b")
_HEAD = re.compile(r",| (?:of|on|at|in|from|for|with|to|before|around|aboard)\b")
"""Where the head of a title ends: `companies on the pass` are companies."""
_SINGULAR = {"men": "man", "people": "person", "sorties": "sortie"}


_WHAT_ONE_DOES = re.compile(
    r"(?<![\d,])(1 [a-z]+) (go|drown|set|put|wait|stay|die|take|are|have)\b"
)
_VERBS = {"go": "goes", "are": "is", "have": "has"}


def _one(text: str) -> str:
    """The text with `1 men go` put right."""
    text = _ONE_OF_MANY.sub(lambda m: f"1 {_SINGULAR.get(m[1], m[1].removesuffix('s'))}", text)
    return _WHAT_ONE_DOES.sub(lambda m: f"{m[1]} {_VERBS.get(m[2], m[2] + 's')}", text)


def _agreeing(title: str, text: str) -> str:
    """The text, which begins with a verb in the singular, as it follows the title of a unit."""
    head = _HEAD.split(title)[0]
    several = head.endswith("s") or head.split()[-1:] == ["police"] or " and a " in head
    return re.sub(r"^(\w+)s\b", r"\1", text) if several else text


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
    ) -> None:
        """Note something that happened in `rows`, or in those of them for which `where` is true.

        `text` may hold a replacement field for each of `values`, arrays of shape (k,).
        """
        if not self.traced:
            return
        forces = self._forces
        for i, row in enumerate(rows):
            if where is None or where[i]:
                self.record.append(
                    Occurrence(
                        turn=self._schedule.turn,
                        run=int(self._runs[row]),
                        kind=kind,
                        place=forces.places[place] if place >= 0 else "",
                        side="" if side is None else forces.sides[side],
                        text=_one(text.format(*(value[i] for value in values))),
                    )
                )

    def tell_unit(
        self,
        rows: np.ndarray,
        kind: str,
        place: int,
        unit: int,
        text: str,
        *values: np.ndarray,
        where: np.ndarray | None = None,
    ) -> None:
        """Note something that a unit did; its title comes before the text."""
        if self.traced:
            title = self.title(unit)
            words = f"{title} {_agreeing(title, text)}"
            side = int(self._forces.unit_side[unit])
            self.tell(rows, kind, place, words, *values, side=side, where=where)

    def tell_wrecks(
        self, rows: np.ndarray, place: int, side: int, entries: np.ndarray, hit: np.ndarray
    ) -> None:
        """Note vehicles, guns and craft, (k, W), that a side loses in a fight."""
        if not self.traced:
            return
        forces = self._forces
        categories = forces.class_category[forces.entry_class[entries]]
        for category, noun in WRECKS.items():
            number = hit[:, categories == category].sum(axis=1)
            text = f"{{:,}} {noun} put out of action"
            self.tell(rows, "wreck", place, text, number, side=side, where=number > 0)

    def title(self, unit: int) -> str:
        """What readers call a unit, as part of a text."""
        name = self._forces.units[unit]
        return _escaped(self._definition.units[name].title or name.replace("_", " "))

    def place_title(self, place: int) -> str:
        """What readers call a place, as part of a text."""
        name = self._forces.places[place]
        return _escaped(self._definition.places[name].title or name.replace("_", " "))


def _escaped(title: str) -> str:
    return title.replace("{", "{{").replace("}", "}}")
