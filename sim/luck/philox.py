"""Philox4x32-10, a counter-based random number generator.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011). A block
of four 32-bit words is a pure function of a 128-bit counter and a 64-bit key: there is no state.
"""

import numpy as np

from sim.kernel import njit

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_SCALE = 1.0 / 9007199254740992.0  # 2**-53
_DROP = np.uint64(11)


@njit(cache=True, inline="always")
def philox4x32(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds over the counter words c0..c3 with the key words k0, k1 (each uint64 < 2**32)."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (
            (p1 >> _HALF) ^ c1 ^ k0,
            p1 & _MASK,
            (p0 >> _HALF) ^ c3 ^ k1,
            p0 & _MASK,
        )
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@njit(cache=True, inline="always")
def uniform_pair(
    seed: np.uint64, run: np.uint64, turn: np.uint64, address: np.uint64
) -> tuple[float, float]:
    """Two independent uniforms in (0, 1) for one address.

    `seed` and `address` are 64-bit, `run` and `turn` 32-bit unsigned numbers.
    """
    w0, w1, w2, w3 = philox4x32(
        run, turn, address & _MASK, address >> _HALF, seed & _MASK, seed >> _HALF
    )
    first = ((w0 << _HALF) | w1) >> _DROP
    second = ((w2 << _HALF) | w3) >> _DROP
    return (np.float64(first) + 0.5) * _SCALE, (np.float64(second) + 0.5) * _SCALE


@njit(cache=True)
def uniforms(
    seed: np.uint64, runs: np.ndarray, turn: np.uint64, address: np.uint64, drawn: np.ndarray
) -> None:
    """The first uniform of each of some runs, (k,): several at a time, for nothing else is done."""
    for i in range(runs.shape[0]):
        drawn[i], _ = uniform_pair(seed, runs[i], turn, address)


@njit(cache=True)
def uniform_pairs(
    seed: np.uint64,
    runs: np.ndarray,
    turn: np.uint64,
    address: np.uint64,
    first: np.ndarray,
    second: np.ndarray,
) -> None:
    """Likewise both uniforms of each run, (k,)."""
    for i in range(runs.shape[0]):
        first[i], second[i] = uniform_pair(seed, runs[i], turn, address)
