"""The exact outcome of a fight."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Outcome:
    """Probabilities of the ends of a fight between A attackers and B defenders."""

    attacker_wins: float
    defender_wins: float
    draw: float
    attacker_survivors: np.ndarray
    """(A + 1,) probability of each number of survivors, whoever wins."""
    defender_survivors: np.ndarray
    """(B + 1,)"""
    mean_duration: float | None = None
    """Mean time to the last loss, in the unit of time of the rates; None for fights in rounds."""

    @property
    def mean_survivors(self) -> tuple[float, float]:
        """Mean number of survivors of the attacker and of the defender."""
        return _mean(self.attacker_survivors), _mean(self.defender_survivors)


def _mean(distribution: np.ndarray) -> float:
    return float(np.arange(len(distribution)) @ distribution)
