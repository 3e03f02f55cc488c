"""Fronts: all engagements of a turn side by side, for models that resolve them at once.

A turn of many small engagements takes the time of one then: what a step costs is shared not only by
the runs of an engagement, but by all that fight anywhere.
"""

from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sim.combat.contract import CombatModel, Engagement, Force, Losses
from sim.combat.parameters import ParameterTable


class Fronts(NamedTuple):
    """F engagements and K pairs of one with a run in which it is fought, engagement by engagement.

    Each has its own units and weapon entries on either side; there is room for U and W of them, as
    many as any has, and what is beyond those of an engagement is not filled in. See `Force` and
    `Engagement` for what the numbers mean.
    """

    attackers: np.ndarray
    """(F,) the side that attacks."""
    ends: np.ndarray
    """(F + 1,) where the pairs of each engagement begin, and where those of the last end."""
    rows: np.ndarray
    """(K,) positions of the runs in the batch."""
    runs: np.ndarray
    """(K,) uint64: the run numbers under which they draw."""
    lasted: np.ndarray
    """(K,) turns that the engagement has lasted."""
    units: np.ndarray
    """(F, 2) how many units each side has."""
    entries: np.ndarray
    """(F, 2) how many weapon entries."""
    men: np.ndarray
    """(2, U, K) int64"""
    exposure: np.ndarray
    """(2, U, K)"""
    fire: np.ndarray
    """(2, U, C, K), or (2, 1, C, K) that of all units together."""
    weapons: np.ndarray
    """(2, W, K) int64"""
    weapon_unit: np.ndarray
    """(F, 2, W)"""
    weapon_category: np.ndarray
    """(F, 2, W)"""
    addresses: np.ndarray
    """(F, 2, U) uint64"""
    weapon_addresses: np.ndarray
    """(F, 2, W) uint64"""
    fraction: np.ndarray
    """(2, U, K) parts of men; a model that keeps them writes what they become, else (2, 0, 0)."""


NO_FRACTION = np.empty((2, 0, 0))
"""Of a model that keeps none."""


class Toll(NamedTuple):
    """What both sides lose in a turn."""

    men: np.ndarray
    """(2, U, K) int64"""
    weapons: np.ndarray
    """(2, W, K) int64"""


class When(NamedTuple):
    """The turn, its length, and the seed of what is drawn in it."""

    turn: int
    hours: float
    seed: np.uint64


class FrontModel(CombatModel, ABC):
    """A model that resolves all engagements of a turn at once."""

    @abstractmethod
    def resolve_all(self, fronts: Fronts, when: When, parameters: ParameterTable) -> Toll:
        """Losses of one turn; those of an engagement are what `resolve` finds for it alone."""

    def resolve(self, engagement: Engagement) -> Losses:
        """Losses of one turn."""
        when = When(engagement.turn, engagement.hours, engagement.draws.seed)
        fronts = _alone(engagement)
        toll = self.resolve_all(fronts, when, engagement.parameters)
        sides = engagement.attacker, engagement.defender
        units = [force.men.shape[1] for force in sides]
        entries = [force.weapons.shape[1] for force in sides]
        men = [np.ascontiguousarray(toll.men[side, :n].T) for side, n in enumerate(units)]
        weapons = [np.ascontiguousarray(toll.weapons[side, :n].T) for side, n in enumerate(entries)]
        losses = Losses(men[0], men[1], weapons[0], weapons[1])
        if not fronts.fraction.size:
            return losses
        kept = [fronts.fraction[side, :n].T for side, n in enumerate(units)]
        return replace(losses, attacker_fraction=kept[0], defender_fraction=kept[1])


def _alone(engagement: Engagement) -> Fronts:
    """One engagement, whose attacker is the first side."""
    rows = engagement.rows
    sides = engagement.attacker, engagement.defender
    fractions = [force.fraction.T for force in sides if force.fraction is not None]
    return Fronts(
        attackers=np.zeros(1, np.int64),
        ends=np.array([0, len(rows)]),
        rows=rows,
        runs=engagement.draws.runs[rows],
        lasted=engagement.turn - engagement.engaged_since[rows].astype(np.int64),
        units=np.array([[force.men.shape[1] for force in sides]]),
        entries=np.array([[force.weapons.shape[1] for force in sides]]),
        men=_side_by_side(*(force.men.T for force in sides)),
        exposure=_side_by_side(*(force.exposure.T for force in sides)),
        fire=_side_by_side(*(force.fire.transpose(1, 2, 0) for force in sides)),
        weapons=_side_by_side(*(force.weapons.T for force in sides)),
        weapon_unit=_side_by_side(*(force.weapon_unit for force in sides))[None],
        weapon_category=_side_by_side(*(force.weapon_category for force in sides))[None],
        addresses=_side_by_side(*(force.addresses for force in sides))[None],
        weapon_addresses=_side_by_side(*(force.weapon_addresses for force in sides))[None],
        fraction=_side_by_side(*fractions) if len(fractions) == len(sides) else NO_FRACTION,
    )


def _side_by_side(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """What both sides have, with room for as much of either, (2, ...)."""
    room = max(len(first), len(second))
    both = np.zeros((2, room, *first.shape[1:]), first.dtype)
    both[0, : len(first)], both[1, : len(second)] = first, second
    return both


def lasting_of(fronts: Fronts, front: int, of: int) -> dict[str, np.ndarray]:
    """What stays the same of one side of an engagement as long as its units do."""
    units, entries = fronts.units[front, of], fronts.entries[front, of]
    return {
        "weapon_unit": fronts.weapon_unit[front, of, :entries].copy(),
        "weapon_category": fronts.weapon_category[front, of, :entries].copy(),
        "addresses": fronts.addresses[front, of, :units].copy(),
        "weapon_addresses": fronts.weapon_addresses[front, of, :entries].copy(),
    }


def force_of(fronts: Fronts, pairs: slice, of: int, known: dict[str, Any]) -> Force:
    """The first or second side of an engagement, which has these pairs, as most models see it.

    `known` is what fronts do not say, and what lasts.
    """
    units, entries = len(known["addresses"]), len(known["weapon_addresses"])
    shooters = min(units, fronts.fire.shape[1])
    return Force(
        men=np.ascontiguousarray(fronts.men[of, :units, pairs].T),
        exposure=np.ascontiguousarray(fronts.exposure[of, :units, pairs].T),
        fire=np.ascontiguousarray(fronts.fire[of, :shooters, :, pairs].transpose(2, 0, 1)),
        weapons=np.ascontiguousarray(fronts.weapons[of, :entries, pairs].T),
        **known,
    )
