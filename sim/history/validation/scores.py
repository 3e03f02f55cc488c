"""Scores of forecasts of battles: the winner, the losses of each side, and the hours.

All scores are proper but AUC, the slopes, coverage and the median ratio, which say where a forecast
goes wrong (Gneiting and Raftery 2007).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.history.scores import scoring_rules
from sim.history.validation.batches import DRAWN, LOST, WON, Forecasts
from sim.history.validation.logistic import fit_logistic
from sim.history.validation.table import SIDES, BattleTable

OUTCOMES = ("attacker", "defender", "draw")
"""As the table has them, in the order of WON, LOST and DRAWN."""
BINS = 5
"""Bins of the reliability picture, of about as many battles each."""


@dataclass(frozen=True)
class Records:
    """What a table records of its battles, n of them; NaN and -1 where it is silent."""

    outcome: np.ndarray
    """(n,) int: WON, LOST, DRAWN, or -1."""
    attacker: np.ndarray
    """(n,) float: share of the attacker's men lost, at most 1."""
    defender: np.ndarray
    hours: np.ndarray
    force_ratio: np.ndarray
    """(n,) float: natural logarithm of the attacker's men over the defender's."""

    @classmethod
    def of(cls, table: BattleTable) -> "Records":
        """The records of a table."""
        frame = table.frame
        outcome = [OUTCOMES.index(one) if one in OUTCOMES else -1 for one in frame["outcome"]]
        men = {side: frame[f"{side}_men"].to_numpy(float) for side in SIDES}
        lost = {
            side: np.minimum(frame[f"{side}_casualties"].to_numpy(float) / men[side], 1.0)
            for side in SIDES
        }
        return cls(
            np.array(outcome),
            lost["attacker"],
            lost["defender"],
            frame["hours"].to_numpy(float),
            np.asarray(np.log(men["attacker"] / men["defender"])),
        )

    @property
    def decided(self) -> np.ndarray:
        """(n,) bool: whether one of the sides won."""
        return np.asarray(np.isin(self.outcome, (WON, LOST)))


def chances(forecasts: Forecasts) -> np.ndarray:
    """Probability of each outcome by Laplace's rule of succession, shape (n, 3)."""
    runs = forecasts.outcome.shape[1]
    counts = [(forecasts.outcome == one).sum(axis=1) for one in (WON, LOST, DRAWN)]
    return np.asarray((np.stack(counts, axis=1) + 1.0) / (runs + 3.0))


def attacker_wins(forecasts: Forecasts) -> np.ndarray:
    """Probability that the attacker wins if one side does, by the same rule, (n,)."""
    won = (forecasts.outcome == WON).sum(axis=1)
    lost = (forecasts.outcome == LOST).sum(axis=1)
    return np.asarray((won + 1.0) / (won + lost + 2.0))


def brier(probability: np.ndarray, won: np.ndarray) -> np.ndarray:
    """Brier score of each battle, (n,)."""
    return np.asarray((probability - won) ** 2)


def log_score(probability: np.ndarray, won: np.ndarray) -> np.ndarray:
    """-ln of the probability given to what happened, (n,)."""
    return -np.log(np.where(won, probability, 1.0 - probability))


def area_under_curve(probability: np.ndarray, won: np.ndarray) -> float:
    """Chance that a battle which was won got the higher probability; ties count half."""
    if won.all() or not won.any():
        return float("nan")
    gap = probability[won][:, None] - probability[~won][None, :]
    return float((gap > 0).mean() + 0.5 * (gap == 0).mean())


def log_odds(probability: np.ndarray) -> np.ndarray:
    """ln(p / (1 - p))."""
    return np.asarray(np.log(probability) - np.log1p(-probability))


def slope(of: np.ndarray, on: np.ndarray) -> float:
    """Least-squares slope of one variable on another; NaN if that does not vary."""
    centred = on - on.mean()
    spread = float((centred**2).sum())
    return float((centred * of).sum()) / spread if spread > 0 else float("nan")


def winner_scores(probability: np.ndarray, records: Records, some: np.ndarray) -> dict[str, Any]:
    """Scores of a forecast of the winner in some decided battles, (n,) bool."""
    some = some & records.decided
    if not some.any():
        return {"battles": 0}
    p, won = probability[some], records.outcome[some] == WON
    odds = log_odds(p)
    return {
        "battles": int(some.sum()),
        "brier": float(brier(p, won).mean()),
        "log": float(log_score(p, won).mean()),
        "auc": area_under_curve(p, won),
        "slope": slope(odds, records.force_ratio[some]),
        "calibration_slope": _calibration_slope(odds, won),
        "reliability": reliability(p, won),
    }


