"""Addresses of the events within a turn, for models that need more than one draw a turn."""

import numpy as np

from sim.kernel import njit

_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@njit(cache=True, inline="always")
def event_address(address: np.uint64, event: int) -> np.uint64:
    """The address of the n-th event, n from 0, of what draws at an address.

    It is the n-th output of SplitMix64 (Steele, Lea and Flood 2014) seeded with the address: a
    bijection of 64 bits for each n, so that two names which differ stay apart at every event.
    """
    z = _sum(address, _product(np.uint64(event) + np.uint64(1), _STEP))
    z = _product(z ^ (z >> np.uint64(30)), _MIX_1)
    z = _product(z ^ (z >> np.uint64(27)), _MIX_2)
    return z ^ (z >> np.uint64(31))


# modulo 2**64, from halves that do not overflow: interpreted kernels would warn


@njit(cache=True, inline="always")
def _sum(a: np.uint64, b: np.uint64) -> np.uint64:
    low = (a & _MASK) + (b & _MASK)
    high = (a >> _HALF) + (b >> _HALF) + (low >> _HALF)
    return ((high & _MASK) << _HALF) | (low & _MASK)


@njit(cache=True, inline="always")
def _product(a: np.uint64, b: np.uint64) -> np.uint64:
    low = (a & _MASK) * (b & _MASK)
    crossed = (((a >> _HALF) * (b & _MASK)) & _MASK) + (((a & _MASK) * (b >> _HALF)) & _MASK)
    high = (low >> _HALF) + crossed
    return ((high & _MASK) << _HALF) | (low & _MASK)
