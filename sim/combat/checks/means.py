"""What must hold in the mean, judged on some thousands of runs."""

from dataclasses import replace
from typing import Any

import numpy as np

from sim.combat.checks.losses import SIDES, standard_error
from sim.combat.checks.verdict import fail
from sim.combat.contract import CombatModel, Losses
from sim.combat.samples import ATTACKER, DEFENDER, next_turn, sample_engagement

_RUNS = 4000
_TURN_TOLERANCE = 0.02
"""Share by which mean losses may differ when the turn is halved."""
_HEAVY = 6.0
"""Multiplier of the fire that makes of the sample a heavy fight."""
_DEVIATIONS = 5.0
"""Standard errors by which a mean may be wrong by chance."""


def halving(model: CombatModel) -> None:
    """A turn is two half turns, in a light fight and in one that costs a side half of its men."""
    if model.round_based:
        return
    heavy: dict[str, Any] = {
        "attacker": replace(ATTACKER, fire=tuple(_HEAVY * fire for fire in ATTACKER.fire)),
        "defender": replace(DEFENDER, fire=tuple(_HEAVY * fire for fire in DEFENDER.fire)),
    }
    forces: dict[str, Any]
    for forces in ({}, heavy):
        whole = sample_engagement(model, runs=_RUNS, hours=0.5, **forces)
        half = replace(whole, hours=0.25)
        first = model.resolve(half)
        _compare_halves(model, first, model.resolve(next_turn(half, first)), model.resolve(whole))


def _compare_halves(model: CombatModel, first: Losses, second: Losses, once: Losses) -> None:
    """Two half turns cost what one whole turn costs."""
    for side in SIDES:
        name = f"{side}_men"
        long = getattr(once, name).sum(axis=1)
        short = getattr(first, name).sum(axis=1) + getattr(second, name).sum(axis=1)
        error = np.hypot(standard_error(long), standard_error(short))
        limit = _TURN_TOLERANCE * max(long.mean(), short.mean()) + 2.0 * error
        if abs(long.mean() - short.mean()) > limit:
            fail(
                model,
                f"two half turns cost the {side} {short.mean():.2f} men and one whole turn "
                f"{long.mean():.2f}: losses must follow engagement.hours, as 1 - exp(-rate "
                "x hours) does, and fire those who are left (or set round_based = True)",
            )


def monotone(model: CombatModel) -> None:
    """More enemies, or better ones, do not cost less."""
    base = model.resolve(sample_engagement(model, runs=_RUNS))
    for side, enemy, force in (
        ("attacker", "defender", DEFENDER),
        ("defender", "attacker", ATTACKER),
    ):
        more = replace(
            force,
            men=tuple(2 * men for men in force.men),
            weapons=tuple(replace(w, number=2 * w.number) for w in force.weapons),
        )
        better = replace(
            force,
            fire=tuple(2 * fire for fire in force.fire),
            other_fire={k: tuple(2 * f for f in v) for k, v in (force.other_fire or {}).items()},
        )
        for what, changed in (("twice the enemies", more), ("enemies twice as effective", better)):
            forces: dict[str, Any] = {enemy: changed}
            worse = model.resolve(sample_engagement(model, runs=_RUNS, **forces))
            few, many = (getattr(x, f"{side}_men").sum(axis=1) for x in (base, worse))
            error = np.hypot(standard_error(few), standard_error(many))
            if many.mean() < few.mean() - _DEVIATIONS * error - 1e-9:
                fail(
                    model,
                    f"against {what} the {side} loses {many.mean():.2f} men, not "
                    f"{few.mean():.2f}: own and enemy strength mixed up, or a sign",
                )


CHECKS = (halving, monotone)
