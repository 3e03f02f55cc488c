"""Exponentials, logarithms and what follows from them: the same bits everywhere.

The C library's functions, numpy's and Python's differ in their last bit from one version or
processor to the next. These use only what IEEE 754 defines exactly, in a fixed order: the four
operations, roots, rounding to whole numbers and powers of two. Compiled and interpreted they are
the same. The methods are those of fdlibm (Sun Microsystems 1993), with an error below one unit in
the last place, unless a function says otherwise.
"""

import math
from typing import Any

import numpy as np

from sim.kernel import njit

_LN2 = 0.6931471805599453
_LN2_HIGH = 6.93147180369123816490e-01  # 33 bits, so that its small multiples are exact
_LN2_LOW = 1.90821492927058770002e-10
_PER_LN2 = 1.44269504088896338700
_HALF_LOG_TWO_PI = 0.9189385332046727
_OVERFLOW, _UNDERFLOW = 709.782712893384, -745.1332191019411
_ROOT_HALF = 0.7071067811865476
_STIRLING = 32
"""From here on Stirling's series is exact to the last place."""
_NEAR = 64
_PLACES = np.int64(52)
"""Bits of a number below its exponent."""
_MANTISSA = np.int64(2**52 - 1)
_HALF_EXPONENT = np.int64(1022)
_EXPONENT = 2.0**52 + 1023.0
_POWERS_OF_TWO = np.array([2.0**k for k in range(-_NEAR, _NEAR)])


@njit(cache=True)
def exp(x: float) -> float:
    """The exponential function; infinite above 709.78, 0 below -745.13."""
    if x > _OVERFLOW:
        return math.inf
    if x < _UNDERFLOW:
        return 0.0
    k = math.floor(_PER_LN2 * x + 0.5)
    return _scaled_exp(x - k * _LN2_HIGH, k * _LN2_LOW, int(k))


@njit(cache=True)
def exp2(x: float) -> float:
    """2 to the x; infinite from 1024 on, 0 below -1075."""
    if x >= 1024.0:
        return math.inf
    if x < -1075.0:
        return 0.0
    k = math.floor(x + 0.5)
    return _scaled_exp((x - k) * _LN2, 0.0, int(k))


@njit(cache=True)
def _scaled(x: float, k: int) -> float:
    """2**k times x: a look at a table takes a quarter of the time of the C library's `ldexp`."""
    return x * float(_POWERS_OF_TWO[k + _NEAR]) if -_NEAR <= k < _NEAR else math.ldexp(x, k)


@njit(cache=True)
def _scaled_exp(high: float, low: float, k: int) -> float:
    """2**k times e to the high - low, which is at most half of log 2 in size."""
    return _scaled(_reduced_exp(high, low), k)


@njit(cache=True, error_model="numpy")
def _reduced_exp(high: float, low: float) -> float:
    """E to the high - low."""
    x = high - low
    t = x * x
    c = 4.13813679705723846039e-08
    c = -1.65339022054652515390e-06 + t * c
    c = 6.61375632143793436117e-05 + t * c
    c = -2.77777777770155933842e-03 + t * c
    c = x - t * (1.66666666666666019037e-01 + t * c)
    return 1.0 - ((low - (x * c) / (2.0 - c)) - high)


@njit(cache=True)
def expm1(x: float) -> float:
    """The exponential function less 1, exact for small x too."""
    if x > _OVERFLOW:
        return math.inf
    if x < -40.0:
        return -1.0
    if abs(x) < 5.551115123125783e-17:
        return x
    k = 0.0 if abs(x) <= 0.5 * _LN2 else math.floor(_PER_LN2 * x + 0.5)
    high, low = x - k * _LN2_HIGH, k * _LN2_LOW
    x = high - low
    c = (high - x) - low
    square, e = _expm1_parts(x)
    if k == 0.0:
        return x - (x * e - square)
    return _shifted_expm1(x, x * (e - c) - c - square, int(k))


@njit(cache=True, error_model="numpy")
def _expm1_parts(x: float) -> tuple[float, float]:
    """Half the square of x, at most half of log 2 in size, and what corrects x + that."""
    half = 0.5 * x
    square = x * half
    r = -2.01099218183624371326e-07
    r = 4.00821782732936239552e-06 + square * r
    r = -7.93650757867487942473e-05 + square * r
    r = 1.58730158725481460165e-03 + square * r
    r = 1.0 + square * (-3.33333333333331316428e-02 + square * r)
    t = 3.0 - r * half
    return square, square * ((r - t) / (6.0 - x * t))


@njit(cache=True)
def _shifted_expm1(x: float, e: float, k: int) -> float:
    """2**k (1 + x - e) - 1, added up in the order that loses least."""
    if k == -1:
        return 0.5 * (x - e) - 0.5
    if k == 1:
        return -2.0 * (e - (x + 0.5)) if x < -0.25 else 1.0 + 2.0 * (x - e)
    if k <= -2 or k > 56:
        return _scaled(1.0 - (e - x), k) - 1.0
    if k < 20:
        return _scaled((1.0 - _scaled(1.0, -k)) - (e - x), k)
    return _scaled(x - (e + _scaled(1.0, -k)) + 1.0, k)


