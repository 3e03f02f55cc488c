from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from sim.combat.salvo import Salvo
from sim.combat.samples import SampleForce, SampleWeapons, sample_engagement

RUNS = 200_000


def ships(number, offensive, defensive, staying, name="boat"):
    weapons = SampleWeapons(0, name, number, "craft", (offensive, defensive, staying))
    return SampleForce(men=(10 * number,), fire=(0.0,), exposure=(1.0,), weapons=(weapons,))


def lost(attacker, defender, runs=RUNS, **parameters):
    engagement = sample_engagement(
        Salvo, attacker=attacker, defender=defender, runs=runs, parameters=parameters
    )
    losses = Salvo().resolve(engagement)
    return losses.attacker_weapons.sum(axis=1), losses.defender_weapons.sum(axis=1)


def hughes(own, enemy):
    """Hughes' equation: ships of the own side out of action, a fraction included."""
    through = max(enemy[0] * enemy[1] - own[0] * own[2], 0)
    return min(through / own[3], own[0])


SIDES = [
    ((3, 4, 1, 2), (3, 4, 1, 2)),  # Hughes' example form: equal sides
    ((6, 2, 1, 1), (3, 3, 2, 3)),
    ((2, 1, 3, 2), (8, 1, 0.5, 1.5)),
    ((5, 1.5, 0.4, 2.5), (4, 2.5, 0.3, 1.2)),
]


@pytest.mark.parametrize(("red", "blue"), SIDES)
def test_deterministic_losses_equal_hughes_equations(red, blue):
    hit = lost(
        ships(*red), ships(*blue), stochastic=0.0, accuracy=1.0, interception=1.0, runs=40_000
    )
    for found, (own, enemy) in zip(hit, ((red, blue), (blue, red)), strict=True):
        exact = hughes(own, enemy)
        print(f"{own} under {enemy}: {exact:.4f}, mean of whole ships {found.mean():.4f}")
        assert set(np.unique(found)) <= {np.floor(exact), np.ceil(exact)}
        assert found.mean() == pytest.approx(exact, abs=0.012)


def enumerate_losses(own, enemy, accuracy, interception):
    """Distribution of ships lost, by going through every number of hits and of stops."""
    ships_lost = np.zeros(own[0] + 1)
    attack = stats.binom(enemy[0] * enemy[1], accuracy)
    defence = stats.binom(own[0] * own[2], interception)
    for hits in range(enemy[0] * enemy[1] + 1):
        for stops in range(own[0] * own[2] + 1):
            chance = attack.pmf(hits) * defence.pmf(stops)
            sunk = min(max(hits - stops, 0) / own[3], own[0])
            whole = int(sunk)
            ships_lost[whole] += chance * (1 - (sunk - whole))
            if sunk > whole:
                ships_lost[whole + 1] += chance * (sunk - whole)
    return ships_lost


@pytest.mark.parametrize(
    ("red", "blue"),
    [
        ((3, 4, 1, 2), (3, 4, 1, 2)),
        ((6, 2, 1, 1), (3, 3, 2, 3)),
        ((2, 5, 3, 2), (8, 1, 1, 1.5)),
        ((4, 1, 0, 1), (2, 6, 2, 4)),
    ],
)
def test_stochastic_losses_against_exact_enumeration(red, blue):
    accuracy, interception = 0.6, 0.4
    hit = lost(ships(*red), ships(*blue), accuracy=accuracy, interception=interception)
    for found, (own, enemy) in zip(hit, ((red, blue), (blue, red)), strict=True):
        exact = enumerate_losses(own, enemy, accuracy, interception)
        counts = np.arange(len(exact))
        mean = (exact * counts).sum()
        spread = np.sqrt((exact * counts**2).sum() - mean**2)
        print(
            f"{own} under {enemy}: mean {mean:.4f} / {found.mean():.4f}, spread {spread:.4f} / "
            f"{found.std():.4f}, none {exact[0]:.4f} / {(found == 0).mean():.4f}, "
            f"all {exact[-1]:.4f} / {(found == own[0]).mean():.4f}"
        )
        assert abs(found.mean() - mean) < 4 * spread / np.sqrt(RUNS)
        assert found.std() == pytest.approx(spread, rel=0.01)
        for chance, share in ((exact[0], found == 0), (exact[-1], found == own[0])):
            assert abs(share.mean() - chance) < 4 * np.sqrt(chance * (1 - chance) / RUNS) + 1e-9


def test_damage_spread_widens_losses_and_keeps_their_mean():
    red, blue = ships(10, 2, 0, 4), ships(10, 2, 0, 4)
    sure, _ = lost(red, blue)
    vague, _ = lost(red, blue, damage_spread=1.0)
    print(
        f"mean {sure.mean():.3f} and {vague.mean():.3f}, spread {sure.std():.3f}, {vague.std():.3f}"
    )
    assert vague.mean() == pytest.approx(sure.mean(), rel=0.02)
    # 20 shots, half on target: the damage of each adds (1 / 4)^2 to the variance
    assert vague.var() - sure.var() == pytest.approx(10 / 16, rel=0.1)


def test_hits_spread_over_unlike_ships_by_number():
    target = SampleForce(
        men=(60,),
        fire=(0.0,),
        exposure=(1.0,),
        weapons=(
            SampleWeapons(0, "hunter", 4, "craft", (0.0, 0.0, 2.0)),
            SampleWeapons(0, "barge", 8, "craft", (0.0, 0.0, 1.0)),
        ),
    )
    engagement = sample_engagement(
        Salvo, attacker=ships(6, 1, 0, 1), defender=target, runs=RUNS, parameters={"accuracy": 1.0}
    )
    losses = Salvo().resolve(engagement)
    assert losses.defender_weapons.mean(axis=0) == pytest.approx([1, 4], rel=0.01)


def test_the_crew_shares_the_fate_of_its_ship_and_surprise_weakens_the_defence():
    red, blue = ships(4, 2, 0, 1), ships(4, 0, 2, 1)
    sample = {"attacker": red, "defender": blue, "runs": 500, "parameters": {"accuracy": 0.7}}
    calm = Salvo().resolve(sample_engagement(Salvo, **sample))
    assert (calm.defender_men[:, 0] == 10 * calm.defender_weapons[:, 0]).all()
    caught = np.full(500, 6)
    surprised = Salvo().resolve(sample_engagement(Salvo, **sample, turn=5, surprised_until=caught))
    assert surprised.defender_weapons.mean() > calm.defender_weapons.mean()


def test_powers_of_parameters_serve_where_the_scenario_gives_none():
    engagement = sample_engagement(
        Salvo,
        attacker=ships(5, 9, 9, 9),
        defender=ships(5, 9, 9, 9),
        runs=100,
        parameters={"stochastic": 0.0, "accuracy": 1.0, "defender_staying": 2.0},
    )
    bare = [replace(force, salvo=None) for force in (engagement.attacker, engagement.defender)]
    losses = Salvo().resolve(replace(engagement, attacker=bare[0], defender=bare[1]))
    assert (losses.attacker_weapons == 5).all()
    assert losses.defender_weapons.mean() == pytest.approx(2.5, abs=0.3)
