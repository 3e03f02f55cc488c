"""Movements: where the plan sends whom from, and by what way."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from sim.scenario.definition import Definition
from sim.scenario.operations import (
    Airborne,
    AssaultBase,
    Convoy,
    Expedition,
    Ferry,
    Gunfire,
    LandingBase,
    March,
    Operation,
    Passage,
    Reaction,
    Withdrawal,
)

Manner = Literal["land", "sea", "air", "fire"]


@dataclass(frozen=True)
class Movement:
    """Operations of one side that lead from one place to another; `fire` moves shells, not men."""

    side: str
    start: str
    end: str
    manner: Manner
    operations: tuple[str, ...]


def movements(definition: Definition) -> list[Movement]:
    """What the plan moves from where to where, in the order of the plan.

    A unit sets out from where the operations before it in the file have sent it. Operations of one
    side that share both ends and the manner are one movement. Those that do not say where they
    come from, such as air strikes from airfields off the map, make none; nor does gunfire of ships
    whose way from their base is not in the plan.
    """
    where: dict[str, str | None] = {name: unit.place for name, unit in definition.units.items()}
    bases = {name for name, place in definition.places.items() if place.terrain == "base"}
    found: dict[tuple[str, str, str, Manner], list[str]] = {}
    for name, operation in definition.operations.items():
        if not operation.enabled:
            continue
        for start, end, manner in _legs(operation, where):
            from_base = start in bases and manner == "fire"
            if start is not None and start != end and not from_base:
                found.setdefault((operation.side, start, end, manner), []).append(name)
        for unit in _moved(operation):
            where[unit] = _goal(operation)
    return [
        Movement(side, start, end, manner, tuple(dict.fromkeys(names)))
        for (side, start, end, manner), names in found.items()
    ]


def _legs(
    operation: Operation, where: dict[str, str | None]
) -> Iterator[tuple[str | None, str, Manner]]:
    """Start, end and manner of each way that an operation takes."""
    match operation:
        case LandingBase() | Passage() | Expedition() | Ferry():
            yield operation.origin, operation.to, "sea"
        case Airborne():
            yield operation.origin, operation.to, "air"
        case Convoy():
            for start, end in pairwise((operation.origin, *operation.way)):
                yield start, end, "sea"
        case Gunfire():
            for stand in dict.fromkeys(where[unit] for unit in operation.units):
                yield stand, operation.target, "fire"
        case March() | AssaultBase() | Withdrawal() | Reaction():
            for stand in dict.fromkeys(where[unit] for unit in operation.units):
                yield stand, _goal(operation), "land"


def _moved(operation: Any) -> list[str]:
    """Units that an operation leaves at its goal."""
    match operation:
        case LandingBase() | Expedition():
            return [*operation.units, *operation.craft]
        case Passage():
            return [*operation.units, *operation.aboard]
        case Airborne() | March() | AssaultBase() | Withdrawal() | Reaction():
            return list(operation.units)
    return []


def _goal(operation: Any) -> str:
    goal: str | list[str] = operation.to
    return goal if isinstance(goal, str) else goal[0]
