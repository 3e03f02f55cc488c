"""Calibrate: waves of points, a likelihood, a posterior, and battles that are left out of it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np

from sim.experiments.arguments import seed_of, whole
from sim.experiments.hiring import crew_of
from sim.experiments.validation import checked
from sim.history.calibrate.calibrated import Calibrated
from sim.history.calibrate.design import Free, free_parameters, sobol
from sim.history.calibrate.emulator import POOR, Emulator, emulate
from sim.history.calibrate.evidence import Record, counted, records_of
from sim.history.calibrate.forecasts import BattleForecasts, judged, part_of
from sim.history.calibrate.likelihood import BattleLikelihood, discrepancy
from sim.history.calibrate.player import Player, Progress, by_point
from sim.history.calibrate.table import BUNDLED_NAME, RUNS, TableEvidence
from sim.history.calibrate.weights import FIRST, LogLikelihood, Weighted, importance
from sim.history.validation.table import read_table
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.scenario import Document, load

if TYPE_CHECKING:
    import pandas as pd

BATTLES = ("toro", "koton", "maoka", "otomari", "shumshu", "dalny", "port_arthur")
"""The battles of 1945, unless others are named: campaigns would tell of them a second time."""
USUAL_POINTS, USUAL_RUNS = 2048, 6
WAVES, MOST_WAVES = 2, 4
"""Waves of points, and how many there are at most where the weights are poor."""
JITTER = 0.5
"""Points of later waves lie about draws of the posterior, so many of its spreads away."""
REPLAYS = 1000
"""Runs that score each way to forecast a battle, but no more than were played at first."""


@dataclass(frozen=True)
class Battle:
    """A battle, and what was played of it."""

    document: Document
    points: np.ndarray
    """(n, d) in normal deviates."""
    columns: Mapping[str, np.ndarray]
    """(n, k) each measure with claims."""
    prior: Batch
    """The runs at points of the prior."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.document.name

    def records(self) -> tuple[Record, ...]:
        """The records that count."""
        flat = {name: values.ravel() for name, values in self.columns.items()}
        return counted(records_of(self.document), flat)


class Manner(TypedDict, total=False):
    """Who plays, and where it is kept: nothing here changes a posterior."""

    out: "str | os.PathLike[str] | None"
    overwrite: bool
    workers: int
    progress: Progress | None


