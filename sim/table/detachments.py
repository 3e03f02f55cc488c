"""Detachments: units that are split off at a table, which the scenario does not know.

    {"split": "guards", "men": 60, "into": "guards_2"}     60 men become a unit of their own
    {"join": ["guards_2", "militia"], "into": "guards"}    all their men join the guards

A split unit stands in the order of battle from the beginning, with nobody in it: that leaves
everybody else's luck alone.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from sim.commanders.legal import LegalOrder
from sim.commanders.situation import Situation, UnitState
from sim.commanders.verbs import SPLIT
from sim.scenario.definition import Definition
from sim.scenario.figures import Count
from sim.scenario.forces import Unit
from sim.scenario.measures.men import areas
from sim.scenario.name_checks import FIRST
from sim.scenario.names import KEY, LONGEST_NAME
from sim.scenario.order import OrderError
from sim.scenario.problems import show, unknown
from sim.scenario.vocabulary import ON_FOOT
from sim.table.log import Entry

SMALLEST = 40
"""Men of the smallest unit that the menu offers to split."""
_NOBODY = Count.of(0.0)


def splits(order: Any) -> bool:
    """Whether an order splits a unit."""
    return isinstance(order, dict) and SPLIT in order


def named(order: dict[str, Any], definition: Definition, now: Situation) -> dict[str, Any]:
    """A split with the name of the new unit. Raises `OrderError` for what cannot be split."""
    units = {one.name: one for one in now.units}
    name = order[SPLIT]
    if not isinstance(name, str) or name not in units:
        raise OrderError(f"split: {unknown(f'unit of {now.side}', str(name), units)}")
    men, unit = order.get("men"), units[name]
    if not isinstance(men, int) or isinstance(men, bool) or not 1 <= men < unit.men:
        most = f"from 1 to {unit.men - 1:,}" if unit.men > 1 else "fewer than it has"
        raise OrderError(f"men: must be {most}, not {show(men)}")
    if unit.kind not in ON_FOOT or unit.posture not in ("in the field", "in contact"):
        raise OrderError(f"split: {name} is not in the field ({unit.posture})")
    into = order.get("into", _free_name(name, _taken(definition)))
    if not isinstance(into, str) or not _is_name(into):
        raise OrderError(f"into: must be a name such as {name}_2, not {show(into)}")
    if into in _taken(definition):
        raise OrderError(f"into: the name {show(into)} is taken")
    return {**order, "into": into}


def _is_name(text: str) -> bool:
    return re.fullmatch(KEY, text) is not None and len(text) <= LONGEST_NAME


def _taken(definition: Definition) -> set[str]:
    """Names that no new unit may have, as in a scenario file; nor those of operations."""
    lucks = (unit.luck for unit in definition.units.values())
    named = (*definition.units, *definition.places, *definition.sides, *areas(definition))
    return {*map(str, named), *map(str, definition.operations), *lucks, *FIRST}


def _free_name(name: str, taken: Container[str]) -> str:
    stem = name[: LONGEST_NAME - 5]
    return next(new for i in count(2) if (new := f"{stem}_{i}") not in taken)


def told_apart(orders: Iterable[Any], definition: Definition) -> dict[str, str]:
    """By name of a new unit in orders given elsewhere, another one if the scenario has it now."""
    names: dict[str, str] = {}
    taken = _taken(definition)
    own = [str(order.get("into")) for order in orders if splits(order)]
    for name in own:
        if name in taken:
            names[name] = _free_name(name, taken.union(own, names.values()))
    return names


def called(order: Any, names: Mapping[str, str]) -> Any:
    """An order, or several, in which units go by other names."""
    if isinstance(order, dict):
        return {key: called(one, names) for key, one in order.items()}
    if isinstance(order, list):
        return [called(one, names) for one in order]
    return names.get(order, order) if isinstance(order, str) else order


def with_detachments(definition: Definition, log: Iterable[Entry]) -> Definition:
    """The scenario with the units that are split off in a log, as far as it holds."""
    units: dict[Any, Unit] = dict(definition.units)
    for one in log:
        if splits(one.order):
            units[one.order["into"]] = _detachment(units[one.order[SPLIT]], one.order["into"])
    if len(units) == len(definition.units):
        return definition
    return definition.model_copy(update={"units": units})


def _detachment(unit: Unit, name: str) -> Unit:
    nothing = dict.fromkeys(unit.weapons, _NOBODY)
    fresh = {"men": _NOBODY, "weapons": nothing, "place": None, "luck": "", "title": ""}
    title = f"{unit.title} ({name.rpartition('_')[2]})" if unit.title else ""
    return unit.model_copy(update=fresh | {"title": title})


def menu(now: Situation, definition: Definition) -> Iterator[LegalOrder]:
    """Units that can be split in half, and those that can join another one."""
    fit, taken = [one for one in now.units if _fit(one)], _taken(definition)
    for unit in fit:
        if unit.men >= SMALLEST:
            into = _free_name(unit.name, taken)
            taken.add(into)  # several of the menu may be ordered
            order = {"split": unit.name, "men": unit.men // 2, "into": into}
            text = f"{unit.title}: split off {unit.men // 2:,} men"
            yield LegalOrder(order, "split", [unit.name], ["where they stand"], text)
        for other in fit:
            if other is not unit and (other.place, other.kind) == (unit.place, unit.kind):
                text = f"{unit.title}: join {other.title}"
                join = {"join": [unit.name], "into": other.name}
                yield LegalOrder(join, "join", [unit.name], [other.name], text)


def _fit(unit: UnitState) -> bool:
    afield = unit.posture in ("in the field", "in contact")
    return unit.kind in ON_FOOT and afield and unit.men > 0 and not unit.tasks
