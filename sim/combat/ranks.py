"""A side of an engagement as kernels take it."""

from operator import attrgetter
from typing import NamedTuple

import numpy as np

from sim.combat.contract import Force
from sim.kernel import njit


class Ranks(NamedTuple):
    """Arrays of `sim.combat.contract.Force`, in all k runs or, without that axis, in one."""

    men: np.ndarray
    """(k, U) or (U,)"""
    fire: np.ndarray
    """(k, U, C) or (U, C)"""
    exposure: np.ndarray
    """(k, U) or (U,)"""
    weapons: np.ndarray
    """(k, W) or (W,)"""
    weapon_unit: np.ndarray
    """(W,)"""
    weapon_category: np.ndarray
    """(W,)"""
    addresses: np.ndarray
    """(U,)"""
    weapon_addresses: np.ndarray
    """(W,)"""


_ARRAYS = attrgetter(*Ranks._fields)


def ranks_of(force: Force) -> Ranks:
    """The arrays of a force in all runs."""
    return Ranks(*_ARRAYS(force))


@njit(cache=True, inline="always")
def in_run(ranks: Ranks, k: int) -> Ranks:
    """The arrays of a force in one run."""
    return Ranks(
        ranks.men[k],
        ranks.fire[k],
        ranks.exposure[k],
        ranks.weapons[k],
        ranks.weapon_unit,
        ranks.weapon_category,
        ranks.addresses,
        ranks.weapon_addresses,
    )
