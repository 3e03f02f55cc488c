"""Functions with known answers, played at designs as battles are."""

import numpy as np

from sim.experiments.farming.designs import nearly_orthogonal
from sim.experiments.farming.factors import Factor
from sim.experiments.farming.finding import Finding


def factors(count):
    return tuple(Factor(f"x{place}", "decision") for place in range(count))


def points(count, columns, seed=1):
    return 2 * nearly_orthogonal(count, columns, np.random.default_rng(seed)) - 1


def finding(function, count, columns, seed=1, **kinds):
    """The finding of a function without dice."""
    x = points(count, columns, seed)
    return Finding(factors(columns), x, function(x)[:, None], **kinds)


def ishigami(x):
    """Ishigami and Homma (1990) with a = 7 and b = 0.1 on (-pi, pi)."""
    z = np.pi * x
    return np.sin(z[:, 0]) + 7 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0])


ISHIGAMI_FIRST = 0.3139, 0.4424, 0.0
ISHIGAMI_TOTAL = 0.5576, 0.4424, 0.2437

G = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(x):
    """Sobol's g-function of four inputs."""
    return np.prod((np.abs(2 * x) + G) / (1 + G), axis=1)


def g_indices():
    one = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + one) - 1
    return one / whole, one * np.prod(1 + one) / (1 + one) / whole


def dice(x, function, runs, seed):
    """A function with luck that all points share, luck that an effect has, and noise."""
    rng = np.random.default_rng(seed)
    offset, slope = 2.0 * rng.normal(size=runs), rng.normal(size=runs)
    noise = 2.0 * rng.normal(size=(len(x), runs))
    return function(x)[:, None] + offset + x[:, [0]] * slope + noise
