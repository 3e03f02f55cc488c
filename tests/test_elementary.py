"""Elementary functions: right to about one unit in the last place, and the same bits everywhere."""

import math
import os
import subprocess
import sys
from decimal import Decimal, getcontext

import numpy as np
import pytest

from sim import elementary

getcontext().prec = 60
ONE = Decimal(1)


def spread(low, high, n=400):
    """Numbers all over a range, and as many around its middle."""
    fair = np.random.default_rng(1)
    return [*fair.uniform(low, high, n).tolist(), *fair.uniform(-1e-3, 1e-3, 50).tolist()]


def errors(function, exact, values):
    """Errors in units of the last place of the right value."""
    for x in values:
        right = exact(Decimal(x))
        yield abs(Decimal(float(function(x))) - right) / Decimal(math.ulp(float(right)))


@pytest.mark.parametrize(
    ("name", "exact", "values"),
    [
        ("exp", Decimal.exp, spread(-700, 700) + spread(-1, 1)),
        ("exp2", lambda x: (x * Decimal(2).ln()).exp(), spread(-1000, 1000) + spread(-1, 1)),
        ("expm1", lambda x: x.exp() - ONE, spread(-45, 100) + spread(-1, 1)),
        ("log", Decimal.ln, [abs(x) for x in spread(1e-12, 1e12) + spread(0.5, 2)]),
        ("log1p", lambda x: (ONE + x).ln(), spread(-0.999, 50) + spread(-0.3, 0.5)),
        ("chance", lambda x: ONE - (-x).exp(), spread(0, 40) + spread(0, 1)),
    ],
)
def test_functions_are_right_to_one_unit_in_the_last_place(name, exact, values):
    assert max(errors(getattr(elementary, name), exact, values)) < 1


def test_powers_are_right_for_the_size_of_their_logarithm():
    fair = np.random.default_rng(1)
    for x, y in zip(fair.lognormal(0, 3, 400), fair.uniform(-3, 3, 400), strict=True):
        right = Decimal(x) ** Decimal(y)
        off = abs(Decimal(elementary.power(x, y)) / right - 1)
        assert off < Decimal("1e-16") * Decimal(2 + abs(y * math.log(x)))


@pytest.mark.parametrize(
    ("x", "y", "right"),
    [(0.0, 0.0, 1.0), (0.0, 1.5, 0.0), (0.0, -1.0, math.inf), (7.3, 1.0, 7.3), (7.3, 0.0, 1.0)],
)
def test_powers_that_are_exact(x, y, right):
    assert elementary.power(x, y) == right


@pytest.mark.parametrize("n", [0, 1, 2, 20, 31, 32, 33, 170, 5000])
def test_logarithms_of_factorials(n):
    right = Decimal(math.factorial(n)).ln()
    assert abs(Decimal(elementary.log_factorial(n)) - right) <= Decimal("4e-16") * max(ONE, right)


def test_columns_have_the_bits_of_single_numbers():
    values = np.array(spread(-700, 700) + spread(-1, 1))
    rates = np.linspace(-1, 1, 999) * elementary.SMALL_RATE
    sizes = np.random.default_rng(1).lognormal(0, 3, 999)
    shrink = elementary.SMALL_SHARE / elementary.SMALL_RATE
    for column, single, given in [
        (elementary.exps_of, elementary.exp, values),
        (elementary.logs_of, elementary.log, sizes),
        (elementary.small_expm1s, elementary.expm1, rates),
        (elementary.small_log1ps, elementary.log1p, rates * shrink),
        (elementary.chances_of, elementary.chance, sizes),
    ]:
        found = given.copy()
        column(found)
        assert found.tolist() == [single(x) for x in given.tolist()]


@pytest.mark.parametrize("n", [2, 999])
def test_powers_of_a_column_have_the_bits_of_single_powers(n):
    sizes = np.random.default_rng(1).uniform(0.2, 5, n)
    exponents = np.resize([0.77, 1.0, 0.5, 2.0, 0.0, -1.3], n)
    found = np.empty(n)
    elementary.powers_of(sizes, exponents, found)
    assert found.tolist() == [elementary.power(*one) for one in zip(sizes, exponents, strict=True)]


def test_cosines():
    for x in np.linspace(-20, 20, 2001):
        assert elementary.cosine(x) == pytest.approx(math.cos(x), abs=3e-16)


def test_ends_of_the_range():
    assert elementary.exp(-800.0) == elementary.exp2(-1100.0) == 0.0
    assert elementary.exp(800.0) == elementary.exp2(1024.0) == elementary.expm1(800.0) == math.inf
    assert elementary.log(0.0) == -math.inf
    assert math.isnan(elementary.log(-1.0))
    assert elementary.expm1(-800.0) == -1.0
    assert elementary.expm1(1e-300) == elementary.log1p(1e-300) == 1e-300


DIGEST = """
import hashlib, numpy as np
from sim import elementary as e
from sim.kernel import compile_kernels
compile_kernels()
x = np.random.default_rng(2).uniform(-100, 100, 20_000)
parts = [e.exps(x), e.exp2s(x), e.logs(np.abs(x)), e.chances(np.abs(x) / 30), e.cosines(x / 30),
         e.powers(np.abs(x), x[::-1] / 30)]
parts += [np.array([e.log_factorial(n) for n in range(300)]),
          np.array([e.log1p(value) for value in np.abs(x[:2000])])]
print(hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest())
"""
BITS = "f49df2b303e032fa68a21ce3dc57f7b854c7ea9455fd5d0555cc59adcf7cd9a7"
"""What they come to on any machine."""


@pytest.mark.parametrize("interpreted", ["", "1"])
def test_compiled_and_interpreted_functions_have_the_same_bits_on_any_machine(interpreted):
    environment = os.environ | {"BEACHHEAD_INTERPRET": interpreted}
    words = [sys.executable, "-W", "error", "-c", DIGEST]
    done = subprocess.run(words, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == BITS
