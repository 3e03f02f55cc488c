"""Calibration: whether records fall among the runs as often as they should, over many measures.

If the model were right, the share of the runs below a record (the probability integral transform,
PIT) would be uniform from 0 to 1 over all measures. A record that ties with runs, or is an
interval, is spread evenly over the shares that it covers, which needs no chance (Czado, Gneiting
and Held 2009). Rival claims share the weight of one measure. The winner has no order and is left
out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.history.comparison import Comparison
from sim.history.ranks import Ranks, distinct, ordered_ranks

BINS = 20
MOST_RUNS = 1000
"""Runs of each battle that the uncertainty is taken from."""
SHIFT = 83
"""Runs by which one battle is set off from the next, for runs of one number share their luck."""
CENTRAL = {50: slice(5, 15), 90: slice(1, 19)}
"""Bins of the central parts."""


@dataclass(frozen=True)
class Calibration:
    """The PIT histogram of all measures of some battles."""

    battles: int
    measures: int
    masses: np.ndarray
    """Measures in each of 20 bins of equal width from 0 to 1, rivals in parts, shape (20,)."""
    played: np.ndarray
    """The same if each battle had gone as one of its runs did, shape (runs, 20)."""

    @property
    def tenths(self) -> np.ndarray:
        """Measures in each tenth of the runs, shape (10,)."""
        return np.asarray(self.masses.reshape(10, 2).sum(axis=1))

    @property
    def band(self) -> np.ndarray:
        """Central 90 % of the measures in each tenth if the model were right, shape (2, 10)."""
        tenths = self.played.reshape(len(self.played), 10, 2).sum(axis=2)
        return np.asarray(np.quantile(tenths, (0.05, 0.95), axis=0))

    def central(self, per_cent: int) -> tuple[float, float, float]:
        """Share of the records in the central 50 or 90 %, and the central 90 % of that share."""
        found = float(self.masses[CENTRAL[per_cent]].sum()) / self.measures
        right = self.played[:, CENTRAL[per_cent]].sum(axis=1) / self.measures
        low, high = np.quantile(right, (0.05, 0.95))
        return found, float(low), float(high)

    @property
    def sentence(self) -> str:
        """What the histogram says, in one sentence."""
        if not self.measures:
            return "No measure has a claim that could be calibrated."
        parts = []
        for part in CENTRAL:
            found, low, high = self.central(part)
            parts.append(
                f"{100 * found:.0f} % lie in the central {part} % of the runs "
                f"({100 * low:.0f} to {100 * high:.0f} % if the model were right)"
            )
        return f"Of the records of {self.measures} measures, {' and '.join(parts)}."

    def as_json(self) -> dict[str, Any]:
        """The histogram by tenths as JSON."""
        low, high = self.band.round(2).tolist()
        tenths = self.tenths.round(2).tolist()
        return {"measures": self.measures, "tenths": tenths, "low": low, "high": high}


def calibration(comparisons: Sequence[Comparison]) -> Calibration:
    """The calibration of all battles together. Raises `UserError` if rows were not kept."""
    masses, count = np.zeros(BINS), 0
    played = np.zeros((MOST_RUNS, BINS))
    for position, one in enumerate(comparisons):
        ranks = ordered_ranks(one.tallies)
        if not ranks:
            continue
        count += len(ranks)
        claims = one.batch.document.definition.claims
        for measure, scale in ranks.items():
            spans = np.array([scale.of_claim(*ends) for ends in distinct(claims[measure])])
            masses += spread(spans[:, 0], spans[:, 1], scale.runs).mean(axis=0)
        played += _played(one, ranks, position)
    return Calibration(len(comparisons), count, masses, played)


def _played(comparison: Comparison, ranks: dict[str, Ranks], position: int) -> np.ndarray:
    """The histograms of the first runs of a battle, (MOST_RUNS, 20); few runs are repeated."""
    table = next(comparison.batch.source.tables(list(ranks)))
    found = np.zeros((min(len(table["run"]), MOST_RUNS), BINS))
    for measure, scale in ranks.items():
        found += spread(*scale.of_runs(table[measure][: len(found)]), scale.runs)
    return found[(np.arange(MOST_RUNS) + SHIFT * position) % len(found)]


def spread(below: np.ndarray, upto: np.ndarray, runs: int) -> np.ndarray:
    """One unit of mass each, (n, 20), spread evenly from `below` to `upto` of so many runs."""
    low, high = below[:, None] / runs, upto[:, None] / runs
    width = np.maximum(high - low, 1e-6)
    low = np.minimum(low, 1.0 - width)
    edges = np.linspace(0.0, 1.0, BINS + 1)
    return np.asarray(np.diff(np.clip((edges - low) / width, 0.0, 1.0), axis=1))
