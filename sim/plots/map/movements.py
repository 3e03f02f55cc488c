"""Movements: where the plan sends whom from, and by what way."""

from dataclasses import dataclass

from sim.scenario.definition import Definition
from sim.scenario.kinds import Manner
from sim.scenario.vocabulary import TERRAINS


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
    bases = {name for name, place in definition.places.items() if TERRAINS[place.terrain].off_map}
    found: dict[tuple[str, str, str, Manner], list[str]] = {}
    for name, operation in definition.operations.items():
        if not operation.enabled:
            continue
        for start, end, manner in operation.ways(where):
            from_base = start in bases and manner == "fire"
            if start is not None and start != end and not from_base:
                found.setdefault((operation.side, start, end, manner), []).append(name)
        where.update(operation.leaves())
    return [
        Movement(side, start, end, manner, tuple(dict.fromkeys(names)))
        for (side, start, end, manner), names in found.items()
    ]
