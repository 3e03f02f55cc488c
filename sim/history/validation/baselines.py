"""What anybody could forecast: simple statistics of other wars, never of the war in question."""

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri  # type: ignore[import-untyped]

from sim.history.validation.logistic import fit_logistic, logistic
from sim.history.validation.mapping import ERAS, era_of
from sim.history.validation.scores import Records
from sim.history.validation.table import BattleTable

QUANTILES = (np.arange(199) + 0.5) / 199.0
"""Of the lognormal forecasts of losses."""
LEAST = 1e-4
"""Share of losses below which none is told from another."""
RATIO_SOFTENING = 10.0
"""Guns, tanks or sorties added to both sides before their ratio is taken."""


def features(table: BattleTable) -> dict[str, np.ndarray]:
    """The features of each logistic baseline by its name, (n, m) each."""
    frame = table.frame
    ratio = Records.of(table).force_ratio[:, None]
    ground = [frame["posture"] == name for name in ("PD", "FD", "DL")]
    ground += [frame["terrain_relief"] == name for name in ("G", "F")]
    ground += [frame["terrain_cover"] == "W", frame["terrain_kind"] == "U"]
    arms = [_log_ratio(table, arm) for arm in ("guns", "tanks", "sorties")]
    situation = np.column_stack(ground).astype(float)
    return {
        "base rate": np.zeros((len(frame), 0)),
        "force ratio": ratio,
        "force ratio, posture, terrain": np.hstack([ratio, situation]),
        "force ratio, arms": np.column_stack([ratio, *arms]),
        "force ratio, arms, air superiority": np.column_stack(
            [ratio, *arms, frame["air_superiority"].astype(float)]
        ),
    }


def _log_ratio(table: BattleTable, arm: str) -> np.ndarray:
    ours, theirs = (
        table.frame[f"{side}_{arm}"].to_numpy(float) for side in ("attacker", "defender")
    )
    return np.asarray(np.log((ours + RATIO_SOFTENING) / (theirs + RATIO_SOFTENING)))


def held_out(table: BattleTable, predict: Callable[[np.ndarray, np.ndarray], None]) -> None:
    """Call `predict(known, unknown)`, both (n,) bool, for each war with that war unknown."""
    wars = table.frame["war"].to_numpy()
    for war in dict.fromkeys(wars):
        unknown = wars == war
        predict(~unknown, unknown)


def winners(table: BattleTable, records: Records) -> dict[str, np.ndarray]:
    """Probability that the attacker wins by each baseline, (n,), fitted on all other wars."""
    found = {}
    for name, x in features(table).items():
        probability = np.full(len(table), 0.5)

        def predict(
            known: np.ndarray,
            unknown: np.ndarray,
            x: np.ndarray = x,
            probability: np.ndarray = probability,
        ) -> None:
            learnt = known & records.decided
            if learnt.any():
                fitted = fit_logistic(x[learnt], records.outcome[learnt] == 0)
                probability[unknown] = logistic(fitted, x[unknown])

        held_out(table, predict)
        found[name] = probability
    return found


def climatology(table: BattleTable, losses: np.ndarray) -> np.ndarray:
    """Quantiles of the losses in all other wars as a forecast, (n, quantiles)."""
    found = np.full((len(table), len(QUANTILES)), np.nan)

    def predict(known: np.ndarray, unknown: np.ndarray) -> None:
        others = losses[known & np.isfinite(losses)]
        if len(others):
            found[unknown] = np.quantile(others, QUANTILES)

    held_out(table, predict)
    return found


def lognormal(table: BattleTable, losses: np.ndarray) -> np.ndarray:
    """Quantiles of a lognormal regression on force ratio and era, fitted on all other wars."""
    eras = [one.name for one in ERAS]
    names = [era_of(year).name for year in table.frame["year"]]
    dummies = np.array([[name == era for era in eras] for name in names], float)
    ratio = Records.of(table).force_ratio[:, None]
    design = np.hstack([np.ones_like(ratio), ratio, dummies])
    found = np.full((len(table), len(QUANTILES)), np.nan)
    logs = np.log(np.maximum(losses, LEAST))
    prior = np.diag([1e-6, 1.0, *np.ones(len(eras))])

    def predict(known: np.ndarray, unknown: np.ndarray) -> None:
        known = known & np.isfinite(losses)
        if not known.any():
            return
        x, y = design[known], logs[known]
        fitted = np.linalg.solve(x.T @ x + prior, x.T @ y)
        spread = float(np.std(y - x @ fitted))
        mean = design[unknown] @ fitted
        found[unknown] = np.minimum(np.exp(mean[:, None] + spread * ndtri(QUANTILES)), 1.0)

    held_out(table, predict)
    return found
