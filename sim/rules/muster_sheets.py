"""What a muster is told, and the sheets that it fills in."""

from typing import NamedTuple

import numpy as np


class Tables(NamedTuple):
    """The units of one side that may be at a place, and their weapon entries."""

    units: np.ndarray
    """(U,)"""
    entries: np.ndarray
    """(W,)"""
    local: np.ndarray
    """(W,) position among these units of the one that has each entry."""
    classes: np.ndarray
    """(W,)"""
    category: np.ndarray
    """(W,) what each entry is as a target, -1 if it is none."""
    crew: np.ndarray
    """(n or 1, W) men who serve one."""


class Condition(NamedTuple):
    """In what condition all units are, (n, U) each."""

    initial: np.ndarray
    """Men at the start."""
    afloat: np.ndarray
    suppression: np.ndarray
    suppressed_at: np.ndarray
    suppressed_before: np.ndarray
    disorganised_at: np.ndarray


class Arms(NamedTuple):
    """What men and weapons can do."""

    fire: np.ndarray
    """(n or 1, classes, C)"""
    priority: np.ndarray
    """(classes, C) categories in the order in which each class prefers them, then -1."""
    armed: np.ndarray
    """(n or 1, U) share of the men who bear arms."""
    quality: np.ndarray
    """(n or 1, U)"""


class Site(NamedTuple):
    """The place, and the luck of the day there."""

    place: int
    terrain: int
    works: np.ndarray
    """(n or 1,)"""
    surprised_until: np.ndarray
    """(n,)"""
    luck: np.ndarray
    """(n, 2)"""
    frontage: np.ndarray
    """(n,) men who find room to fight on each side."""


class Hour(NamedTuple):
    """The turn and what it brings."""

    turn: int
    hours: float
    night: bool
    clear: np.ndarray
    """(k or 1,) what fog leaves of fire."""
    attacker: int


class Sheets(NamedTuple):
    """One side as it stands; fire is (k, 1, C) if it is that of all units together."""

    men: np.ndarray
    """(k, U)"""
    weapons: np.ndarray
    """(k, W)"""
    fire: np.ndarray
    """(k, U, C)"""
    exposure: np.ndarray
    """(k, U)"""


class Custom(NamedTuple):
    """By what is mustered."""

    modifiers: np.ndarray
    """The table of them."""
    depth: np.ndarray
    """The table of the share in contact."""
    pooled: bool
    """Whether the fire of all units together is enough."""