@njit(cache=True)
def log(x: float) -> float:
    """The natural logarithm; minus infinity of 0, and NaN below."""
    if x <= 0.0:
        return -math.inf if x == 0.0 else math.nan
    if x == math.inf:
        return x
    m, k = math.frexp(x)
    if m < _ROOT_HALF:
        m, k = 2.0 * m, k - 1
    return _log_of(m - 1.0, float(k), 0.0)


@njit(cache=True)
def log1p(x: float) -> float:
    """The natural logarithm of 1 + x, exact for small x too."""
    if -0.2929 < x < 0.4142:
        return x if abs(x) < 5.551115123125783e-17 else _log_of(x, 0.0, 0.0)
    if x <= -1.0 or x == math.inf:
        return log(1.0 + x)
    u = 1.0 + x
    lost = (1.0 - (u - x) if u > 2.0 else x - (u - 1.0)) / u
    m, k = math.frexp(u)
    if m < _ROOT_HALF:
        m, k = 2.0 * m, k - 1
    return _log_of(m - 1.0, float(k), lost)


@njit(cache=True, inline="always")
def _log_of(f: float, k: float, correction: float) -> float:
    """Sum of k log 2, log(1 + f) and a correction, 1 + f between the roots of 1/2 and of 2."""
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (
        3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01)
    )
    odd = 1.818357216161805012e-01 + w * 1.479819860511658591e-01
    odd = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * odd))
    half = 0.5 * f * f
    rest = half - (s * (half + (even + odd)) + (k * _LN2_LOW + correction))
    return k * _LN2_HIGH - (rest - f)


@njit(cache=True)
def power(x: float, y: float) -> float:
    """Power of x, from 0, to the y.

    Exact for y = 0, 1/2, 1 and 2; else with a relative error of 1e-16 times 2 + |y log x|.
    """
    if y == 1.0:
        return x
    if y == 2.0:
        return x * x
    if y == 0.5:
        return math.sqrt(x)
    if y == 0.0 or x == 1.0:
        return 1.0
    if x == 0.0:
        return 0.0 if y > 0.0 else math.inf
    return exp(y * log(x))


@njit(cache=True)
def log_factorial(n: int) -> float:
    """The natural logarithm of n!; the error is that of its size."""
    if n < _STIRLING:
        product = 1.0
        for factor in range(2, n + 1):
            product *= factor
        return log(product)
    x = float(n)
    per = 1.0 / (x * x)
    tail = (1.0 / 12.0 - per * (1.0 / 360.0 - per * (1.0 / 1260.0 - per / 1680.0))) / x
    return (x + 0.5) * log(x) - x + _HALF_LOG_TWO_PI + tail


@njit(cache=True)
def cosine(x: float) -> float:
    """The cosine of an angle of a few turns at most; the error is at most 2e-16."""
    quarter = math.floor(x / (0.5 * math.pi) + 0.5)
    r = (x - quarter * 1.57079632673412561417) - quarter * 6.07710050650619224932e-11
    z = r * r
    quadrant = int(quarter) % 4
    if quadrant % 2:
        s = -2.50507602534068634195e-08 + z * 1.58969099521155010221e-10
        s = -1.98412698298579493134e-04 + z * (2.75573137070700676789e-06 + z * s)
        s = r + r * z * (-1.66666666666666324348e-01 + z * (8.33333333332248946124e-03 + z * s))
        return -s if quadrant == 1 else s
    c = 2.08757232129817482790e-09 + z * -1.13596475577881948265e-11
    c = 2.48015872894767294178e-05 + z * (-2.75573143513906633035e-07 + z * c)
    c = z * z * (4.16666666666666019037e-02 + z * (-1.38888888888741095749e-03 + z * c))
    c = 1.0 - (0.5 * z - c)
    return c if quadrant == 0 else -c


@njit(cache=True)
def chance(hazard: float) -> float:
    """The chance of at least one event where so many are expected: 1 - exp(-hazard)."""
    return -expm1(-hazard)


# of columns: without branches, so that a processor takes several runs at a time --------------

FEW = 4
"""Fewer are faster one by one."""
SMALL_RATE = 0.5 * _LN2
"""The most that `small_expm1s` takes."""
SMALL_SHARE = 0.29
"""The most that `small_log1ps` takes."""


@njit(cache=True, error_model="numpy")
def exps_of(values: np.ndarray) -> None:
    """Put `exp` of each value, from -708 to 709, in its place."""
    shifts = np.empty_like(values)
    for i in range(values.shape[0]):
        k = np.floor(_PER_LN2 * values[i] + 0.5)
        values[i] = _reduced_exp(values[i] - k * _LN2_HIGH, k * _LN2_LOW)
        shifts[i] = k + _EXPONENT  # the last bits of which are the exponent of 2**k
    bits = shifts.view(np.int64)
    for i in range(values.shape[0]):
        bits[i] = bits[i] << _PLACES
    for i in range(values.shape[0]):
        values[i] *= shifts[i]


