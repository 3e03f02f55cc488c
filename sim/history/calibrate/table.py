"""A table of battles as evidence: who won, and the shares of both sides that were lost.

Each battle of a table is played at points of the priors, one a run (as a posterior is, by `draws`).
What parameters do to the logarithms of both shares and to the log-odds of victory is fitted to all
battles together. The scatter that a table leaves unsaid of its battles (`mapping`) is in the runs,
and dwarfs the discrepancy of the model.

What the model misses, the battles of one war have in common: their losses lie above or below what
it foretells together. So each war has a deviation of its own on the logarithm of each side's losses
(`OF_WAR`), which is integrated out. Without it hundreds of battles would count as so many
independent witnesses, and the posterior would be surer of them than it foretells other battles.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from zipfile import BadZipFile

import numpy as np

from sim.experiments.arguments import MOST_RUNS
from sim.experiments.posterior import Posterior
from sim.history.calibrate.design import Free
from sim.history.calibrate.likelihood import DISCREPANCY, WRONG
from sim.history.calibrate.player import Player
from sim.history.validation.batches import LOST, WON, first_run, forecast, grouped
from sim.history.validation.mapping import ERAS, DefaultMapping, era_of
from sim.history.validation.scores import Records
from sim.history.validation.table import SIDES, BattleTable
from sim.history.validation.validate import trees
from sim.luck.draws import Draws
from sim.results.engine_code import rules_of
from sim.results.errors import unwritable
from sim.results.folder import Folder, folder_at

BUNDLED_NAME = "cdb90"
"""What the bundled half of CDB90 is called."""
RUNS = 200
"""Runs of each battle in a wave, each at a point of its own. Effects are fitted to all battles
together, so that few runs of each are enough."""
OF_WAR = {"attacker": 0.25, "defender": 0.45}
"""Standard deviation of what the battles of a war have in common, on the logarithm of the losses of
a side: estimated on the bundled table, whose 25 wars differ by more than their battles' scatter
(between 0.24 and 0.27, and between 0.43 and 0.51, at the defaults, the centre of the priors and the
posterior alike)."""
FILE = "table.npz"
"""What is kept of a wave."""
LEAST = 1e-4
"""Share of losses below which none is told from another."""


@dataclass(frozen=True)
class TableRuns:
    """What was played of a table; b battles, n runs."""

    points: np.ndarray
    """(b, n, d) in normal deviates."""
    outcome: np.ndarray
    """(b, n) int8."""
    losses: np.ndarray
    """(2, b, n): shares of the attacker and of the defender."""

    @classmethod
    def joined(cls, waves: "Sequence[TableRuns]") -> "TableRuns":
        """The runs of several waves."""
        return cls(
            np.concatenate([one.points for one in waves], axis=1),
            np.concatenate([one.outcome for one in waves], axis=1),
            np.concatenate([one.losses for one in waves], axis=2),
        )


def play_table(
    table: BattleTable, free: Free, points: np.ndarray, player: Player, step: str
) -> TableRuns:
    """Play each battle at some of the points (m, d), chosen by the address of `draws`."""
    values = free.values(points)
    names = table.frame["battle"].tolist()
    chosen = np.stack([_taken(name, len(points), player.seed) for name in names])
    kept = None if player.out is None else folder_at(f"{player.out}/{step}")
    mark = _mark(table, values, player.seed)
    found = None if kept is None or player.overwrite else _read(kept, mark)
    if found is None:
        found = _played(table, free, values, player, step)
        if kept is not None:
            _write(kept, mark, found)
    else:
        player.played += len(table) * RUNS
    return TableRuns(points[chosen], found[0], found[1])


def _taken(battle: str, count: int, seed: int) -> np.ndarray:
    """The position of the draws that each run of a battle takes, (RUNS,)."""
    numbers = (first_run(battle) + np.arange(RUNS)) % MOST_RUNS
    draws = Draws(seed, numbers)
    uniform = draws.uniform(draws.address("input", "draws"), 0, draws.all_rows)
    return np.asarray((uniform * count).astype(np.int64))


def _played(
    table: BattleTable, free: Free, values: np.ndarray, player: Player, step: str
) -> tuple[np.ndarray, np.ndarray]:
    columns = dict(zip(free.paths, values.T, strict=True))
    combat = Posterior(columns, np.full(len(values), 1 / len(values)), {}).combat(whole=True)
    before = player.played

    def tell(done: int) -> None:
        if player.progress is not None:
            player.progress(f"{step}: table", before + done * RUNS, player.planned)

    groups = grouped(trees(table, parameters=combat))
    found = forecast(table, groups, RUNS, player.seed, tell, player.crew)
    player.played += len(table) * RUNS
    return found.outcome, np.stack([getattr(found, side) for side in SIDES])


def _mark(table: BattleTable, values: np.ndarray, seed: int) -> str:
    """A hash of all that these runs follow from: battles, points, seed and the engine's code."""
    told = f"{table.frame.to_csv()}{seed} {RUNS} {rules_of(())}{DefaultMapping()}"
    return sha256(told.encode() + values.tobytes()).hexdigest()