def _calibration_slope(odds: np.ndarray, won: np.ndarray) -> float:
    """Slope of a logistic regression of the outcome on the log-odds of the forecast; 1 is right."""
    if won.all() or not won.any() or np.ptp(odds) == 0:
        return float("nan")
    return float(fit_logistic(odds[:, None], won)[1])


def reliability(probability: np.ndarray, won: np.ndarray) -> list[dict[str, float]]:
    """Mean forecast and share won in bins of about as many battles each."""
    order = np.argsort(probability, kind="stable")
    return [
        {
            "battles": len(part),
            "forecast": float(probability[part].mean()),
            "won": float(won[part].mean()),
        }
        for part in np.array_split(order, min(BINS, len(order)))
    ]


def draw_scores(forecasts: Forecasts, records: Records, some: np.ndarray) -> dict[str, float]:
    """Brier and log score of all three outcomes, and how many draws there are and are foretold."""
    some = some & (records.outcome >= 0)
    if not some.any():
        return {}
    p, happened = chances(forecasts)[some], records.outcome[some]
    one_hot = happened[:, None] == np.arange(3)
    return {
        "brier": float(((p - one_hot) ** 2).sum(axis=1).mean()),
        "log": float(-np.log(p[one_hot]).mean()),
        "recorded": float((happened == DRAWN).mean()),
        "forecast": float(p[:, DRAWN].mean()),
    }


def ensemble_crps(values: np.ndarray, ensembles: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of (n, k) ensembles for n values, (n,)."""
    return np.asarray(scoring_rules().crps_ensemble(values, ensembles, backend="numpy"))


def ranks(values: np.ndarray, ensembles: np.ndarray) -> np.ndarray:
    """Share of each ensemble below its value, half of those equal to it included, (n,)."""
    below = (ensembles < values[:, None]).mean(axis=1)
    return np.asarray(below + 0.5 * (ensembles == values[:, None]).mean(axis=1))


def distribution_scores(
    values: np.ndarray, ensembles: np.ndarray, some: np.ndarray
) -> dict[str, float]:
    """CRPS, coverage and bias of ensembles, (n, k), in some of n battles with a record."""
    some = some & np.isfinite(values)
    if not some.any():
        return {}
    v, e = values[some], ensembles[some]
    rank = ranks(v, e)
    medians = np.median(e, axis=1)
    ratio = np.log(np.maximum(medians, 1e-4)) - np.log(np.maximum(v, 1e-4))
    return {
        "crps": float(ensemble_crps(v, e).mean()),
        "in50": float(((rank >= 0.25) & (rank <= 0.75)).mean()),
        "in90": float(((rank >= 0.05) & (rank <= 0.95)).mean()),
        "median_ratio": float(np.exp(np.median(ratio))),
    }


def surprise(forecasts: Forecasts, records: Records) -> np.ndarray:
    """How badly each battle was missed: the surprise of its outcome and of both losses, (n,)."""
    p = chances(forecasts)
    known = records.outcome >= 0
    total = np.where(known, -np.log(p[np.arange(len(p)), records.outcome]), 0.0)
    runs = forecasts.outcome.shape[1]
    for values, ensembles in _sides(forecasts, records):
        rank = ranks(np.nan_to_num(values), ensembles)
        tail = 2.0 * np.minimum(rank, 1.0 - rank) + 1.0 / runs
        total += np.where(np.isfinite(values), -np.log(tail), 0.0)
    return np.asarray(total)


def _sides(forecasts: Forecasts, records: Records) -> Sequence[tuple[np.ndarray, np.ndarray]]:
    return (
        (records.attacker, forecasts.attacker),
        (records.defender, forecasts.defender),
    )


def clustered_error(values: np.ndarray, clusters: np.ndarray) -> float:
    """Standard error of a mean of values that hang together within clusters."""
    centred = values - values.mean()
    sums = [centred[clusters == one].sum() for one in dict.fromkeys(clusters)]
    return float(np.sqrt(np.sum(np.square(sums))) / len(values))
