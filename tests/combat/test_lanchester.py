import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sim.combat.lanchester import LAWS, Lanchester, helmbold
from sim.combat.samples import SampleForce

DAY = 24.0


def test_square_law_closed_form(fought, strength, plain):
    """100 against 60, both 0.01 a day: 80 are left after ln 2 / 0.01 days."""
    days = np.log(2) / 0.01
    assert days == pytest.approx(69.3147, abs=1e-4)
    for turns in (1, 70, 1664):
        end = fought(
            Lanchester(),
            turns,
            attacker=plain(100, 0.01 / DAY),
            defender=plain(60, 0.01 / DAY),
            runs=1,
            hours=days * DAY / turns,
            carry=True,
        )
        ours, theirs = strength(end, "attacker")[0, 0], strength(end, "defender")[0, 0]
        print(f"{turns} turns: {ours:.8f} and {theirs:.2e} left")
        assert ours == pytest.approx(80, abs=1e-5)
        assert theirs == pytest.approx(0, abs=1e-3)


def test_rates_as_parameters_take_the_place_of_fire(fought, strength, plain):
    rates = {"attacker_rate": 0.01 / DAY, "defender_rate": 0.01 / DAY}
    forces = {"attacker": plain(100, 7.0), "defender": plain(60, 3.0)}
    days = np.log(2) / 0.01
    end = fought(
        Lanchester(), 50, **forces, runs=1, hours=days * DAY / 50, carry=True, parameters=rates
    )
    assert strength(end, "attacker")[0, 0] == pytest.approx(80, abs=1e-5)


# against a high-order solution --------------------------------------------------------------

MIXED = {
    "attacker_p": 0.4,
    "attacker_q": 0.7,
    "defender_p": 0.9,
    "defender_q": 1.2,
    "fatigue": 0.03,
}
RED = SampleForce(men=(900, 400), fire=(0.03, 0.05), exposure=(1.0, 0.6))
BLUE = SampleForce(men=(700, 300), fire=(0.04, 0.06), exposure=(0.8, 1.3))


def reference(hours, p=(0.0, 0.0), q=(1.0, 1.0), fatigue=0.0, strength=1000.0):
    """The equations of the module solved by an independent high-order method."""
    fire = np.array([RED.fire, BLUE.fire])
    exposure = np.array([RED.exposure, BLUE.exposure])

    def slopes(time, state):
        men = state.reshape(2, 2)
        out = np.empty((2, 2))
        for side in (0, 1):
            own, enemy = men[side], men[1 - side]
            rate = (fire[1 - side] * enemy).sum() * np.exp(-fatigue * time)
            rate *= (own.sum() / strength) ** p[side]
            rate *= (enemy.sum() / strength) ** (q[side] - 1)
            out[side] = -rate * own * exposure[side] / own.sum()
        return out.ravel()

    start = np.array([*RED.men, *BLUE.men], float)
    return solve_ivp(slopes, (0, hours), start, "DOP853", rtol=1e-13, atol=1e-10).y[:, -1]


@pytest.mark.parametrize(
    ("parameters", "exact"),
    [
        ({}, reference(12.0)),
        (MIXED, reference(12.0, (0.4, 0.9), (0.7, 1.2), 0.03)),
    ],
    ids=["square", "mixed exponents with fatigue"],
)
def test_converges_to_the_equations_with_the_fourth_order(fought, strength, parameters, exact):
    """One Runge-Kutta step a turn, so that the turn is the step."""
    errors, turns = [], (4, 8, 16, 32)
    for number in turns:
        end = fought(
            Lanchester(),
            number,
            attacker=RED,
            defender=BLUE,
            runs=1,
            hours=12.0 / number,
            carry=True,
            parameters={**parameters, "step": 1e9},
        )
        found = np.concatenate([strength(end, side)[0] for side in ("attacker", "defender")])
        errors.append(np.abs(found - exact).max())
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    print("turns", turns, "errors", [f"{e:.1e}" for e in errors], "orders", orders.round(2))
    assert (orders > 3.5).all()
    assert errors[-1] < 1e-3


@pytest.mark.parametrize("turns", [1, 6, 48])
def test_default_step_is_accurate_at_any_length_of_turn(fought, strength, turns):
    exact = reference(12.0, (0.4, 0.9), (0.7, 1.2), 0.03)
    end = fought(
        Lanchester(),
        turns,
        attacker=RED,
        defender=BLUE,
        runs=1,
        hours=12.0 / turns,
        carry=True,
        parameters=MIXED,
    )
    found = np.concatenate([strength(end, side)[0] for side in ("attacker", "defender")])
    print(
        f"{turns} turns: largest error {np.abs(found - exact).max():.1e} of {exact.sum():.0f} men"
    )
    assert np.abs(found - exact).max() < 1e-3