def _read(folder: Folder, mark: str) -> tuple[np.ndarray, np.ndarray] | None:
    """What a folder keeps of the same runs; None if it keeps none."""
    if FILE not in folder.names():
        return None
    try:
        with np.load(BytesIO(folder.read(FILE)), allow_pickle=False) as there:
            same = str(there["mark"]) == mark
            return (there["outcome"], there["losses"]) if same else None
    except (OSError, ValueError, KeyError, BadZipFile):  # damaged: it is played again
        return None


def _write(folder: Folder, mark: str, found: tuple[np.ndarray, np.ndarray]) -> None:
    file = BytesIO()
    np.savez_compressed(file, mark=np.array(mark), outcome=found[0], losses=found[1])
    try:
        folder.write(FILE, file.getvalue())
    except OSError as error:
        raise unwritable(folder, error) from None


@dataclass(frozen=True)
class Effects:
    """What parameters do to a measure of all battles: the same but for a few traits of a battle.

    Linear and square in the parameters, and linear in each times each trait. Effects that were
    fitted to each battle alone would take the noise of its runs for knowledge.
    """

    linear: np.ndarray
    """(d, 1 + k): slopes, and what each trait adds to them."""
    square: np.ndarray
    """(d,)"""
    traits: np.ndarray
    """(b, k), standardised."""

    @classmethod
    def of(
        cls, points: np.ndarray, away: np.ndarray, traits: np.ndarray, weights: np.ndarray
    ) -> "Effects":
        """Weighted least squares of residuals (b, n) at points (b, n, d), weights (b,)."""
        columns = points.shape[2]
        size = columns * (2 + traits.shape[1])
        squares, products = 1e-6 * np.eye(size), np.zeros(size)
        for x, y, one, weight in zip(points, away, traits, weights, strict=True):
            design = _design(x - x.mean(axis=0), one)
            squares += weight * design.T @ design
            products += weight * design.T @ y
        found = np.linalg.solve(squares, products).reshape(2 + traits.shape[1], columns)
        return cls(np.delete(found, 1, axis=0).T, found[1], traits)

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """The effects at points (m, d) on each battle, (m, b)."""
        slopes = points @ self.linear
        shared = slopes[:, 0] + (points**2 - 1.0) @ self.square
        return np.asarray(shared[:, None] + slopes[:, 1:] @ self.traits.T)


def _design(points: np.ndarray, traits: np.ndarray) -> np.ndarray:
    """Columns of one battle: the parameters, their squares, and products with its traits."""
    return np.hstack([points, points**2 - 1.0, *(one * points for one in traits)])


def traits_of(table: BattleTable) -> np.ndarray:
    """Force ratio, men and era of each battle, (b, k), standardised."""
    frame = table.frame
    men = (frame["attacker_men"] + frame["defender_men"]).to_numpy(float)
    names = [era_of(year).name for year in frame["year"]]
    eras = [[name == one.name for one in ERAS[1:]] for name in names]
    found = np.column_stack([Records.of(table).force_ratio, np.log(men), np.array(eras, float)])
    return np.asarray((found - found.mean(axis=0)) / np.maximum(found.std(axis=0), 1e-9))


