"""The likelihood: a product over battles, and within a battle of measures that hang together.

On its axis a measure is normal about the emulated mean, with the variance of dice and of what the
model is thought to miss (`DISCREPANCY`); its record is an interval of that distribution. Rival
records are a mixture of equal parts, each by its mean density, so that none gains by its width. One
record in `WRONG` parts may be wrong altogether, or its measure beyond the model: then it is drawn
from the spread of all that was played, made wider. Measures of one battle repeat each other, so
that their logarithms are tempered: K measures whose runs have the correlations C count as
K^2 / sum C_ij^2 independent ones (the participation ratio of its eigenvalues).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr  # type: ignore[import-untyped]

from sim.history.calibrate.emulator import Emulator, Points
from sim.history.calibrate.evidence import Record

DISCREPANCY = {"count": 0.2, "hour": 0.1}
"""Standard deviation of the logarithm by which the model may be wrong at its best (assumed)."""
WRONG = 0.05
"""Chance that a record says nothing of the model (assumed)."""
BROADER = 2.0
"""The spread of a record that says nothing, in spreads of all that was played."""


@dataclass(frozen=True)
class BattleLikelihood:
    """The likelihood of the records of one battle."""

    emulators: tuple[Emulator, ...]
    temper: float
    """Power of the product of the measures."""

    @classmethod
    def of(cls, emulators: Sequence[Emulator]) -> "BattleLikelihood":
        """The likelihood of measures that vary, tempered by how they go together."""
        return cls(tuple(emulators), tempering(emulators))

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """The logarithm at points (m, d), (m,)."""
        total, shared = np.zeros(len(points)), Points(points)
        for one in self.emulators:
            total += np.log(likelihood_of(one, shared))
        return self.temper * total


def tempering(emulators: Sequence[Emulator]) -> float:
    """The part of the measures that counts, from the correlations of their runs."""
    count = len(emulators)
    if count < 2:
        return 1.0
    residuals = np.stack([one.residuals.ravel() for one in emulators])
    varied = residuals.std(axis=1) > 0.0
    together = np.eye(count)
    if varied.sum() > 1:
        together[np.ix_(varied, varied)] = np.corrcoef(residuals[varied])
    return float(count / np.sum(together**2))


def likelihood_of(emulator: Emulator, points: Points) -> np.ndarray:
    """The likelihood of the records of one measure, (m,)."""
    probability = emulator.probability(points.x)
    if emulator.mean is None:
        return np.asarray((1.0 - WRONG) * probability + WRONG * 0.5)
    mean, variance = emulator.moments(points)
    deviation = np.sqrt(variance + discrepancy(emulator.record) ** 2)
    middle, spread = emulator.typical
    told = np.zeros(len(points.x))
    untold = 0.0
    for low, high in emulator.record.spans:
        width = _width(low, high, middle, spread)
        inside = ndtr((high - mean) / deviation) - ndtr((low - mean) / deviation)
        told += inside / width
        broad = BROADER * spread
        untold += float(ndtr((high - middle) / broad) - ndtr((low - middle) / broad)) / width
    told /= len(emulator.record.spans)
    untold = max(untold / len(emulator.record.spans), 1e-12)
    return np.asarray((1.0 - WRONG) * probability * told + WRONG * untold)


def discrepancy(record: Record) -> float:
    """That of the kind of measure."""
    return DISCREPANCY["hour" if record.time else "count"]


def _width(low: float, high: float, middle: float, spread: float) -> float:
    """The length of an interval; one that begins below everything begins where nothing was."""
    return float(high - max(low, min(middle - 4.0 * spread, high - spread)))
