"""Whole numbers that a caller gives, checked before anything is played."""

from operator import index
from typing import Any

from sim.results.errors import UserError
from sim.results.manifest_file import LARGEST_SEED, MOST_RUNS
from sim.scenario.problems import show

__all__ = ["MOST_RUNS", "seed_of", "whole"]


def whole(name: str, value: Any, least: int, most: int | None = None) -> int:
    """The value as a plain int. Raises `UserError` that names it and says what is allowed."""
    try:
        number = None if isinstance(value, bool) else index(value)
    except TypeError:
        number = None
    if number is None or number < least or (most is not None and number > most):
        allowed = f"of at least {least:,}" if most is None else f"from {least:,} to {most:,}"
        raise UserError(f"{name} must be a whole number {allowed}, not {show(value)}")
    return number


def seed_of(value: Any) -> int:
    """A seed. Raises `UserError` if it is none."""
    return whole("seed", value, 0, LARGEST_SEED)
