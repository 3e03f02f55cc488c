"""What a calibration found."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.experiments.posterior import Posterior
from sim.history.calibrate.design import Free, prior_of
from sim.history.calibrate.forecasts import WAYS, BattleForecasts
from sim.history.calibrate.weights import Weighted

if TYPE_CHECKING:
    import pandas as pd

IDENTIFIED = 0.7
"""A parameter is identified if its posterior is narrower than so many prior spreads."""


@dataclass(frozen=True)
class ParameterFound:
    """A parameter before and after."""

    path: str
    prior: dict[str, Any]
    default: float
    percentile: float
    """Where the default lies in the posterior, 0 to 100."""
    mean: float
    p5: float
    median: float
    p95: float
    spread: float
    """Standard deviation of the posterior in those of the prior, both as normal deviates."""

    @property
    def identified(self) -> bool:
        """Whether the record tells it."""
        return self.spread < IDENTIFIED

    def as_json(self) -> dict[str, Any]:
        """The parameter as JSON."""
        prior = self.prior | {"default": self.default, "default_percentile": round(self.percentile)}
        return {
            "prior": prior,
            "mean": _short(self.mean),
            "p5": _short(self.p5),
            "p95": _short(self.p95),
            "spread": round(self.spread, 2),
            "identified": self.identified,
        }


@dataclass(frozen=True)
class Calibrated:
    """A posterior, and how well it foretells battles that took no part in it."""

    free: Free
    weighted: Weighted
    battles: tuple[BattleForecasts, ...]
    structural: tuple[str, ...]
    """Claims that no value of the prior can reach, as ``battle: measure``."""
    poor: tuple[str, ...]
    """Measures whose emulator explains too little, likewise."""
    tempers: dict[str, float]
    """Power of each battle's measures in the likelihood."""
    held_out_k: dict[str, float]
    """Pareto k of the posterior without each battle."""
    manifest: dict[str, Any]
    """What it was made of."""

    @property
    def ess(self) -> float:
        """Effective draws of the posterior."""
        return self.weighted.ess

    @property
    def k(self) -> float:
        """Pareto k of its weights; below 0.7 they can be trusted."""
        return self.weighted.k

    @cached_property
    def values(self) -> np.ndarray:
        """The draws in values of the parameters, (n, d)."""
        return self.free.values(self.weighted.points)

    @cached_property
    def parameters(self) -> tuple[ParameterFound, ...]:
        """Each parameter before and after."""
        mean, covariance = self.weighted.moments()
        del mean
        return tuple(self._parameter(i, float(np.sqrt(covariance[i, i]))) for i in self._positions)

    @property
    def _positions(self) -> range:
        return range(len(self.free.parameters))

    def _parameter(self, i: int, spread: float) -> ParameterFound:
        one, values = self.free.parameters[i], self.values[:, i]
        low, middle, high = weighted_quantiles(values, self.weighted.weights, (0.05, 0.5, 0.95))
        below = float(self.weighted.weights[values < one.default].sum())
        below += 0.5 * float(self.weighted.weights[values == one.default].sum())
        mean = float(self.weighted.weights @ values)
        return ParameterFound(
            one.path, prior_of(one).as_json(), one.default, 100.0 * below, mean, low, middle, high,
            spread,
        )  # fmt: skip

    @property
    def posterior(self) -> Posterior:
        """The draws that weigh anything."""
        heavy = self.weighted.weights > 1e-3 / len(self.weighted.weights)
        weights = self.weighted.weights[heavy]
        columns = self.values[heavy].T
        values = dict(zip(self.free.paths, map(np.ascontiguousarray, columns), strict=True))
        return Posterior(values, weights / weights.sum(), self.manifest)

    def total(self, score: str, way: str) -> float:
        """The mean of a score over all measures of all battles in one way, or of the null model."""
        name = f"null_{score}" if way == "null" else score
        ways = "default" if way == "null" else way
        found = [getattr(one, name) for b in self.battles for one in b.skills[ways].scores]
        return float(np.mean([one for one in found if one is not None]))

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        scores = ", ".join(
            f"{self.total('log', way):.2f} {words}"
            for way, words in (
                ("held_out", "held out"),
                ("default", "by default"),
                ("prior", "by the prior"),
                ("null", "of the null model"),
            )
        )
        claims = sum(one.claims for one in self.battles)
        inside = sum(one.inside["held_out"] for one in self.battles)
        return (
            f"Log score a measure: {scores}. Held out, {inside} of {claims} measures lie inside "
            "the central 90 %."
        )

    def as_json(self) -> dict[str, Any]:
        """The calibration as JSON."""
        return {
            "parameters": {one.path: one.as_json() for one in self.parameters},
            "battles": {one.name: _battle_json(one) for one in self.battles},
            "ess": round(self.ess),
            "k": round(self.k, 2),
            "structural": list(self.structural),
        }

    @property
    def table(self) -> "pd.DataFrame":
        """One row a battle: measures, those inside, log scores and CRPS in each way."""
        import pandas as pd

        rows = {
            one.name: {"claims": one.claims}
            | {f"inside {way}": one.inside[way] for way in WAYS}
            | {f"log {way}": value for way, value in one.scores("log").items()}
            | {f"crps {way}": value for way, value in one.scores("crps").items()}
            for one in self.battles
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("battle")

    def __repr__(self) -> str:
        names = ", ".join(one.name for one in self.battles)
        return f"<Calibrated on {names}: {len(self.free.paths)} parameters, {self.sentence}>"

    def _repr_html_(self) -> str:
        return str(self.table.to_html(float_format="{:.2f}".format))


def _battle_json(one: BattleForecasts) -> dict[str, Any]:
    return {
        "claims": one.claims,
        "inside": {way: one.inside[way] for way in WAYS},
        "log": {way: _rounded(value) for way, value in one.scores("log").items()},
        "crps": {way: _rounded(value) for way, value in one.scores("crps").items()},
    }


def weighted_quantiles(
    values: np.ndarray, weights: np.ndarray, shares: Sequence[float]
) -> list[float]:
    """The values below which such shares of the weight lie."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    places = np.minimum(np.searchsorted(reached, shares), len(order) - 1)
    found: list[float] = values[order][places].tolist()
    return found


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
