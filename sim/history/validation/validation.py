"""The validation of a table: forecasts, scores, baselines, and the battles that were missed."""

import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.history.validation import baselines
from sim.history.validation.batches import (
    WON,
    Forecasts,
    first_run,
)
from sim.history.validation.mapping import era_of, key_of
from sim.history.validation.scores import (
    Records,
    attacker_wins,
    brier,
    chances,
    clustered_error,
    distribution_scores,
    draw_scores,
    ensemble_crps,
    log_score,
    surprise,
    winner_scores,
)
from sim.history.validation.table import BUNDLED, SIDES, BattleTable

if TYPE_CHECKING:
    import pandas as pd

MISSES = 10
FITTED_MODEL = "attrition"
"""The model with which the shared parameters were fitted."""


@dataclass(frozen=True)
class Validation:
    """Forecasts of the battles of a table, held against what it records."""

    table: BattleTable
    forecasts: Forecasts
    model: str
    seed: int
    by: str | None = None
    """A column of the table by which the battles are grouped besides by era."""
    fitted: bool = False
    """Whether the parameters of the engine were fitted on this very table."""
    parameters: str | None = None
    """The file of parameters that were used in place of some of those."""

    @property
    def runs(self) -> int:
        """Runs of each battle."""
        return int(self.forecasts.outcome.shape[1])

    @cached_property
    def records(self) -> Records:
        """What the table records."""
        return Records.of(self.table)

    @cached_property
    def chance(self) -> np.ndarray:
        """Probability that the attacker wins if one side does, (n,)."""
        return attacker_wins(self.forecasts)

    @cached_property
    def _winners(self) -> dict[str, np.ndarray]:
        return baselines.winners(self.table, self.records)

    @cached_property
    def _losses(self) -> dict[str, dict[str, np.ndarray]]:
        """CRPS of each battle by baseline and side, (n,)."""
        kinds = {"climatology": baselines.climatology, "lognormal": baselines.lognormal}
        return {
            name: {
                side: ensemble_crps(
                    getattr(self.records, side), kind(self.table, getattr(self.records, side))
                )
                for side in SIDES
            }
            for name, kind in kinds.items()
        }

    @property
    def groups(self) -> dict[str, np.ndarray]:
        """The groups that are scored apart, (n,) bool each: the eras, then those of `by`."""
        eras = np.array([era_of(year).name for year in self.table.frame["year"]])
        found = {f"era={name}": eras == name for name in dict.fromkeys(sorted(eras))}
        if self.by is not None:
            values = self.table.frame[self.by].astype(str).to_numpy()
            found |= {f"{self.by}={one}": values == one for one in dict.fromkeys(sorted(values))}
        return found

    def scores(self, some: np.ndarray | None = None) -> dict[str, Any]:
        """The scores of all battles, or of some, (n,) bool."""
        chosen = np.ones(len(self.table), bool) if some is None else some
        records, forecasts = self.records, self.forecasts
        durations = np.where(np.isnan(forecasts.hours), np.inf, forecasts.hours)
        last = np.nanmax(forecasts.hours, initial=1.0)
        durations = np.log(np.clip(durations, 0.5, last))
        hours = distribution_scores(np.log(records.hours), durations, chosen)
        if hours:
            hours["median_ratio"] = _ratio_of_hours(records.hours, forecasts.hours, chosen, last)
        return {
            "battles": int(chosen.sum()),
            "winner": winner_scores(self.chance, records, chosen),
            "draws": draw_scores(forecasts, records, chosen),
            "losses": {
                side: distribution_scores(getattr(records, side), getattr(forecasts, side), chosen)
                for side in SIDES
            },
            "duration": hours,
        }

    def baseline_scores(self, some: np.ndarray | None = None) -> dict[str, dict[str, Any]]:
        """The baselines for the winner, each with how much the model is better, and its error.

        `gain` is the baseline's Brier score less the model's; its standard error treats the
        battles of a war as one.
        """
        chosen = self.records.decided if some is None else some & self.records.decided
        if not chosen.any():
            return {}
        won = self.records.outcome == WON
        wars = self.table.frame["war"].to_numpy()[chosen]
        found = {}
        for name, probability in self._winners.items():
            scores = winner_scores(probability, self.records, chosen)
            gain = (brier(probability, won) - brier(self.chance, won))[chosen]
            found[name] = {key: scores[key] for key in ("brier", "log", "auc")} | {
                "gain": float(gain.mean()),
                "gain_se": clustered_error(gain, wars),
            }
        return found

    def loss_baselines(self, some: np.ndarray | None = None) -> dict[str, dict[str, Any]]:
        """CRPS of the baselines for losses by name and side, and what the model gains on it."""
        wars = self.table.frame["war"].to_numpy()
        found: dict[str, dict[str, Any]] = {}
        for name, sides in self._losses.items():
            found[name] = {}
            for side in SIDES:
                ours = ensemble_crps(getattr(self.records, side), getattr(self.forecasts, side))
                known = np.isfinite(sides[side])
                known &= True if some is None else some
                if known.any():
                    gain = (sides[side] - ours)[known]
                    found[name][side] = {
                        "crps": float(sides[side][known].mean()),
                        "gain": float(gain.mean()),
                        "gain_se": clustered_error(gain, wars[known]),
                    }
        return found

    def missed(self, count: int = MISSES) -> list[dict[str, Any]]:
        """The battles that were missed most, the worst first, with the commands that play them."""
        worst = np.argsort(-surprise(self.forecasts, self.records), kind="stable")[:count]
        return [self._told(int(i)) for i in worst]

    def _told(self, i: int) -> dict[str, Any]:
        row = self.table.frame.iloc[i]
        losses = {
            side: {
                "recorded": _rounded(getattr(self.records, side)[i]),
                "forecast": _rounded(float(np.median(getattr(self.forecasts, side)[i]))),
            }
            for side in SIDES
        }
        return {
            "battle": row["battle"],
            "name": row["name"],
            "year": int(row["year"]),
            "outcome": row["outcome"],
            "chances": dict(
                zip((*SIDES, "draw"), map(_rounded, chances(self.forecasts)[i]), strict=True)
            ),
            "losses": losses,
            "commands": self.commands(row["battle"]),
        }

    def commands(self, battle: str) -> list[str]:
        """What writes the scenario of a battle to a file, and plays it there."""
        table = [] if self.table.name == BUNDLED.name else [self.table.name]
        file = f"{key_of(battle)}.yaml"
        model = [] if self.model == FITTED_MODEL else ["--model", self.model]
        own = [] if self.parameters is None else ["--parameters", self.parameters]
        words = ["beachhead", "validate", *table, *model, *own, "--show", battle]
        return [
            f"{shlex.join(words)} > {file}",
            f"beachhead run {file} --seed {self.seed} --run {first_run(battle)}",
        ]

    def as_json(self) -> dict[str, Any]:
        """The validation as JSON; what cannot be computed is null."""
        scores = self.scores()
        climate = self.loss_baselines()["climatology"]
        found = scores | {
            "model": self.model,
            "runs": self.runs,
            "seed": self.seed,
            "table": self.table.name,
            "parameters": self.parameters,
            "fitted_on_this_table": self.fitted,
            "assumptions": self.table.assumptions,
            "baselines": self.baseline_scores(),
            "climatology": {side: one["crps"] for side, one in climate.items()},
            "loss_baselines": self.loss_baselines(),
            "groups": {
                name: self.scores(some)
                | {
                    "baselines": self.baseline_scores(some),
                    "loss_baselines": self.loss_baselines(some),
                }
                for name, some in self.groups.items()
            },
            "missed": self.missed(),
        }
        plain: dict[str, Any] = _plain(found)
        return plain

    @property
    def frame(self) -> "pd.DataFrame":
        """One row a battle: what was recorded, what was forecast, and the scores."""
        import pandas as pd

        records, forecasts = self.records, self.forecasts
        won = records.outcome == WON
        columns: dict[str, Any] = {
            name: self.table.frame[name] for name in ("battle", "name", "war", "year", "outcome")
        }
        columns |= dict(
            zip(("p_attacker", "p_defender", "p_draw"), chances(forecasts).T, strict=True)
        )
        columns["brier"] = np.where(records.decided, brier(self.chance, won), np.nan)
        columns["log"] = np.where(records.decided, log_score(self.chance, won), np.nan)
        for side in SIDES:
            ensemble, recorded = getattr(forecasts, side), getattr(records, side)
            columns[f"{side}_lost"] = recorded
            for percent in (5, 50, 95):
                columns[f"{side}_p{percent}"] = np.quantile(ensemble, percent / 100.0, axis=1)
            columns[f"{side}_crps"] = ensemble_crps(recorded, ensemble)
        return pd.DataFrame(columns)

    def _repr_html_(self) -> str:
        return str(self.summary.to_html(float_format="{:.3f}".format))

    @property
    def summary(self) -> "pd.DataFrame":
        """The main scores of all battles and of each group."""
        import pandas as pd

        rows = {"all": self.scores()} | {
            name: self.scores(one) for name, one in self.groups.items()
        }
        return pd.DataFrame({name: _main(scores) for name, scores in rows.items()}).T


def _main(scores: Mapping[str, Any]) -> dict[str, float]:
    winner = scores["winner"]
    row = {"battles": scores["battles"]} | {
        key: winner.get(key, math.nan) for key in ("brier", "log", "auc", "slope")
    }
    for side in SIDES:
        losses = scores["losses"][side]
        row |= {f"{side} {key}": losses.get(key, math.nan) for key in ("crps", "in90")}
    return row


def _ratio_of_hours(
    recorded: np.ndarray, hours: np.ndarray, chosen: np.ndarray, last: float
) -> float:
    """Median of the forecast medians over the recorded hours."""
    some = chosen & np.isfinite(recorded)
    medians = np.median(np.where(np.isnan(hours), last, hours), axis=1)
    return float(np.median(np.maximum(medians[some], 0.5) / recorded[some]))


def _rounded(value: float) -> float | None:
    return None if math.isnan(value) else round(float(value), 4)


def _plain(value: Any) -> Any:
    """The value as JSON holds it: five digits, and null for what is no number."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.5g}") if math.isfinite(value) else None
    return value
