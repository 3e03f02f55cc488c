"""Luck: uniforms with an address (seed, run, stream, item, turn), and variates by inversion."""

import math
from functools import cache
from hashlib import blake2b
from statistics import NormalDist

from tests.reference.philox import philox4x32

_WORD = 0xFFFFFFFF
_STANDARD = NormalDist()


@cache
def address(stream, item):
    """The 64-bit address of an item of a stream, low word first."""
    digest = blake2b(f"{stream}\x1f{item}".encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


class Luck:
    """The luck of one battle."""

    def __init__(self, seed, run):
        self._key = (seed & _WORD, seed >> 32)
        self._run = run

    def pair(self, stream, item, turn):
        """Two independent numbers between 0 and 1."""
        counter = (self._run, turn, *address(stream, item))
        high1, low1, high2, low2 = philox4x32(counter, self._key)
        return _fraction(high1, low1), _fraction(high2, low2)

    def uniform(self, stream, item, turn):
        """One number between 0 and 1."""
        return self.pair(stream, item, turn)[0]


def _fraction(high, low):
    """The middle of one of 2^53 equal parts of the interval from 0 to 1."""
    return (((high << 32 | low) >> 11) + 0.5) / 2**53


def binomial(count, chance, uniform):
    """How many of `count` meet their fate: the smallest k with P(at most k) >= uniform.

    The sum over the distribution begins where nothing that a double can hold lies below.
    """
    if count <= 0 or chance <= 0:
        return 0
    if chance >= 1:
        return count
    mean = count * chance
    k = max(0, int(mean - 12 * math.sqrt(mean * (1 - chance))))
    mass = total = math.exp(
        math.lgamma(count + 1)
        - math.lgamma(k + 1)
        - math.lgamma(count - k + 1)
        + k * math.log(chance)
        + (count - k) * math.log1p(-chance)
    )
    while total < uniform and k < count and not (mass < 1e-300 and k > mean):
        mass *= (count - k) / (k + 1) * chance / (1 - chance)
        k += 1
        total += mass
    return k


def fallen(count, hazard, uniform):
    """How many of `count` fall who each live with probability exp(-hazard)."""
    return binomial(count, -math.expm1(-hazard), uniform)


def quantile(uniform):
    """Quantile of the standard normal distribution."""
    return _STANDARD.inv_cdf(uniform)


def factor(uniform, spread):
    """A lognormal factor of mean one; `spread` is the standard deviation of its logarithm."""
    return math.exp(spread * quantile(uniform) - spread * spread / 2)