# invariants -----------------------------------------------------------------------------------


def path(fought, strength, plain, parameters, turns):
    end = fought(
        Lanchester(),
        turns,
        attacker=plain(800, 0.05),
        defender=plain(500, 0.08),
        runs=1,
        hours=2.0,
        carry=True,
        parameters=parameters,
    )
    return strength(end, "attacker")[0, 0], strength(end, "defender")[0, 0]


@pytest.mark.parametrize(
    ("law", "invariant"),
    [
        (LAWS["square"], lambda x, y: 0.05 * x**2 - 0.08 * y**2),
        (LAWS["linear"], lambda x, y: 0.05 * x - 0.08 * y),
        # logarithmic: dX/dt = -R b X / R, so log X / b - log Y / a stays
        (LAWS["logarithmic"], lambda x, y: 0.05 * np.log(x) - 0.08 * np.log(y)),
        # guerrilla: X' = -b Y (square), Y' = -a X Y / R (linear): a X^2 / 2R - b Y stays
        (LAWS["guerrilla"], lambda x, y: 0.05 * x**2 / 2000 - 0.08 * y),
        # Helmbold w: X' = -b X^(1-w) Y^w, so a X^2w - b Y^2w stays
        (helmbold(0.3), lambda x, y: 0.05 * x**0.6 - 0.08 * y**0.6),
    ],
    ids=["square", "linear", "logarithmic", "guerrilla", "helmbold"],
)
def test_invariants(fought, strength, plain, law, invariant):
    start = invariant(800.0, 500.0)
    values = [invariant(*path(fought, strength, plain, law, turns)) for turns in (1, 3, 6)]
    print(f"invariant {start:.9g}, later {[f'{v:.9g}' for v in values]}")
    assert values == pytest.approx([start] * 3, rel=1e-6, abs=1e-6)


# whole men ------------------------------------------------------------------------------------


def test_without_carried_fractions_the_mean_is_right(fought, strength):
    forces = {"attacker": RED, "defender": BLUE, "hours": 0.5}
    exact = fought(Lanchester(), 10, **forces, runs=1, carry=True)
    rounded = fought(Lanchester(), 10, **forces, runs=20_000)
    for side in ("attacker", "defender"):
        men = getattr(rounded, side).men
        scores = (men.mean(axis=0) - strength(exact, side)[0]) / (men.std(axis=0) / np.sqrt(20_000))
        print(side, "standard deviations", men.std(axis=0).round(2), "z", scores.round(2))
        assert (np.abs(scores) < 4).all()
        assert (men.std(axis=0) < 2).all()


def test_stochastic_form_has_the_mean_of_the_equations(fought, strength):
    forces = {"attacker": RED, "defender": BLUE, "hours": 1.0}
    exact = fought(Lanchester(), **forces, runs=1, carry=True)
    drawn = fought(Lanchester(), **forces, runs=20_000, parameters={"stochastic": 1.0})
    for side in ("attacker", "defender"):
        men = getattr(drawn, side).men
        scores = (men.mean(axis=0) - strength(exact, side)[0]) / (men.std(axis=0) / np.sqrt(20_000))
        print(side, "standard deviations", men.std(axis=0).round(2), "z", scores.round(2))
        assert (np.abs(scores) < 4).all()
        assert (men.std(axis=0) > 2).all()


def test_fire_tires(fought, strength, plain):
    """X' = -b Y exp(-f t) with a constant Y: b Y (1 - exp(-f T)) / f is lost."""
    forces = {"attacker": plain(1000, 0.0), "defender": plain(100, 0.5)}
    end = fought(
        Lanchester(), 5, **forces, runs=1, hours=2.0, carry=True, parameters={"fatigue": 0.2}
    )
    lost = 1000 - strength(end, "attacker")[0, 0]
    assert lost == pytest.approx(100 * 0.5 * (1 - np.exp(-0.2 * 10)) / 0.2, rel=1e-6)


def test_equipment_melts_by_the_fire_at_its_category(fought):
    runs = 20_000
    end = fought(Lanchester(), runs=runs, hours=0.5)
    boats = end.attacker.weapons[:, 0]
    # 50 defenders with 0.02 losses an hour each, exposure 0.5; men melt little in half an hour
    print("boats left", boats.mean())
    assert boats.mean() == pytest.approx(12 - 50 * 0.02 * 0.5 * 0.5, abs=0.03)
