"""Rewards: what a side is given when its battle is over, and on the way there.

By default a battle that is won is worth 1, one that is lost -1, and one that nobody has won 0; all
of it is given at the step at which the battle ends, and nothing before. Another reward is a
function of the measures of the battles that end at a step:

    def men_lost(measures, side):
        return -measures[f"{side}.casualties"] / 1000

Potential-based shaping (Ng, Harada and Russell, Proceedings of ICML 1999, 278-287) adds
``discount * potential(after) - potential(before)`` to each step, with a potential of 0 when the
battle is over; it changes no policy that is best. The potential is a function of the observation,
so that it tells a side nothing that it does not know.
"""

from collections.abc import Callable, Mapping

import numpy as np

Reward = Callable[[Mapping[str, np.ndarray], str], np.ndarray]
"""What battles that are over are worth to a side, (k,), by their measures, (k,) each."""


def victory(measures: Mapping[str, np.ndarray], side: str) -> np.ndarray:
    """1 for each battle that the side has won, -1 for each that it has lost, else 0."""
    winner = measures["winner"]
    return np.where(winner == side, 1.0, np.where(winner == "none", 0.0, -1.0))