def calibrate(
    scenarios: Sequence[str | Document] | None = None,
    *,
    table: "str | Path | pd.DataFrame | None" = None,
    free: Sequence[str] | None = None,
    priors: Mapping[str, Any] | None = None,
    points: int = USUAL_POINTS,
    runs: int = USUAL_RUNS,
    seed: int = 1,
    **manner: Unpack[Manner],
) -> Calibrated:
    """A posterior of the `free` parameters from what is recorded of some battles.

    Half of the `points` fill the priors, the other half lie where the first say that the posterior
    is; each is played `runs` times in every battle. `priors` take the place of those beside the
    parameters. `table` adds the battles of a table of `validate`: a file, a frame, or `cdb90` for
    the bundled half. With `out`, a folder or fsspec address, what was played is kept there and not
    played again, unless `overwrite` replaces it. The same seed has the same posterior, with any
    number of workers. Raises `ScenarioError` and `UserError`.
    """
    documents = [
        checked(load(one) if isinstance(one, str) else one) for one in scenarios or BATTLES
    ]
    points, runs = whole("points", points, 32, 1 << 17), whole("runs", runs, 1, 10_000)
    for document in documents:
        if not document.definition.claims:
            raise UserError(f"{document.name} records no claims, and is no evidence")
    chosen = free_parameters(documents, free, priors)
    with crew_of(manner.get("workers", 1)) as crew:
        out = manner.get("out")
        place = None if out is None else os.fspath(out)
        keeping = manner.get("overwrite", False), manner.get("progress")
        player = Player(seed_of(seed), crew, place, *keeping)
        player.planned = len(documents) * (points * runs + 3 * min(REPLAYS, points // 2 * runs))
        further = None if table is None else TableEvidence(read_table(_bundled(table)))
        if further is not None:
            player.planned += 2 * RUNS * len(further.table)
        try:
            return _calibrated(documents, chosen, points // 2, runs, player, further)
        except KeyboardInterrupt as stop:
            if place is None:
                raise
            there = f"What was played is kept in {place}; the same calibration goes on from there."
            raise KeyboardInterrupt(there) from stop


def _bundled(table: "str | Path | pd.DataFrame") -> "str | Path | pd.DataFrame | None":
    return None if isinstance(table, str) and table == BUNDLED_NAME else table


def _calibrated(
    documents: Sequence[Document],
    free: Free,
    points: int,
    runs: int,
    player: Player,
    table: TableEvidence | None,
) -> Calibrated:
    first = sobol(points, len(free.paths), player.seed)
    battles = [_first_wave(one, free, first, runs, player) for one in documents]
    further = [] if table is None else [table.played_at(first, free, player)]
    likelihoods, posterior = _weigh(battles, further, free, player.seed)
    for wave in range(1, MOST_WAVES):
        if wave >= WAVES and posterior.good:
            break
        more = _next_points(posterior, points, player.seed + wave)
        battles = [_next_wave(one, free, more, runs, player, wave) for one in battles]
        if table is not None and wave < WAVES:
            further = [table.played_at(more, free, player)]
        likelihoods, posterior = _weigh(battles, further, free, player.seed)
    without = {
        one.name: _posterior([*_others(likelihoods, one.name), *further], free, player.seed)
        for one in battles
    }
    emulators = {name: one.emulators for name, one in likelihoods.items()}
    return Calibrated(
        free,
        posterior,
        tuple(_judged(one, free, without[one.name], posterior, player) for one in battles),
        tuple(_structural(battles)),
        tuple(_poor(emulators)),
        {name: one.temper for name, one in likelihoods.items()},
        {name: one.k for name, one in without.items()},
        {
            "scenarios": [one.name for one in documents],
            "table": None if table is None else table.table.name,
            "seed": player.seed,
            "points": len(battles[0].points),
            "runs": runs,
        },
    )


def _first_wave(
    document: Document, free: Free, points: np.ndarray, runs: int, player: Player
) -> Battle:
    batch = player.at(document, free, points, runs, "wave-1")
    return Battle(document, points, _claimed(document, by_point(batch, runs)), batch)


def _next_wave(
    battle: Battle, free: Free, points: np.ndarray, runs: int, player: Player, wave: int
) -> Battle:
    batch = player.at(battle.document, free, points, runs, f"wave-{wave + 1}")
    found = _claimed(battle.document, by_point(batch, runs))
    columns = {name: np.concatenate([one, found[name]]) for name, one in battle.columns.items()}
    return Battle(battle.document, np.concatenate([battle.points, points]), columns, battle.prior)


def _claimed(document: Document, columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    return {name: columns[name] for name in document.definition.claims}


def _next_points(posterior: Weighted, count: int, seed: int) -> np.ndarray:
    """Points about draws of the posterior."""
    _, covariance = posterior.moments()
    columns = len(covariance)
    spread = np.linalg.cholesky(covariance + 1e-4 * np.eye(columns))
    noise = np.random.default_rng([seed, 17]).standard_normal((count, columns))
    return np.asarray(posterior.resample(count, seed) + JITTER * noise @ spread.T)


def _weigh(
    battles: Sequence[Battle], further: Sequence[LogLikelihood], free: Free, seed: int
) -> tuple[dict[str, BattleLikelihood], Weighted]:
    """The likelihood of each battle, and the posterior by all of them and further evidence."""
    likelihoods = {one.name: BattleLikelihood.of(_emulators(one)) for one in battles}
    return likelihoods, _posterior([*likelihoods.values(), *further], free, seed)


def _emulators(battle: Battle) -> list[Emulator]:
    found = (emulate(one, battle.points, battle.columns[one.measure]) for one in battle.records())
    return [one for one in found if one is not None]


def _others(likelihoods: Mapping[str, BattleLikelihood], left_out: str) -> list[BattleLikelihood]:
    return [one for name, one in likelihoods.items() if name != left_out]


def _posterior(likelihoods: Sequence[LogLikelihood], free: Free, seed: int) -> Weighted:
    def together(points: np.ndarray) -> np.ndarray:
        total = np.zeros(len(points))
        for one in likelihoods:
            total += one(points)
        return total

    return importance(together, sobol(FIRST, len(free.paths), seed + 1), seed)


def _judged(
    battle: Battle, free: Free, without: Weighted, posterior: Weighted, player: Player
) -> BattleForecasts:
    """The battle played again by the defaults and by draws of both posteriors."""
    document, count = battle.document, min(REPLAYS, battle.prior.runs)
    batches = {
        "default": player.play(document, count, "default"),
        "prior": part_of(battle.prior, count),
    }
    for way, weighted in (("held_out", without), ("posterior", posterior)):
        draws = weighted.resample(count, player.seed)
        batches[way] = player.at(document, free, draws, 1, way)
    return judged(document.name, document.definition.title, batches)


def _structural(battles: Sequence[Battle]) -> list[str]:
    """Claims that no run of the prior comes near, within twice what the model may miss."""
    return [
        f"{battle.name}: {one.measure}"
        for battle in battles
        for one in battle.records()
        if not _reached(one, battle.prior.columns[one.measure])
    ]


def _reached(record: Record, values: np.ndarray) -> bool:
    if record.axis is None:
        return bool(np.isin(values, record.winner).any())
    t = record.axis.t(values)
    margin = 2.0 * discrepancy(record)
    return any(
        bool(((t >= low - margin) & (t <= high + margin)).any()) for low, high in record.spans
    )


def _poor(emulators: Mapping[str, Sequence[Emulator]]) -> list[str]:
    return [
        f"{name}: {one.record.measure}"
        for name, listed in emulators.items()
        for one in listed
        if one.r2 is not None and one.r2 < POOR
    ]
