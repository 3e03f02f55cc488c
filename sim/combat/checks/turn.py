"""What every turn must obey."""

from dataclasses import replace
from typing import Any

import numpy as np

from sim.combat.checks.losses import ARMS, SIDES, arrays_of, losses_by_name
from sim.combat.checks.verdict import fail
from sim.combat.contract import CombatModel
from sim.combat.samples import ATTACKER, DEFENDER, SampleForce, sample_engagement


def shapes(model: CombatModel) -> None:
    """Losses are whole numbers, one row a run and one column a unit or weapon entry."""
    engagement = sample_engagement(model, runs=50)
    losses = model.resolve(engagement)
    for name, lost, there in losses_by_name(engagement, losses):
        shape = getattr(lost, "shape", None)
        if shape != there.shape:
            fail(
                model,
                f"{name} has the shape {shape}, not {there.shape}: one row a run, one "
                "column a unit or weapon entry (start from Losses.none(engagement))",
            )
        if lost.dtype.kind not in "iu":
            fail(
                model,
                f"{name} has the type {lost.dtype}, not int64: losses are whole men and "
                "weapons, draw or round them",
            )
    for side in SIDES:
        breaks = getattr(losses, f"{side}_breaks")
        if breaks is not None and (breaks.shape != engagement.rows.shape or breaks.dtype != bool):
            fail(
                model,
                f"{side}_breaks must be one bool a run, not {breaks.dtype} {breaks.shape}",
            )


def conservation(model: CombatModel) -> None:
    """The forces stay as they are; the rules of the battle take the losses from them."""
    engagement = sample_engagement(model, runs=200)
    before = arrays_of(engagement)
    model.resolve(engagement)
    for name, array in arrays_of(engagement).items():
        if not np.array_equal(array, before[name]):
            fail(
                model,
                f"it changed {name} of the engagement: return losses and leave the forces "
                "as they are, or men are lost twice (work on a copy)",
            )


def bounds(model: CombatModel) -> None:
    """Nobody loses less than nothing or more than was there."""
    weak = replace(DEFENDER, men=(3, 2), weapons=(replace(DEFENDER.weapons[0], number=1),))
    for label, attacker, defender, hours in (
        ("as usual", ATTACKER, DEFENDER, 1.0),
        ("under overwhelming fire", replace(ATTACKER, fire=(50.0, 50.0)), weak, 100.0),
        ("of a single man", replace(ATTACKER, men=(1, 0)), weak, 1000.0),
    ):
        engagement = sample_engagement(model, attacker=attacker, defender=defender, hours=hours)
        for name, lost, there in losses_by_name(engagement, model.resolve(engagement)):
            if (lost < 0).any():
                fail(
                    model,
                    f"{name} {label} fall to {lost.min()}: losses are counts of what is "
                    "lost, never negative",
                )
            if (lost > there).any():
                unit = int(np.argmax((lost > there).any(axis=0)))
                fail(
                    model,
                    f"{name} {label} exceed what was there (column {unit}: "
                    f"{lost[:, unit].max()} of {there[:, unit].max()}): cap them at the "
                    "strength, e.g. draw binomial losses",
                )


def silence(model: CombatModel) -> None:
    """Who has no enemy loses nothing."""
    for side, nobody in (("attacker", "defender"), ("defender", "attacker")):
        absent = SampleForce(men=(0, 0), weapons=())
        forces: dict[str, Any] = {"attacker": ATTACKER, "defender": DEFENDER} | {nobody: absent}
        engagement = sample_engagement(model, runs=500, **forces)
        losses = model.resolve(engagement)
        for arm in ARMS:
            if getattr(losses, f"{side}_{arm}").any():
                fail(
                    model,
                    f"the {side} loses {arm} although no {nobody} is there: a rate that "
                    "does not depend on who shoots, or sides mixed up",
                )


CHECKS = (shapes, conservation, bounds, silence)
