"""The score of a battle: what it was worth to a side.

    victory x (1 if it has won, -1 if the enemy has, else 0)
    + losses x (share of his men that the enemy has lost - share of the own men lost)

Lost are the killed, wounded, missing and captured. A scenario may weigh the two in its `score`.
What one side wins the other loses.
"""

from collections.abc import Mapping
from typing import Any

from sim.commanders.reading import defended, expected
from sim.scenario.definition import Definition

ATTACKERS = 2.0
"""Men of who attacks to one who defends: the median of the battles of CDB90 from 1939 on."""


def score(definition: Definition, outcome: Mapping[str, Any], side: str) -> float:
    """The score of a side, by the outcome of a run as `Run.outcome` has it."""
    enemy = _enemy(definition, side)
    won = {side: 1, enemy: -1}.get(outcome["winner"], 0)
    casualties = {one: outcome[f"{one}.casualties"] for one in definition.sides}
    return round(float(points(definition, side, won, casualties)), 1)


def points(definition: Definition, side: str, won: Any, casualties: Mapping[str, Any]) -> Any:
    """The score of a side, by numbers or arrays: `won` is 1, -1 or 0, casualties are by side."""
    men = {one: _men(definition, one) for one in (side, _enemy(definition, side))}
    return _points(definition, side, won, casualties, men)


def promised(definition: Definition, side: str, won: Any, casualties: Mapping[str, Any]) -> Any:
    """The same for who does not know how many the enemy is: he takes him for `supposed`."""
    men = {side: _men(definition, side), _enemy(definition, side): supposed(definition, side)}
    return _points(definition, side, won, casualties, men)


def supposed(definition: Definition, side: str) -> float:
    """As how many men a side takes its enemy before it has seen any.

    Who attacks is `ATTACKERS` times as many as who defends; it is open who attacks if both have
    something to defend, or neither.
    """
    defends = [bool(defended(definition, one)) for one in (side, _enemy(definition, side))]
    return _men(definition, side) * float(ATTACKERS ** (defends[0] - defends[1]))


def _points(
    definition: Definition,
    side: str,
    won: Any,
    casualties: Mapping[str, Any],
    men: Mapping[str, float],
) -> Any:
    enemy = _enemy(definition, side)
    victory, losses = expected(definition.score.victory), expected(definition.score.losses)
    exchange = casualties[enemy] / men[enemy] - casualties[side] / men[side]
    return victory * won + losses * exchange


def _enemy(definition: Definition, side: str) -> str:
    return next(one for one in definition.sides if one != side)


def _men(definition: Definition, side: str) -> float:
    """Men of a side at the start, about; at least one."""
    units = (unit for unit in definition.units.values() if unit.side == side)
    return max(sum(expected(unit.men) for unit in units), 1.0)
