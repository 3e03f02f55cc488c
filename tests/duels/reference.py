"""Independent references: enumeration in exact fractions, and the published tables."""

import csv
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path

from sim.duels.forces import Force, Group
from sim.duels.markov import Markov

DATA = Path(__file__).parents[1] / "data"


def enumerate_dice(attacker, defender, sides=6, first_fire=None, rounds=None, below=(1, 1)):
    """Probability of each (attackers left, defenders left), a dict of fractions.

    Forces are tuples with the hit number of each unit in the order of loss. Every combination of
    hits and misses of every unit is played out.
    """
    if first_fire == "defender":
        mirrored = enumerate_dice(defender, attacker, sides, "attacker", rounds, below[::-1])
        return {(a, b): chance for (b, a), chance in mirrored.items()}

    @cache
    def ends(ours, theirs, left):
        if len(ours) < below[0] or len(theirs) < below[1] or left == 0:
            return {(len(ours), len(theirs)): Fraction(1)}
        found, back = {}, Fraction(0)
        for chance, ours_after, theirs_after in volleys(ours, theirs):
            if left is None and (ours_after, theirs_after) == (ours, theirs):
                back += chance
                continue
            rest = ends(ours_after, theirs_after, None if left is None else left - 1)
            for end, share in rest.items():
                found[end] = found.get(end, 0) + chance * share
        if back == 1:
            return {(len(ours), len(theirs)): Fraction(1)}
        return {end: chance / (1 - back) for end, chance in found.items()}

    def volleys(ours, theirs):
        for chance, hits in throws(ours):
            answering = theirs[hits:] if first_fire == "attacker" else theirs
            for other_chance, other_hits in throws(answering):
                yield chance * other_chance, ours[other_hits:], theirs[hits:]

    def throws(force):
        for pattern in product((True, False), repeat=len(force)):
            chance = Fraction(1)
            for hit, number in zip(pattern, force, strict=True):
                chance *= Fraction(number if hit else sides - number, sides)
            if chance:
                yield chance, sum(pattern)

    return ends(tuple(attacker), tuple(defender), rounds)


def force(numbers):
    """A force from the power of each unit in the order of loss."""
    return Force(tuple(Group(1, number) for number in numbers))


def square_cases():
    """Fights of the table of the square law, each with its row."""
    for row in _rows("stochastic_lanchester_square_exact.csv"):
        rate = float(Fraction(row["r_x_effectiveness_over_y"]))
        yield _fight(row, rate, 1.0), row


def linear_cases():
    """Fights of the table of the linear law, each with its row."""
    for row in _rows("stochastic_lanchester_linear_exact.csv"):
        chance = float(row["p_next_casualty_is_y"])
        yield _fight(row, chance, 1.0 - chance, law="linear"), row


def _fight(row, x_rate, y_rate, **rules):
    forces = (Group(int(row["x0"]), x_rate), Group(int(row["y0"]), y_rate))
    return Markov(*(Force((group,)) for group in forces), **rules)


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
