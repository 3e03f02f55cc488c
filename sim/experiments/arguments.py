"""What a caller gives: whole numbers, checked before anything is played, and bundles of options."""

from dataclasses import fields
from operator import index
from typing import TYPE_CHECKING, Any, TypeVar

from sim.results.errors import UserError
from sim.results.manifest_file import LARGEST_SEED, MOST_RUNS
from sim.scenario.problems import show

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["MOST_RUNS", "seed_of", "taken", "whole"]

Bundle = TypeVar("Bundle", bound="DataclassInstance")


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


def taken(options: dict[str, Any], kind: type[Bundle]) -> Bundle:
    """Those of some options that are fields of a bundle, taken out of them."""
    names = [one.name for one in fields(kind) if one.name in options]
    return kind(**{name: options.pop(name) for name in names})
