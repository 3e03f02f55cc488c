"""The score of a battle: what it was worth to a side.

    victory x (1 if it has won, -1 if the enemy has, else 0)
    + losses x (share of his men that the enemy has lost - share of the own men lost)

Lost are the killed, wounded, missing and captured. A scenario may weigh the two in its `score`.
What one side wins the other loses.
"""

from collections.abc import Mapping
from typing import Any

from sim.commanders.reading import expected
from sim.scenario.definition import Definition


def score(definition: Definition, outcome: Mapping[str, Any], side: str) -> float:
    """The score of a side, by the outcome of a run as `Run.outcome` has it."""
    enemy = next(one for one in definition.sides if one != side)
    won = {side: 1, enemy: -1}.get(outcome["winner"], 0)
    exchange = _share_lost(definition, outcome, enemy) - _share_lost(definition, outcome, side)
    victory, losses = definition.score.victory, definition.score.losses
    return round(expected(victory) * won + expected(losses) * exchange, 1)


def _share_lost(definition: Definition, outcome: Mapping[str, Any], side: str) -> float:
    men = sum(expected(unit.men) for unit in definition.units.values() if unit.side == side)
    return float(outcome[f"{side}.casualties"] / men) if men else 0.0