@dataclass(frozen=True)
class TableLikelihood:
    """The likelihood of the records of a table."""

    records: Records
    losses: tuple[Effects, Effects]
    typical: np.ndarray
    """(2, b): mean of all runs of each side."""
    left: np.ndarray
    """(2, b): standard deviation about the effects."""
    wins: Effects
    """On the log-odds of the attacker's victory."""
    odds: np.ndarray
    """(b,) its log-odds over all runs."""
    wars: np.ndarray
    """(b,) of each battle the position of its war."""
    temper: float
    """Power of the measures of a battle."""

    @classmethod
    def of(cls, table: BattleTable, runs: TableRuns) -> "TableLikelihood":
        """The likelihood from what was played.

        The log-odds are those of one Newton step of a logistic regression.
        """
        traits, even = traits_of(table), np.ones(len(table))
        logs = np.log(np.maximum(runs.losses, LEAST))
        away = logs - logs.mean(axis=2, keepdims=True)
        losses = [Effects.of(runs.points, one, traits, even) for one in away]
        shares = np.clip((runs.outcome == WON).mean(axis=1), 0.01, 0.99)
        scatter = shares * (1.0 - shares)
        surprise = ((runs.outcome == WON) - shares[:, None]) / scatter[:, None]
        rest = [one - _at(effects, runs.points) for one, effects in zip(away, losses, strict=True)]
        return cls(
            Records.of(table),
            (losses[0], losses[1]),
            np.stack([one.mean(axis=1) for one in logs]),
            np.maximum(np.stack([one.std(axis=1) for one in rest]), 1e-2),
            Effects.of(runs.points, surprise, traits, scatter),
            np.log(shares / (1.0 - shares)),
            np.unique(table.frame["war"].astype(str), return_inverse=True)[1],
            _tempering(rest, surprise),
        )

    def __call__(self, points: np.ndarray) -> np.ndarray:
        """The logarithm at points (m, d), (m,)."""
        total = self._outcomes(points)
        for i, side in enumerate(SIDES):
            recorded = np.log(np.maximum(getattr(self.records, side), LEAST))
            known = np.isfinite(recorded)
            away = (recorded - self.typical[i] - self.losses[i](points))[:, known]
            variance = (self.left[i] ** 2 + DISCREPANCY["count"] ** 2)[known]
            total += _of_wars(away, variance, self.wars[known], OF_WAR[side])
        return np.asarray(self.temper * total)

    def _outcomes(self, points: np.ndarray) -> np.ndarray:
        known = np.isin(self.records.outcome, (WON, LOST))
        sign = np.where(self.records.outcome[known] == WON, 1.0, -1.0)
        chance = 1.0 / (1.0 + np.exp(-sign * (self.odds + self.wins(points))[:, known]))
        return np.asarray(np.log((1.0 - WRONG) * chance + WRONG * 0.5).sum(axis=1))


def _at(effects: Effects, points: np.ndarray) -> np.ndarray:
    """The effects on each battle at points of its own (b, n, d), (b, n)."""
    slopes = effects.linear[:, 0] + effects.traits @ effects.linear[:, 1:].T
    found = np.einsum("bnd,bd->bn", points, slopes) + (points**2 - 1.0) @ effects.square
    return np.asarray(found - found.mean(axis=1, keepdims=True))


def _of_wars(
    away: np.ndarray, variance: np.ndarray, wars: np.ndarray, deviation: float
) -> np.ndarray:
    """The logarithm of normal densities of deviations (m, b), but for a constant, (m,).

    Those of a war share a deviation, which is integrated out (Woodbury's identity).
    """
    of_war = (wars[:, None] == np.unique(wars)).astype(float)
    sums = (away / variance) @ of_war
    precision = of_war.T @ (1.0 / variance)
    shared = deviation**2 * sums**2 / (1.0 + deviation**2 * precision)
    return np.asarray(-0.5 * ((away**2 / variance).sum(axis=1) - shared.sum(axis=1)))


def _tempering(losses: Sequence[np.ndarray], surprise: np.ndarray) -> float:
    """As for measures of a battle: what three measures count for, over all battles."""
    measures = np.stack([*losses, surprise])
    scaled = measures / np.maximum(measures.std(axis=2, keepdims=True), 1e-9)
    return float(3.0 / np.sum(np.corrcoef(scaled.reshape(3, -1)) ** 2))


@dataclass
class TableEvidence:
    """A table, and what has been played of it so far."""

    table: BattleTable
    waves: list[TableRuns] = field(default_factory=list)

    def played_at(self, points: np.ndarray, free: Free, player: Player) -> TableLikelihood:
        """Play one more wave, and the likelihood by all of them."""
        step = f"wave-{len(self.waves) + 1}"
        self.waves.append(play_table(self.table, free, points, player, step))
        return TableLikelihood.of(self.table, TableRuns.joined(self.waves))
