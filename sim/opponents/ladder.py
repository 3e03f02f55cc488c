"""The ladder: each opponent against each other, on the same runs."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from sim.commanders import OrderWarning
from sim.commanders.score import points
from sim.experiments.play import play
from sim.opponents.registry import commanders_named
from sim.results.figures import with_error
from sim.results.statistics import share_interval
from sim.scenario import Document


@dataclass(frozen=True)
class Pairing:
    """What came of one opponent against another."""

    first: str
    """Who played the first side of the scenario."""
    second: str
    runs: int
    wins: int
    """Runs that the first side won."""
    losses: int
    score: float
    """Mean score of the first side; the second has lost as much."""
    error: float
    """Its standard error."""
    casualties: tuple[float, float]
    """Mean casualties of both sides."""

    @property
    def win_interval(self) -> tuple[float, float]:
        """The 95 % interval of the share of runs that the first side wins."""
        return share_interval(self.wins / self.runs, self.runs)

    @property
    def score_text(self) -> str:
        """The score with its error, in the digits that the runs support."""
        return with_error(self.score, self.error)

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON."""
        low, high = self.win_interval
        return {
            "first": self.first,
            "second": self.second,
            "runs": self.runs,
            "wins": self.wins,
            "losses": self.losses,
            "win_low": round(low, 4),
            "win_high": round(high, 4),
            "score": round(self.score, 2),
            "score_error": round(self.error, 2),
            "casualties": [round(one, 1) for one in self.casualties],
        }


def ladder(
    document: Document,
    opponents: Sequence[str],
    runs: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> list[Pairing]:
    """Each opponent against each, itself too, in runs 0 to `runs` - 1. Raises `UserError`."""
    pairings = []
    for first, second in product(opponents, repeat=2):
        pairings.append(_pairing(document, first, second, runs, seed))
        if progress is not None:
            progress(len(pairings) * runs)
    return pairings


def _pairing(document: Document, first: str, second: str, runs: int, seed: int) -> Pairing:
    definition = document.definition
    sides = [*definition.sides]
    commanders = commanders_named(dict(zip(sides, (first, second), strict=True)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OrderWarning)  # it may order what has no effect
        outcomes = play(definition, np.arange(runs), seed, commanders=commanders).outcomes
    won, lost = (outcomes["winner"] == side for side in sides)
    casualties = {side: outcomes[f"{side}.casualties"] for side in sides}
    scores = points(definition, sides[0], won.astype(float) - lost, casualties)
    return Pairing(
        first,
        second,
        runs,
        int(won.sum()),
        int(lost.sum()),
        float(scores.mean()),
        float(scores.std(ddof=1) / np.sqrt(runs)) if runs > 1 else float("nan"),
        (float(casualties[sides[0]].mean()), float(casualties[sides[1]].mean())),
    )
