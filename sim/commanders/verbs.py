"""Verbs: orders in a word or two become what headquarters understands.

"first_landing"                                   begin an operation of the plan
{"cancel": "first_landing"}                       call an operation off, or all tasks of a unit
{"hold": ["guards"]}                              stay; who is on the march turns round
{"march": ["guards"], "to": "village"}            also assault, withdraw, counter_attack
{"surrender": ["guards"]}, {"cease_fire": ["village"]}
{"split": "guards", "men": 60, "into": "guards_2"}, {"join": ["guards_2"], "into": "guards"}
{"kind": "landing", "units": [...], ...}          any operation, as a scenario file has it
"""

from collections.abc import Callable, Mapping
from typing import Any

from sim.commanders.orders import Countermand, Order
from sim.commanders.run_view import RunView
from sim.commanders.situation import Situation
from sim.scenario.order import OrderError
from sim.scenario.problems import show, unknown
from sim.scenario.vocabulary import ON_FOOT

SPLIT = "split"
Wanted = str | dict[str, Any] | Countermand
"""What `Order.operation` holds."""
_TO = {"march": "march", "assault": "assault", "withdraw": "withdrawal"} | {
    "counter_attack": "counter_attack"
}


def wanted(order: Any, now: Situation) -> list[Wanted]:
    """What an order asks of headquarters, by the situation in which it is given.

    Raises `OrderError` for what is no order.
    """
    if isinstance(order, str):
        return [order]
    if not isinstance(order, Mapping) or not order:
        raise OrderError(f"an order names an operation or describes it, not {show(order)}")
    if "kind" in order:
        return [dict(order)]
    verb = _verb(order)
    if verb not in VERBS:
        raise OrderError(unknown("verb", verb, [*VERBS, "kind"]))
    return VERBS[verb](dict(order), now)


def _verb(order: Mapping[str, Any]) -> str:
    """The key that is a verb, else the first one."""
    return next((key for key in order if key in VERBS), next(iter(order)))


def as_orders(order: Any, view: RunView) -> list[Order]:
    """The orders of a commander of one run."""
    return [Order(one, view.mask) for one in wanted(order, view.situation)]


def _names(order: dict[str, Any], verb: str) -> list[str]:
    given = order[verb]
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list | tuple) or not all(isinstance(one, str) for one in names):
        raise OrderError(f"{verb}: must be a name or a list of names, not {show(given)}")
    if not any(names):
        raise OrderError(f"{verb}: name at least one")
    return [*names]


def _only(order: dict[str, Any], *keys: str) -> None:
    for key in order:
        if key not in keys:
            raise OrderError(unknown("key", key, keys))


def _launch(order: dict[str, Any], now: Situation) -> list[Wanted]:
    _only(order, "launch")
    return [*_names(order, "launch")]


def _cancel(order: dict[str, Any], now: Situation) -> list[Wanted]:
    _only(order, "cancel")
    wanted: list[Wanted] = []
    units = {one.name: one for one in now.units}
    for name in _names(order, "cancel"):
        tasks = [one for one in now.tasks if name in one.units] if name in units else []
        if name in units and not tasks:
            raise OrderError(f"cancel: unit '{name}' has no task")
        free = [one.name for one in tasks if one.can_be_called_off]
        fixed = [one.name for one in tasks[:1]]  # to call it off is refused, and said why
        wanted += map(Countermand, [name] if name not in units else free or fixed)
    return wanted


def _hold(order: dict[str, Any], now: Situation) -> list[Wanted]:
    _only(order, "hold")
    units, wanted = {one.name: one for one in now.units}, []
    for name in _names(order, "hold"):
        if name not in units:
            raise OrderError(f"hold: {unknown(f'unit of {now.side}', name, units)}")
        unit = units[name]
        marches = unit.posture == "on the march" and unit.able and unit.kind in ON_FOOT
        if marches and not now.has_task("withdrawal", name, unit.place):
            wanted.append({"kind": "withdrawal", "units": [name], "to": unit.place})
    return [*wanted]


def _go(order: dict[str, Any], now: Situation) -> list[Wanted]:
    verb = _verb(order)
    _only(order, verb, "to", "speed")
    rest = {key: value for key, value in order.items() if key != verb}
    return [{"kind": _TO[verb], "units": _names(order, verb), **rest}]


def _surrender(order: dict[str, Any], now: Situation) -> list[Wanted]:
    _only(order, "surrender")
    return [{"kind": "surrender", "units": _names(order, "surrender")}]


def _cease_fire(order: dict[str, Any], now: Situation) -> list[Wanted]:
    _only(order, "cease_fire")
    return [{"kind": "cease_fire", "places": _names(order, "cease_fire")}]


def _split(order: dict[str, Any], now: Situation) -> list[Wanted]:
    _only(order, SPLIT, "men", "into")
    rest = {key: value for key, value in order.items() if key != SPLIT}
    return [{"kind": "regroup", "units": _names(order, SPLIT), **rest}]


def _join(order: dict[str, Any], now: Situation) -> list[Wanted]:
    _only(order, "join", "into")
    return [{"kind": "regroup", "units": _names(order, "join"), "into": order.get("into")}]


VERBS: dict[str, Callable[[dict[str, Any], Situation], list[Wanted]]] = {
    "launch": _launch,
    "cancel": _cancel,
    "hold": _hold,
    **dict.fromkeys(_TO, _go),
    SPLIT: _split,
    "join": _join,
    "surrender": _surrender,
    "cease_fire": _cease_fire,
}
"""What each verb asks for."""
