"""Random variates by inversion: one uniform gives one variate, monotone in the parameters.

Inversion is what lets two battles that share their luck be compared: a higher probability of
loss never yields fewer losses at the same uniform.
"""

import math

import numpy as np

from sim.elementary import (
    FEW,
    SMALL_RATE,
    SMALL_SHARE,
    chance,
    exp,
    expm1,
    exps_of,
    log,
    log1p,
    log_factorial,
    small_expm1s,
    small_log1ps,
)
from sim.kernel import borrower, njit

_TAIL_DEVIATIONS = 12.0
_UNDERFLOW = -700.0
_LOG_TWO = 0.6931471805599453
_CENTRE, _CENTRE_SQUARE = 0.425, 0.180625
_TOGETHER = 32
"""So many climb side by side."""
_SMALL = 16
"""Up to this count a product is faster than a logarithm and an exponential."""


@njit(cache=True)
def binomial(count: int, probability: float, uniform: float) -> int:
    """Smallest k with P(Binomial(count, probability) <= k) >= uniform."""
    if count <= 0 or probability <= 0.0:
        return 0
    if probability >= 1.0:
        return count
    if probability > 0.5:
        return count - _search(count, 1.0 - probability, 1.0 - uniform, True)
    return _search(count, probability, uniform, False)


@njit(cache=True)
def fallen(count: int, hazard: float, uniform: float) -> int:
    """Losses of `count` men who each survive with probability exp(-hazard), by inversion."""
    if count <= 0 or hazard <= 0.0:
        return 0
    log_none = -hazard * count
    if hazard > _LOG_TWO or log_none < _UNDERFLOW:
        return binomial(count, chance(hazard), uniform)
    mass = exp(log_none)
    if uniform <= mass:
        return 0
    return _climb(count, expm1(hazard), mass, mass, 0, uniform, False)


@njit(cache=True)
def _search(count: int, probability: float, uniform: float, strict: bool) -> int:
    """Sum the probabilities upwards until they reach the uniform (or pass it, if strict)."""
    if count == 1:
        none = 1.0 - probability
        return 1 if none < uniform or (strict and none == uniform) else 0
    odds = probability / (1.0 - probability)
    k = 0
    if count <= _SMALL:
        mass = 1.0
        for _ in range(count):
            mass *= 1.0 - probability
        return _climb(count, odds, mass, mass, k, uniform, strict)
    log_none = count * log1p(-probability)
    if log_none < _UNDERFLOW:
        # far below the mean nothing that a double can hold is left out
        mean = count * probability
        k = max(0, int(mean - _TAIL_DEVIATIONS * math.sqrt(mean * (1.0 - probability))))
        log_mass = (
            log_factorial(count)
            - log_factorial(k)
            - log_factorial(count - k)
            + k * log(odds)
            + log_none
        )
        mass = exp(log_mass)
    else:
        mass = exp(log_none)
    return _climb(count, odds, mass, mass, k, uniform, strict)


@njit(cache=True, inline="always")
def _climb(
    count: int, odds: float, mass: float, total: float, k: int, uniform: float, strict: bool
) -> int:
    while k < count and (total < uniform or (strict and total == uniform)):
        k += 1
        mass *= odds * (count - k + 1) / k
        total += mass
        if mass < 1e-300 and total > 0.5:
            break
    return k


@njit(cache=True)
def fallen_of(
    counts: np.ndarray, hazards: np.ndarray, uniforms: np.ndarray, lost: np.ndarray
) -> None:
    """Write `fallen` of each element of three columns, (n,), into a fourth."""
    n = counts.shape[0]
    if n < FEW:
        for i in range(n):
            lost[i] = fallen(counts[i], hazards[i], uniforms[i])
        return
    work = np.empty((5, n))
    men, odds, mass, total, most = work[0], work[1], work[2], work[3], work[4]
    for i in range(n):
        men[i], lost[i] = counts[i], 0
        few = _few(men[i], hazards[i])
        odds[i] = hazards[i] if few else 0.0
        mass[i] = -hazards[i] * men[i] if few else 0.0
    exps_of(mass)
    small_expm1s(odds)
    for i in range(n):
        total[i] = mass[i]
        most[i] = uniforms[i] if men[i] > 0.0 else 0.0
    _climb_all(men, odds, mass, total, most, lost)
    for i in range(n):
        if not _few(men[i], hazards[i]):
            lost[i] = fallen(counts[i], hazards[i], uniforms[i])


@njit(cache=True, inline="always")
def _few(count: float, hazard: float) -> bool:
    """Whether so few are hit that a climb from none is short, or nobody."""
    return 0.0 < hazard <= SMALL_RATE and hazard * count <= -_UNDERFLOW


@njit(cache=True)
def binomials_of(
    counts: np.ndarray, probabilities: np.ndarray, uniforms: np.ndarray, drawn: np.ndarray
) -> None:
    """Write `binomial` of each element of three columns, (n,), into a fourth."""
    n = counts.shape[0]
    if n < FEW:
        for i in range(n):
            drawn[i] = binomial(counts[i], probabilities[i], uniforms[i])
        return
    work = np.empty((5, n))
    count, odds, mass, total, most = work[0], work[1], work[2], work[3], work[4]
    for i in range(n):
        p = probabilities[i]
        mass[i] = -p if 0.0 < p <= SMALL_SHARE else 0.0
    small_log1ps(mass)
    for i in range(n):
        p, log_none = probabilities[i], 0.0
        short = counts[i] > 0 and 0.0 < p <= 0.5
        if short and counts[i] > _SMALL:
            log_none = counts[i] * (mass[i] if p <= SMALL_SHARE else log1p(-p))
            short = log_none >= _UNDERFLOW
        drawn[i], count[i] = (0, counts[i]) if short else (-1, 0)
        odds[i], mass[i], most[i] = (p, log_none, uniforms[i]) if short else (0.0, 0.0, 0.0)
    exps_of(mass)
    _start(count, odds, mass, total)
    _climb_all(count, odds, mass, total, most, drawn)
    for i in range(n):
        if drawn[i] < 0:
            drawn[i] = binomial(counts[i], probabilities[i], uniforms[i])


