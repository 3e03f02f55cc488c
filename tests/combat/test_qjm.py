import numpy as np
import pytest

from sim.combat.qjm import Qjm, power_ratio
from sim.combat.samples import SampleForce, sample_engagement

DIVISION = SampleForce(men=(15_000,), fire=(0.1,), exposure=(1.0,))
TWICE_THE_FIRE = SampleForce(men=(15_000,), fire=(0.2,), exposure=(1.0,))


def engaged(attacker=TWICE_THE_FIRE, defender=DIVISION, runs=400, **fields):
    fields = {"hours": 24.0} | fields
    return sample_engagement(Qjm, attacker=attacker, defender=defender, runs=runs, **fields)


def shares(engagement):
    losses = Qjm().resolve(engagement)
    return losses.attacker_men.mean() / 15_000, losses.defender_men.mean() / 15_000


def test_standard_rates_of_a_division_at_even_power():
    """2.8 % and 1.5 % a day where all factors are one."""
    even = engaged(parameters={"hasty": 1.0})
    assert power_ratio(even) == pytest.approx(1.0)
    attacker, defender = shares(even)
    print(f"attacker {attacker:.3%}, defender {defender:.3%} a day")
    assert attacker == pytest.approx(-np.expm1(-0.028), rel=0.01)
    assert defender == pytest.approx(-np.expm1(-0.015), rel=0.01)


def test_no_day_costs_more_than_the_published_most():
    hopeless = SampleForce(men=(15_000,), fire=(1e-5,), exposure=(1.0,))
    assert shares(engaged(attacker=hopeless))[0] == pytest.approx(-np.expm1(-0.1344), rel=0.01)
    assert shares(engaged(defender=hopeless))[1] == pytest.approx(-np.expm1(-0.0576), rel=0.01)


@pytest.mark.parametrize(
    ("terrain", "works", "factor"),
    [
        ("open", 0.0, 1.3),
        ("open", 0.6, 1.5),
        ("open", 1.0, 1.6),
        ("town", 0.3, 1.4 * 1.3),
        ("town", 1.0, 1.4 * 1.6),  # 2.24, the upper value that the source gives for towns
        ("hills", 0.45, 1.5 * 1.4),
    ],
)
def test_power_ratio_has_the_published_factors(terrain, works, factor):
    engagement = engaged(runs=3, terrain=terrain, works=np.full(3, works))
    assert power_ratio(engagement) == pytest.approx(1 / factor)


def test_turns_add_up_to_the_day():
    whole = shares(engaged(parameters={"hasty": 1.0}))
    hour = shares(engaged(parameters={"hasty": 1.0}, hours=1.0, runs=4000))
    assert np.array(hour) * 24 == pytest.approx(np.array(whole), rel=0.03)


def test_smaller_forces_lose_a_larger_share_and_night_saves_men():
    battalion = [SampleForce(men=(800,), fire=(fire,), exposure=(1.0,)) for fire in (0.2, 0.1)]
    small = Qjm().resolve(engaged(*battalion)).attacker_men.mean() / 800
    large, _ = shares(engaged())
    dark, _ = shares(engaged(night=True))
    print(f"battalion {small:.3%}, division {large:.3%}, by night {dark:.3%}")
    assert small > large > dark


def test_the_greater_power_has_the_better_chance():
    """Half of the decisions at even power, and Phi(ln 2 / spread) of them at twice the power."""
    parameters = {"hasty": 1.0, "decision_hours": 1e-6, "outcome_spread": 1.5}
    stronger = SampleForce(men=(15_000,), fire=(0.4,), exposure=(1.0,))
    for attacker, chance in ((TWICE_THE_FIRE, 0.5), (stronger, 0.678)):
        losses = Qjm().resolve(engaged(attacker, runs=8000, parameters=parameters))
        assert losses.defender_breaks.mean() == pytest.approx(chance, abs=0.02)
        assert (losses.defender_breaks != losses.attacker_breaks).all()
