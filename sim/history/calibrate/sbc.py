"""Simulation-based calibration: does the machinery find what it was given? (Talts et al. 2018).

Parameters are drawn from the prior, battles are played with them, and their outcomes, wrong by as
much as the likelihood allows for, are taken for records, of which the posterior is drawn. If all is
well, the true values lie anywhere among the draws equally often, and nine times in ten within the
central 90 %. Measures of a battle repeat each other and are tempered, so that posteriors are rather
too wide than too narrow, and true values rather too often in their middle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.experiments.hiring import crew_of
from sim.experiments.validation import checked
from sim.history.calibrate.design import Free, free_parameters, sobol
from sim.history.calibrate.emulator import Emulator, emulate
from sim.history.calibrate.evidence import Record, counted, records_of
from sim.history.calibrate.likelihood import BattleLikelihood, discrepancy
from sim.history.calibrate.player import Player, by_point
from sim.history.calibrate.weights import NEXT, importance
from sim.scenario import Document


@dataclass(frozen=True)
class Recovered:
    """How the true values of made-up records lie in their posteriors."""

    paths: tuple[str, ...]
    ranks: np.ndarray
    """(records, d): shares of the posterior below the true value."""

    @property
    def covered(self) -> np.ndarray:
        """Share of the records whose central 90 % hold the true value, (d,)."""
        return np.asarray(np.mean((self.ranks >= 0.05) & (self.ranks <= 0.95), axis=0))

    def histogram(self, bins: int = 10) -> np.ndarray:
        """How often ranks of all parameters fall into each of so many bins, (bins,)."""
        return np.histogram(self.ranks, bins, (0.0, 1.0))[0]


def recover(
    documents: Sequence[Document],
    free: Sequence[str],
    *,
    records: int = 100,
    points: int = 512,
    runs: int = 4,
    seed: int = 1,
) -> Recovered:
    """Make up so many records of some battles, and see where their true values lie.

    The emulators are made once, for they do not depend on what was recorded.
    """
    chosen = free_parameters(documents, free)
    truth = np.random.default_rng([seed, 1]).standard_normal((records, len(chosen.paths)))
    with crew_of() as crew:
        studies = [
            # no two battles share their luck, as those of history do not
            _Study.of(checked(one), chosen, points, runs, truth, Player(seed + 10 * i, crew))
            for i, one in enumerate(documents)
        ]
    first = sobol(NEXT, len(chosen.paths), seed + 1)
    ranks = [_ranks(i, studies, first, truth[i], seed) for i in range(records)]
    return Recovered(tuple(chosen.paths), np.array(ranks))


@dataclass(frozen=True)
class _Study:
    """The emulators of a battle, and made-up records for each."""

    emulators: tuple[Emulator, ...]
    spans: tuple[np.ndarray, ...]
    """(records, 2) for each emulator: what is recorded, on its axis."""

    @classmethod
    def of(
        cls, document: Document, free: Free, points: int, runs: int, truth: np.ndarray,
        player: Player,
    ) -> "_Study":  # fmt: skip
        where = sobol(points, len(free.paths), player.seed)
        columns = by_point(player.at(document, free, where, runs, "points"), runs)
        made_up = replace(player, seed=player.seed + 1)
        found = by_point(made_up.at(document, free, truth, 1, "records"), 1)
        flat = {name: columns[name].ravel() for name in document.definition.claims}
        records = [one for one in counted(records_of(document), flat) if one.axis is not None]
        emulators = (emulate(one, where, columns[one.measure]) for one in records)
        kept = [one for one in emulators if one is not None and one.mean is not None]
        noise = np.random.default_rng([player.seed, 2])
        spans = tuple(_recorded(one.record, found[one.record.measure], noise) for one in kept)
        return cls(tuple(kept), spans)

    def likelihood(self, record: int) -> BattleLikelihood:
        """The likelihood of one of the made-up records; what never happened tells nothing."""
        told = [
            replace(one, record=replace(one.record, spans=spans[record][None]))
            for one, spans in zip(self.emulators, self.spans, strict=True)
            if np.isfinite(spans[record, 1])
        ]
        return BattleLikelihood.of(told)


def _recorded(record: Record, values: np.ndarray, noise: np.random.Generator) -> np.ndarray:
    """Outcomes, (records, 1), as intervals of a unit on the axis, wrong by the discrepancy."""
    assert record.axis is not None
    t = record.axis.t(values)[:, 0]
    wrong = t + discrepancy(record) * noise.standard_normal(len(t))
    numbers = np.rint(np.exp(wrong) / record.axis.unit) * record.axis.unit - record.axis.unit
    return record.axis.spans(np.stack([numbers, numbers], axis=1))


def _ranks(
    record: int, studies: Sequence[_Study], first: np.ndarray, truth: np.ndarray, seed: int
) -> np.ndarray:
    likelihoods = [one.likelihood(record) for one in studies]

    def together(points: np.ndarray) -> np.ndarray:
        total = np.zeros(len(points))
        for one in likelihoods:
            total += one(points)
        return total

    found = importance(together, first, seed)
    return np.asarray(found.weights @ (found.points < truth))
