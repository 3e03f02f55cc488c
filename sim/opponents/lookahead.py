"""Lookahead: a commander who plays out what may come before he decides how to go on.

He begins as a judgement has it. Who attacks can wait: his fires come first, and he goes ashore or
forward with `ODDS` to one. Who defends cannot: what he counter-attacks with at once meets the few
who have landed yet, so he holds back no guard, counts no enemies first, breaks no fight off, and
his guns fire on what was lost.

Every few hours he compares that way to go on with others (`ATTACKS`, `DEFENDS`). Of each he plays
the same futures to the end (`View.futures`): they redraw the dice to come and what his side cannot
know; the enemy follows his plan in them. He leaves the first way only if another promises a better
score by more than `SURE` standard errors of the difference, and keeps to it until he looks ahead
again: a note among his orders says which way it is.

Enemy units that have not shown themselves are guessed anew in each future
(`sim.experiments.guesses`), and their unseen orders are those of the plan. So two battles that
differ only in what he cannot see promise him the same. Guesses are poor before he has seen any
enemy; until then he keeps to the first way.

To choose among whole ways to go on, instead of single orders, is policy switching (Chang, Givan
and Chong, Parallel rollout for online solution of partially observable Markov decision processes,
2004): with enough futures, and an enemy who does what they say, no way is better than it.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.commanders import Commander, Order, View
from sim.commanders.outlook import Outlook
from sim.opponents.staff import EVERY as OFTEN
from sim.opponents.staff import Doctrine, every

FIRST = 8.0
"""Hours of the battle after which he looks ahead again; then at twice that, and so on."""
SOON = 1.0
"""Hours from one question whether an enemy was seen for the first time to the next."""
FUTURES = 32
"""Futures of each way."""
ENOUGH = 6
"""Futures that fit what was seen, without which nothing is concluded."""
STRIDE = 6.0
"""Hours from one decision of a staff to the next in a future."""
SURE = 2.0
"""Standard errors by which a way must be better than the first."""
ODDS = 3.0
"""Own men to an enemy with whom who attacks begins, by the rule of thumb of the field."""
BOLD = Doctrine(enough=0.0, hopeless=99.0, barrage=True)
DOCTRINES = {
    "staff": Doctrine(),
    "patient": Doctrine(barrage=True, odds=ODDS),
    "bold": BOLD,
    "reckless": replace(BOLD, guards=False),
}
"""By the name of a way, how bold the staff is that goes it."""
ATTACKS, DEFENDS = ("patient", "staff"), ("reckless", "bold", "staff")
"""The ways of who attacks and of who has something to defend; he begins with the first."""


def _ways(hours: float) -> dict[str, Commander]:
    """Who goes each way, if he decides every so many hours."""
    return {name: every(hours, doctrine) for name, doctrine in DOCTRINES.items()}


WAYS = _ways(OFTEN)
"""Who goes each way, by its name."""


def command(view: View) -> list[Order]:
    """What the way orders that promises the most in each run."""
    chosen, looks, ways = view.noted(), _looks(view), _open_to(view)
    best = _best(view, looks, ways)
    chosen[looks] = best[looks]
    notes = [view.note(name, looks & (best == name)) for name in sorted({*best[looks]})]
    chosen[chosen == ""] = ways[0]
    asked = ((way, view.only(chosen == name)) for name, way in WAYS.items())
    return [*notes, *(one for way, part in asked for one in way(part))]


def _looks(view: View) -> np.ndarray:
    """Where it is time to look ahead, (n,): when an enemy is first seen, and seldom after that."""
    if view.turn % max(round(SOON / view.turn_hours), 1):
        return np.zeros(len(view.everywhere), bool)
    times, rest = divmod(view.turn, max(round(FIRST / view.turn_hours), 1))
    due = not rest and times.bit_count() == 1  # 1, 2, 4, 8 ... times
    return np.asarray(_has_seen(view) & (due | (view.noted() == "")))


def _best(view: View, runs: np.ndarray, ways: Sequence[str]) -> np.ndarray:
    """The name of the way that promises the most in some runs, (n,)."""
    best = np.full(len(runs), ways[0], object)
    if not runs.any():
        return best
    some = view.only(runs)
    choices = {name: [*WAYS[name](some)] for name in ways}
    of, then = _measures(view), _ways(STRIDE)
    found = view.futures(choices, FUTURES, of=of, guess=True, runs=runs, then=then)
    worth = {name: _worth(view, outlook) for name, outlook in found.items()}
    most = np.zeros(len(runs))
    for name in choices:
        gain, error = _gain(worth[name], worth[ways[0]])
        better = gain > np.maximum(SURE * error, most)
        best[better], most[better] = name, gain[better]
    return best


def _open_to(view: View) -> tuple[str, ...]:
    """The ways among which the side chooses."""
    return DEFENDS if view.situation().defends else ATTACKS


def _has_seen(view: View) -> np.ndarray:
    """Whether enemy men are, or were, in sight anywhere, (n,)."""
    places = [place.name for place in view.situation().places]
    seen = np.any([view.believed(place) > 0 for place in places], axis=0)
    return np.asarray(view.everywhere & seen)


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
