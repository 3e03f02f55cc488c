"""What a muster is told, and how the fronts are."""

from typing import NamedTuple

import numpy as np


class Attacks(NamedTuple):
    """Where one side attacks another: F fronts and, front by front, the K runs of each."""

    places: np.ndarray
    """(F,)"""
    attackers: np.ndarray
    """(F,) the side that does not hold the place; the first, if nobody does."""
    ends: np.ndarray
    """(F + 1,) where the runs of each begin, and where those of the last end."""
    rows: np.ndarray
    """(K,)"""


Wave = tuple[int, int]
"""Some of these fronts, at which no run is twice: the first of them, and the first after them."""


class Roll(NamedTuple):
    """Which weapons units have, and where they draw; a unit's entries stand side by side."""

    begins: np.ndarray
    """(U + 1,) where the weapon entries of each unit begin."""
    classes: np.ndarray
    """(W,)"""
    category: np.ndarray
    """(W,) what each entry is as a target, -1 if it is none."""
    crew: np.ndarray
    """(n or 1, classes) men who serve one."""
    addresses: np.ndarray
    """(P, U) uint64: of the men's losses in an engagement; zero where a unit has not been."""
    weapon_addresses: np.ndarray
    """(P, W) uint64: of the weapons' losses."""


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


class Sites(NamedTuple):
    """The places, and the luck of the day there."""

    terrain: np.ndarray
    """(P,)"""
    works: np.ndarray
    """(n or 1, P)"""
    surprised_until: np.ndarray
    """(n, P)"""
    engaged_since: np.ndarray
    """(n, P)"""
    luck: np.ndarray
    """(n, P, 2)"""
    frontage: np.ndarray
    """(P, n) men who find room to fight on each side."""


class Hour(NamedTuple):
    """The turn and what it brings."""

    turn: int
    hours: float
    night: bool
    clear: np.ndarray
    """(K or 1,) what fog leaves of fire."""
    runs: np.ndarray
    """(K,) the run numbers under which those who fight draw."""


class Custom(NamedTuple):
    """By what is mustered."""

    modifiers: np.ndarray
    """The table of them."""
    depth: np.ndarray
    """The table of the share in contact."""
    pooled: bool
    """Whether the fire of all units together is enough."""
