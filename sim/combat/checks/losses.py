"""Losses and engagements as checks look at them: by name, by run, one beside another."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import numpy as np

from sim.combat.contract import Engagement, Force, Losses

SIDES = ("attacker", "defender")
ARMS = ("men", "weapons")


def losses_by_name(
    engagement: Engagement, losses: Losses
) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Name, losses and what was there, for men and weapons of both sides."""
    for side in SIDES:
        for arm in ARMS:
            there = getattr(getattr(engagement, side), arm)
            yield f"{side}_{arm}", getattr(losses, f"{side}_{arm}"), there


def arrays_of(engagement: Engagement) -> dict[str, np.ndarray]:
    """Copies of all arrays of an engagement and of both forces."""
    parts: dict[str, Engagement | Force] = {"": engagement}
    parts |= {f"{side}.": getattr(engagement, side) for side in SIDES}
    return {
        f"{prefix}{field.name}": np.copy(value)
        for prefix, part in parts.items()
        for field in fields(part)
        if isinstance(value := getattr(part, field.name), np.ndarray)
    }


def same(one: Losses, other: Losses) -> bool:
    """Whether all that the first tells is so in the other."""
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in fields(Losses)
        if getattr(one, field.name) is not None
    )


def of_rows(losses: Losses, rows: np.ndarray) -> Losses:
    """The losses of some rows."""
    parts: dict[str, Any] = {
        field.name: getattr(losses, field.name)
        for field in fields(Losses)
        if getattr(losses, field.name) is not None
    }
    return Losses(**{name: part[rows] for name, part in parts.items()})


def by_units(losses: Losses, rows: Any, units: Any) -> dict[str, np.ndarray]:
    """The losses of some rows and units by name; each unit of a crowd has one weapon entry."""
    parts = {field.name: getattr(losses, field.name) for field in fields(Losses)}
    return {
        name: part[rows] if part.ndim == 1 else part[rows][:, units]
        for name, part in parts.items()
        if part is not None
    }


def standard_error(values: np.ndarray) -> float:
    """Of the mean of a value a run."""
    return float(values.std() / np.sqrt(len(values)))
