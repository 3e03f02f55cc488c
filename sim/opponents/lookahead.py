"""Lookahead: a commander who plays out what may come of his orders before he gives them.

Every few hours he compares what the staff would order with other choices: what the plan proposes,
to stand still, and some single orders of the menu, by luck of his own, beside those of the staff.
Of each he plays the same futures (`View.futures`): they redraw the dice to come and what his side
cannot know; from the next turn on the staff commands his side in them, and the plan the enemy's. He
does what the staff says, unless something else promises a better score by more than `SURE` standard
errors of the difference.

Enemy units that have not shown themselves are guessed anew in each future
(`sim.experiments.guesses`), and their unseen orders are those of the plan. So two battles that
differ only in what he cannot see promise him the same. Guesses are poor before he has seen any
enemy; until then he does what the staff says.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from sim.commanders import Order, RunView, View
from sim.commanders.outlook import Outlook
from sim.commanders.verbs import as_orders
from sim.opponents import staff

EVERY = 6.0
"""Hours from one look ahead to the next."""
FUTURES = 16
"""Futures of each choice."""
ENOUGH = 6
"""Futures that fit what was seen, without which nothing is concluded."""
OTHERS = 2
"""Single orders of the menu that are tried."""
STRIDE = 6.0
"""Hours from one decision of the staff to the next in a future."""
SURE = 2.0
"""Standard errors by which something must be better than what the staff says."""
ENDS = frozenset({"surrender", "halt", "cease_fire"})
"""Kinds that end a fight: he leaves them alone."""
STAFF = "staff"


def command(view: View) -> list[Order]:
    """What promises the most in each run."""
    advised = [*staff.command(view)]
    seen = _has_seen(view)
    if view.turn % max(round(EVERY / view.turn_hours), 1) or not seen.any():
        return advised
    choices = {
        STAFF: advised,
        "plan": [*view.proposed],
        "stand": [],
        **_others(view, advised, seen),
    }
    then = staff.every(STRIDE)
    wishes: dict[str, Any] = {"of": _measures(view), "runs": seen, "then": then, "guess": True}
    found = view.futures(choices, FUTURES, **wishes)
    worth = {name: _worth(view, outlook) for name, outlook in found.items()}
    best = np.full(len(view.everywhere), STAFF, object)
    least = np.zeros(len(best))
    for name in choices:
        gain, error = _gain(worth[name], worth[STAFF])
        better = gain > np.maximum(SURE * error, least)
        best[better], least[better] = name, gain[better]
    return [order for name in choices for order in _where(choices[name], best == name)]


def _has_seen(view: View) -> np.ndarray:
    """Whether enemy men are, or were, in sight anywhere, (n,)."""
    places = [place.name for place in view.situation().places]
    seen = np.any([view.believed(place) > 0 for place in places], axis=0)
    return np.asarray(view.everywhere & seen)


def _others(view: View, advised: list[Order], runs: np.ndarray) -> dict[str, list[Order]]:
    """What the staff says and one order more in each run."""
    names = [f"order {number}" for number in range(OTHERS)]
    choices = {name: [*advised] for name in names}
    luck = {name: view.chance(name) for name in names}
    for row in np.flatnonzero(runs).tolist():
        menu = [one for one in view.legal_orders(row) if one.kind not in ENDS]
        for name in names if menu else ():
            order = menu[int(luck[name][row] * len(menu))].order
            choices[name] += as_orders(order, RunView(view, row))
    return choices


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
    number[number < ENOUGH] = 0
    mean = np.nansum(difference, axis=1) / np.maximum(number, 1)
    spread = np.nansum((difference - mean[:, None]) ** 2, axis=1)
    mean = np.where(number, mean, 0.0)
    return mean, np.sqrt(spread / np.maximum(number * (number - 1), 1))


def _where(orders: list[Order], runs: np.ndarray) -> list[Order]:
    """The same orders in some of their runs."""
    kept = [replace(one, runs=np.asarray(one.runs, bool) & runs) for one in orders]
    return [one for one in kept if one.runs.any()]