@njit(cache=True, error_model="numpy")
def logs_of(values: np.ndarray) -> None:
    """Put `log` of each value, a normal number above 0, in its place."""
    k = np.empty_like(values)
    bits = values.view(np.int64)
    for i in range(values.shape[0]):  # as `frexp`
        k[i] = float((bits[i] >> _PLACES) - _HALF_EXPONENT)
        bits[i] = (bits[i] & _MANTISSA) | (_HALF_EXPONENT << _PLACES)
    for i in range(values.shape[0]):
        m, whole = values[i], k[i]
        small = m < _ROOT_HALF
        values[i] = _log_of((2.0 * m if small else m) - 1.0, whole - 1.0 if small else whole, 0.0)


@njit(cache=True)
def powers_of(x: np.ndarray, y: np.ndarray, found: np.ndarray) -> None:
    """`power` of each x, a normal number above 0, to the y, as long as |y log x| is below 708."""
    if x.shape[0] < FEW:
        for i in range(x.shape[0]):
            found[i] = power(x[i], y[i])
        return
    found[:] = x
    logs_of(found)
    for i in range(x.shape[0]):
        found[i] *= y[i]
    exps_of(found)
    for i in range(x.shape[0]):
        if y[i] == 1.0 or y[i] == 2.0 or y[i] == 0.5:  # which are exact
            found[i] = power(x[i], y[i])


@njit(cache=True, error_model="numpy")
def small_expm1s(values: np.ndarray) -> None:
    """Put `expm1` of each value, at most `SMALL_RATE` in size, in its place."""
    for i in range(values.shape[0]):
        square, e = _expm1_parts(values[i])
        values[i] -= values[i] * e - square


@njit(cache=True)
def chances_of(hazards: np.ndarray) -> None:
    """Put `chance` of each hazard, from 0, in its place."""
    small = np.empty_like(hazards)
    for i in range(hazards.shape[0]):
        small[i] = -hazards[i] if hazards[i] <= SMALL_RATE else 0.0
    small_expm1s(small)
    for i in range(hazards.shape[0]):
        hazards[i] = -small[i] if hazards[i] <= SMALL_RATE else chance(hazards[i])


@njit(cache=True, error_model="numpy")
def small_log1ps(values: np.ndarray) -> None:
    """Put `log1p` of each value, at most `SMALL_SHARE` in size, in its place."""
    for i in range(values.shape[0]):
        x = values[i]
        values[i] = x if abs(x) < 5.551115123125783e-17 else _log_of(x, 0.0, 0.0)


# of arrays ------------------------------------------------------------------------------------


def chances(hazards: Any) -> np.ndarray:
    """`chance` of each value, in the shape that was given."""
    return _of_each(_chances, hazards)


def exps(values: Any) -> np.ndarray:
    """`exp` of each value."""
    return _of_each(_exps, values)


def exp2s(values: Any) -> np.ndarray:
    """`exp2` of each value."""
    return _of_each(_exp2s, values)


def logs(values: Any) -> np.ndarray:
    """`log` of each value."""
    return _of_each(_logs, values)


def cosines(angles: Any) -> np.ndarray:
    """`cosine` of each angle."""
    return _of_each(_cosines, angles)


def powers(bases: Any, exponents: Any) -> np.ndarray:
    """`power` of each base and exponent, broadcast against each other."""
    x, y = np.broadcast_arrays(np.asarray(bases, float), np.asarray(exponents, float))
    raised: np.ndarray = _powers(x.ravel(), y.ravel())
    return raised.reshape(x.shape)


def _of_each(loop: Any, values: Any) -> np.ndarray:
    array = np.asarray(values, np.float64)
    found: np.ndarray = loop(array.ravel())
    return found.reshape(array.shape)


@njit(cache=True)
def _chances(hazards: np.ndarray) -> np.ndarray:
    found = np.empty_like(hazards)
    for i in range(hazards.shape[0]):
        found[i] = chance(hazards[i])
    return found


@njit(cache=True)
def _exps(values: np.ndarray) -> np.ndarray:
    found = np.empty_like(values)
    for i in range(values.shape[0]):
        found[i] = exp(values[i])
    return found


@njit(cache=True)
def _exp2s(values: np.ndarray) -> np.ndarray:
    found = np.empty_like(values)
    for i in range(values.shape[0]):
        found[i] = exp2(values[i])
    return found


@njit(cache=True)
def _logs(values: np.ndarray) -> np.ndarray:
    found = np.empty_like(values)
    for i in range(values.shape[0]):
        found[i] = log(values[i])
    return found


@njit(cache=True)
def _cosines(angles: np.ndarray) -> np.ndarray:
    found = np.empty_like(angles)
    for i in range(angles.shape[0]):
        found[i] = cosine(angles[i])
    return found


@njit(cache=True)
def _powers(bases: np.ndarray, exponents: np.ndarray) -> np.ndarray:
    found = np.empty_like(bases)
    for i in range(bases.shape[0]):
        found[i] = power(bases[i], exponents[i])
    return found
