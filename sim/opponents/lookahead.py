"""Lookahead: a commander who plays out what may come before he decides how to go on.

He begins as a judgement has it. Who attacks can wait: his fires come first, and he goes ashore or
forward with `ODDS` to one. Who defends holds back no guard, and his guns fire on what was lost.

At first, and then when the battle is twice as old as when he last did and an enemy was seen, he
compares that way to go on with others (`ATTACKS`, `DEFENDS`). Of each he plays the same futures to
the end (`View.futures`): they redraw the dice to come and what his side cannot know; the enemy
follows his plan in them. He leaves his way only if another promises a better score by more than
`SURE` standard errors of the difference: a note among his orders says which way he goes.

Enemy units that have not shown themselves are guessed anew in each future
(`sim.experiments.guesses`), and their unseen orders are those of the plan. So two battles that
differ only in what he cannot see promise him the same.

To choose among whole ways to go on, instead of single orders, is policy switching (Chang, Givan
and Chong, Parallel rollout for online solution of partially observable Markov decision processes,
2004): with enough futures, and an enemy who does what they say, no way is better than it.
"""

from dataclasses import replace

import numpy as np

from sim.commanders import Commander, Order, View
from sim.commanders.outlook import Outlook
from sim.opponents.staff import EVERY as OFTEN
from sim.opponents.staff import Doctrine, every

FIRST = 8.0
"""Hours of the battle after which he looks ahead again; then at twice that, and so on."""
FUTURES = 32
"""Futures of each way."""
ENOUGH = 6
"""Futures that fit what was seen, without which nothing is concluded."""
CLOSE = 24.0
"""Hours of a future in which a staff decides `BRISK`: the next fight is won by quick answers."""
BRISK, SLOW = 1.0, 6.0
"""Hours from one decision of a staff to the next in a future, at first and then."""
SURE = 2.0
"""Standard errors by which another way must be better."""
ODDS = 3.0
"""Own men to an enemy with whom who attacks begins, by the rule of thumb of the field."""
FREE = Doctrine(barrage=True, guards=False)
DOCTRINES = {
    "staff": Doctrine(),
    "patient": Doctrine(barrage=True, odds=ODDS),
    "free": FREE,
    "reckless": replace(FREE, enough=0.0, hopeless=99.0),
}
"""By the name of a way, how bold the staff is that goes it."""
ATTACKS, DEFENDS = ("patient", "staff"), ("free", "reckless", "staff")
"""The ways of who attacks and of who has something to defend; he begins with the first."""


def _ways(hours: float) -> dict[str, Commander]:
    """Who goes each way, if he decides every so many hours."""
    return {name: every(hours, doctrine) for name, doctrine in DOCTRINES.items()}


WAYS, QUICK, CALM = _ways(OFTEN), _ways(BRISK), _ways(SLOW)
"""Who goes each way, by its name: in the battle itself, and in a future early and late."""


def command(view: View) -> list[Order]:
    """What the way orders that promises the most in each run."""
    ways, looks = _open_to(view), _looks(view)
    chosen = view.noted()
    chosen[chosen == ""] = ways[0]
    chosen[looks] = _best(view, looks, chosen)[looks]
    notes = [view.note(name, looks & (chosen == name)) for name in sorted({*chosen[looks]})]
    asked = ((way, view.only(chosen == name)) for name, way in WAYS.items())
    return [*notes, *(one for way, part in asked for one in way(part))]


def _looks(view: View) -> np.ndarray:
    """Where it is time to look ahead, (n,): at first, and seldom once an enemy was seen."""
    times, rest = divmod(view.turn, max(round(FIRST / view.turn_hours), 1))
    if not view.turn or rest or times.bit_count() > 1:  # after 1, 2, 4, 8 ... times
        return np.asarray(view.everywhere & (view.turn == 0))
    return _has_seen(view)


def _best(view: View, runs: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The name of the way that promises the most in some runs, (n,); `chosen` if none is sure."""
    best = chosen.copy()
    if not runs.any():
        return best
    some, names = view.only(runs), _open_to(view)
    found = view.futures(
        {name: [*WAYS[name](some)] for name in names},
        FUTURES,
        of=_measures(view),
        guess=True,
        runs=runs,
        then={name: _later(name, view.turn + round(CLOSE / view.turn_hours)) for name in names},
    )
    worth = {name: _worth(view, outlook) for name, outlook in found.items()}
    now = np.select([chosen[:, None] == name for name in names], [*worth.values()])
    most = np.zeros(len(runs))
    for name in names:
        gain, error = _gain(worth[name], now)
        better = runs & (gain > np.maximum(SURE * error, most))
        best[better], most[better] = name, gain[better]
    return best


def _later(name: str, until: int) -> Commander:
    """Who goes a way in a future: he decides less often from some turn on."""
    return lambda view: (QUICK if view.turn < until else CALM)[name](view)


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
