"""Addresses of the events within a turn, for models that need more than one draw a turn."""

import numpy as np

from sim.kernel import njit

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@njit(cache=True, inline="always")
def event_address(
    address: np.uint64,
    event: int,
) -> np.uint64:
    """The address of the n-th event, n from 0, of what draws at an address.

    It is the n-th output of SplitMix64 (Steele, Lea and Flood 2014) seeded with the address: a
    bijection of 64 bits for each n, so that two names which differ stay apart at every event.
    """
    z = address + (np.uint64(event) + np.uint64(1)) * _STEP
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))
