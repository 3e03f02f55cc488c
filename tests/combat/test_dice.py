from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy import stats

from sim.combat.dice import Dice
from sim.combat.samples import SampleForce, sample_engagement

RUNS = 50_000
ENDLESS = 100_000


def bucket(*groups):
    """Groups of (dice, hit number), lost in the order written."""
    return SampleForce(
        men=[count for count, _ in groups],
        fire=[number for _, number in groups],
        exposure=[1.0] * len(groups),
    )


def played(red, blue, runs=RUNS, **rules):
    engagement = sample_engagement(
        Dice,
        attacker=bucket(*red),
        defender=bucket(*blue),
        runs=runs,
        parameters={"reference": 1.0, "men_per_die": 1.0, "rounds": ENDLESS, **rules},
    )
    losses = Dice().resolve(engagement)
    left = [
        force.men.sum(axis=1) - lost.sum(axis=1)
        for force, lost in (
            (engagement.attacker, losses.attacker_men),
            (engagement.defender, losses.defender_men),
        )
    ]
    return (*left, losses)


def throws(numbers, sides):
    """Distribution of hits by going through every face of every die."""
    counts = np.zeros(len(numbers) + 1)
    for faces in product(range(1, sides + 1), repeat=len(numbers)):
        counts[sum(face <= number for face, number in zip(faces, numbers, strict=True))] += 1
    return counts / counts.sum()


def brute_force(red, blue, sides, first_fire):
    """Distribution of (attackers, defenders) left at the end, by enumeration of all throws."""
    rows = [[n for count, n in groups for _ in range(count)] for groups in (red, blue)]

    @cache
    def hits(side, left):
        return throws(tuple(rows[side][len(rows[side]) - left :]), sides)

    @cache
    def ends(a, b):
        if a == 0 or b == 0:
            return {(a, b): 1.0}
        after = {}
        shooters = ((0, a, b),) if first_fire == 1 else ((1, b, a),)
        if first_fire == 0:
            for (i, p), (j, q) in product(enumerate(hits(0, a)), enumerate(hits(1, b))):
                key = (max(a - j, 0), max(b - i, 0))
                after[key] = after.get(key, 0.0) + p * q
        else:
            side, own, other = shooters[0]
            for i, p in enumerate(hits(side, own)):
                rest = max(other - i, 0)
                answer = hits(1 - side, rest) if rest else [1.0]
                for j, q in enumerate(answer):
                    pair = (max(own - j, 0), rest)
                    key = pair if side == 0 else pair[::-1]
                    after[key] = after.get(key, 0.0) + p * q
        stay = after.pop((a, b), 0.0)
        total = {}
        for state, chance in after.items():
            for end, share in ends(*state).items():
                total[end] = total.get(end, 0.0) + chance * share / (1 - stay)
        return total

    return ends(len(rows[0]), len(rows[1]))


@pytest.mark.parametrize("first_fire", [0, 1, 2])
@pytest.mark.parametrize(
    ("red", "blue", "sides"),
    [
        ([(3, 1)], [(3, 2)], 6),
        ([(2, 1), (1, 4)], [(1, 3), (2, 2)], 6),
        ([(1, 3), (2, 1)], [(4, 1)], 4),
    ],
)
def test_against_enumeration_of_all_throws(red, blue, sides, first_fire):
    exact = brute_force(red, blue, sides, first_fire)
    a, b, _ = played(red, blue, sides=sides, first_fire=first_fire)
    states = sorted(exact)
    observed = np.array([((a == i) & (b == j)).sum() for i, j in states])
    assert observed.sum() == RUNS
    expected = np.array([exact[state] for state in states]) * RUNS
    _, chance = stats.chisquare(observed, expected * RUNS / expected.sum())
    print(f"{red} against {blue}, first fire {first_fire}: {len(states)} ends, p {chance:.3f}")
    assert chance > 1e-3


def test_order_of_loss():
    red = [(1, 6), (1, 2)]
    gone = {}
    for order in range(4):
        _, _, losses = played(
            red, [(1, 6)], runs=10, sides=6, rounds=1, first_fire=2, attacker_loss_order=order
        )
        gone[order] = losses.attacker_men[0].tolist()
    assert gone == {0: [1, 0], 1: [0, 1], 2: [0, 1], 3: [1, 0]}


def test_retreats():
    a, b, losses = played([(10, 1)], [(10, 1)], retreat_after=2)
    assert (losses.attacker_breaks == ((a > 0) & (b > 0))).all()
    assert losses.attacker_breaks.any()
    a, b, losses = played([(10, 1)], [(10, 2)], attacker_retreats_below=5)
    assert (losses.attacker_breaks == ((a > 0) & (a < 5) & (b > 0))).all()
    assert losses.attacker_breaks.mean() > 0.5
    assert not losses.defender_breaks.any()


def test_rounds_before_this_turn_count():
    sample = {"runs": 20, "parameters": {"retreat_after": 3.0}, "hours": 0.5}
    early = sample_engagement(Dice, **sample, turn=5, engaged_since=np.full(20, 4))
    late = sample_engagement(Dice, **sample, turn=5, engaged_since=np.full(20, 3))
    assert not Dice().resolve(early).attacker_breaks.any()
    assert Dice().resolve(late).attacker_breaks.all()


def test_a_die_stands_for_several_men():
    engagement = sample_engagement(
        Dice,
        attacker=SampleForce(men=(100,), fire=(1.0,), exposure=(1.0,)),
        defender=SampleForce(men=(95,), fire=(1.0,), exposure=(1.0,)),
        runs=RUNS,
        parameters={"reference": 0.0, "attacker_hit": 3.0, "first_fire": 1.0},
    )
    lost = Dice().resolve(engagement).defender_men[:, 0]
    assert set(np.unique(lost)) <= {0, *range(5, 96, 10)}  # the half-strength die goes first
    # ten dice, each hitting with one half
    assert np.ceil(lost / 10).mean() == pytest.approx(5, abs=0.03)
