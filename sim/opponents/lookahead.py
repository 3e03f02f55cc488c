"""Lookahead: a commander who plays out what may come of his orders before he gives them.

Every few hours he compares what the staff would order, what the plan proposes, and to stand still.
Of each he plays futures (`View.futures`): they redraw the dice to come and what his side cannot
know, and follow the plan from the next turn on. He does what the staff says, unless something else
promises a better score by more than `SURE` standard errors of the difference.
"""

import numpy as np

from sim.commanders import Order, View
from sim.commanders.outlook import Outlook
from sim.opponents import staff

EVERY = 6.0
"""Hours from one look ahead to the next."""
FUTURES = 24
"""Futures of each choice."""
SURE = 1.5
"""Standard errors by which something must be better than what the staff says."""


def command(view: View) -> list[Order]:
    """What promises the most in each run."""
    advised = staff.command(view)
    if view.turn % max(round(EVERY / view.turn_hours), 1):
        return [*advised]
    choices = {"staff": [*advised], "plan": [*view.proposed], "stand": []}
    found = view.futures(choices, futures=FUTURES, of=_measures(view))
    worth = {name: _worth(view, outlook) for name, outlook in found.items()}
    best = np.full(len(view.everywhere), "staff", object)
    least = np.zeros(len(best))
    for name in ("plan", "stand"):
        gain, error = _gain(worth[name], worth["staff"])
        better = gain > np.maximum(SURE * error, least)
        best[better], least[better] = name, gain[better]
    return [order for name in choices for order in _where(choices[name], best == name)]


def _measures(view: View) -> list[str]:
    sides = (view.side, view.enemy_side)
    return [what for side in sides for what in (f"winner = {side}", f"{side}.casualties")]


def _worth(view: View, outlook: Outlook) -> np.ndarray:
    """The score of each future as far as it depends on what comes, (n, futures)."""
    own, enemy = view.side, view.enemy_side
    won, lost = (outlook.values[f"winner = {side}"] for side in (own, enemy))
    casualties = {side: outlook.values[f"{side}.casualties"] for side in (own, enemy)}
    return view.points(won - lost, casualties)


def _gain(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean of what one is worth more than the other, and its standard error, (n,) each."""
    difference = one - other
    number = (~np.isnan(difference)).sum(axis=1)
    mean = np.nansum(difference, axis=1) / np.maximum(number, 1)
    spread = np.nansum((difference - mean[:, None]) ** 2, axis=1)
    return mean, np.sqrt(spread / np.maximum(number * (number - 1), 1))


def _where(orders: list[Order], runs: np.ndarray) -> list[Order]:
    """The same orders in some of their runs."""
    kept = [Order(one.operation, np.asarray(one.runs, bool) & runs) for one in orders]
    return [one for one in kept if one.runs.any()]
