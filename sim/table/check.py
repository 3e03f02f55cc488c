"""Checks of an order beside those of a scenario file: whether who is told can do it now."""

from collections.abc import Mapping

from sim.battle import Battle
from sim.commanders.orders import Countermand
from sim.commanders.situation import Situation, UnitState
from sim.commanders.verbs import Wanted
from sim.scenario.kinds import OperationSpec, kind_named
from sim.scenario.order import OrderError
from sim.scenario.problems import nearest, show
from sim.scenario.vocabulary import ON_FOOT


def check(battle: Battle, side: str, one: Wanted, now: Situation) -> list[str]:
    """Doubts whether an order has an effect. Raises `OrderError` if it is refused."""
    if isinstance(one, Countermand) and one.operation not in battle.operations:
        _check_unit(one.operation, now)
    doubts = battle.check_order(side, one)
    if isinstance(one, Countermand):
        return doubts
    if isinstance(one, str):
        _check_end(type(battle.operations[one].spec), one, now)
        return doubts
    kind = kind_named(str(one["kind"]))
    assert kind is not None, "a kind that there is not has been refused"
    _check_end(kind, "", now)
    return [*doubts, *_check_land(kind, one, now)]


def _check_unit(name: str, now: Situation) -> None:
    """Who calls off the tasks of a unit and misspells it hears its name."""
    units = [unit.name for unit in now.units]
    if name not in (*units, *(task.name for task in now.tasks)) and (near := nearest(name, units)):
        raise OrderError(f"cancel: unknown unit or operation {show(name)}{near}")


def _check_end(kind: type[OperationSpec], name: str, now: Situation) -> None:
    """A battle ends at once only where the side's plan would end it."""
    due = any(one.due for one in now.plan if one.name == name)
    if kind.ends_battle and not due:
        raise OrderError(f"a {kind.kind_name()} ends the battle, and the plan would not do so now")


def _check_land(kind: type[OperationSpec], one: Mapping[str, object], now: Situation) -> list[str]:
    """Who cannot move on land, if an operation goes by land."""
    if not kind.by_land:
        return []
    named = one.get("units", ())
    units = [now.unit(str(name)) for name in named] if isinstance(named, list | tuple) else []
    unfit = [unit for unit in units if not unit.able or unit.kind not in ON_FOOT]
    if units and len(unfit) == len(units):
        names = ", ".join(unit.name for unit in unfit)
        raise OrderError(f"units: {names} cannot move on land now ({_why(unfit[0])})")
    return [f"units: {unit.name} cannot move on land now ({_why(unit)})" for unit in unfit]


def _why(unit: UnitState) -> str:
    return unit.posture if unit.kind in ON_FOOT else unit.kind