@njit(cache=True, error_model="numpy")
def _start(count: np.ndarray, odds: np.ndarray, mass: np.ndarray, total: np.ndarray) -> None:
    """Multiply the chances of none of small counts; make odds of the chances of one."""
    for k in range(min(int(count.max()), _SMALL)):
        for i in range(count.shape[0]):
            mass[i] *= 1.0 - odds[i] if k < count[i] <= _SMALL else 1.0
    for i in range(count.shape[0]):
        odds[i] /= 1.0 - odds[i]
        total[i] = mass[i]


@borrower
def _climb_all(
    counts: np.ndarray,
    odds: np.ndarray,
    mass: np.ndarray,
    total: np.ndarray,
    most: np.ndarray,
    found: np.ndarray,
) -> None:
    """`_climb` from 0, not strict, of columns, a few at a time.

    They are overwritten; `most`, at first the uniforms, is 0 once somebody is there.
    """
    for first in range(0, counts.shape[0], _TOGETHER):
        some = slice(first, min(first + _TOGETHER, counts.shape[0]))
        _climb_together(counts[some], odds[some], mass[some], total[some], most[some], found[some])


@njit(cache=True, error_model="numpy")
def _climb_together(
    counts: np.ndarray,
    odds: np.ndarray,
    mass: np.ndarray,
    total: np.ndarray,
    most: np.ndarray,
    found: np.ndarray,
) -> None:
    """Climb step by step until the last is there."""
    climbing = 0
    for j in range(counts.shape[0]):
        climbing += total[j] < most[j]
    k = 0.0
    while climbing:
        k += 1.0
        climbing = 0
        for j in range(counts.shape[0]):
            found[j] += total[j] < most[j]
            mass[j] *= odds[j] * (counts[j] - k + 1.0) / k
            total[j] += mass[j]
            ended = counts[j] <= k or (mass[j] < 1e-300 and total[j] > 0.5)
            most[j] = 0.0 if ended else most[j]
            climbing += total[j] < most[j]


@njit(cache=True)
def normal(uniform: float) -> float:
    """Quantile of the standard normal distribution (Wichura 1988, algorithm AS 241, PPND16)."""
    q = uniform - 0.5
    if abs(q) <= _CENTRE:
        r = _CENTRE_SQUARE - q * q
        return q * _ratio(r, _CENTRE_ABOVE, _CENTRE_BELOW)
    r = math.sqrt(-log(min(uniform, 1.0 - uniform)))
    if r <= 5.0:
        value = _ratio(r - 1.6, _SIDE_ABOVE, _SIDE_BELOW)
    else:
        value = _ratio(r - 5.0, _TAIL_ABOVE, _TAIL_BELOW)
    return -value if q < 0.0 else value


@njit(cache=True)
def _ratio(r: float, above: np.ndarray, below: np.ndarray) -> float:
    top = 0.0
    bottom = 0.0
    for i in range(8):
        top = top * r + above[i]
        bottom = bottom * r + below[i]
    return top / bottom


_CENTRE_ABOVE = np.array(
    [
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ]
)
_CENTRE_BELOW = np.array(
    [
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ]
)
_SIDE_ABOVE = np.array(
    [
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ]
)
_SIDE_BELOW = np.array(
    [
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ]
)
_TAIL_ABOVE = np.array(
    [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ]
)
_TAIL_BELOW = np.array(
    [
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ]
)


@njit(cache=True)
def binomials(counts: np.ndarray, probabilities: np.ndarray, uniforms: np.ndarray) -> np.ndarray:
    """`binomial` for each element of three arrays of shape (n,)."""
    drawn = np.empty(counts.shape[0], np.int64)
    for i in range(counts.shape[0]):
        drawn[i] = binomial(counts[i], probabilities[i], uniforms[i])
    return drawn


@njit(cache=True)
def normals(uniforms: np.ndarray) -> np.ndarray:
    """`normal` for each element of an array of shape (n,)."""
    drawn = np.empty(uniforms.shape[0])
    if uniforms.shape[0] >= FEW:
        _central_normals(uniforms, drawn)
    for i in range(uniforms.shape[0]):
        if uniforms.shape[0] < FEW or abs(uniforms[i] - 0.5) > _CENTRE:
            drawn[i] = normal(uniforms[i])
    return drawn


@njit(cache=True, error_model="numpy")
def _central_normals(uniforms: np.ndarray, drawn: np.ndarray) -> None:
    """Those near the centre, as all others must be drawn again."""
    for i in range(uniforms.shape[0]):
        q = uniforms[i] - 0.5
        drawn[i] = q * _ratio(_CENTRE_SQUARE - q * q, _CENTRE_ABOVE, _CENTRE_BELOW)


@njit(cache=True)
def log_factors(uniforms: np.ndarray, spreads: np.ndarray) -> np.ndarray:
    """Lognormal factors of mean one, (n,), by their standard deviations on the log scale, (n,)."""
    drawn = normals(uniforms)
    extreme = 0
    for i in range(drawn.shape[0]):
        drawn[i] = spreads[i] * drawn[i] - 0.5 * spreads[i] * spreads[i]
        extreme += abs(drawn[i]) > -_UNDERFLOW
    if drawn.shape[0] >= FEW and not extreme:
        exps_of(drawn)
        return drawn
    for i in range(drawn.shape[0]):
        drawn[i] = exp(drawn[i])
    return drawn
