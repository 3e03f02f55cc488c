"""The floor: the time that drawing a batch's random numbers takes, and nothing else."""

import time
from contextlib import ExitStack
from unittest.mock import patch

import numpy as np
from numba import njit

from sim.combat import attrition
from sim.core import bombardment, casualties
from sim.experiments.play import play
from sim.luck import draws
from sim.luck.philox import uniform_pair
from sim.luck.variates import fallen


class Census:
    """Every draw of a battle: bare uniforms, and losses with their count and hazard."""

    def __init__(self):
        self.uniforms = 0
        self.counts = []
        self.hazards = []

    def pairs(self, original):
        def counted(seed, runs, rows, turn, address):
            self.uniforms += len(rows)
            return original(seed, runs, rows, turn, address)

        return counted

    def losses(self, men, lost):
        """Draws of losses among men at risk, at the mean hazard of the call."""
        at_risk = men[men > 0]
        if len(at_risk):
            self.counts.append(at_risk.astype(np.int64))
            share = min(lost.sum() / at_risk.sum(), 0.99)
            self.hazards.append(np.full(len(at_risk), -np.log1p(-share)))

    def resolve(self, original):
        def counted(model, engagement):
            losses = original(model, engagement)
            self.losses(engagement.attacker.men, losses.attacker_men)
            self.losses(engagement.defender.men, losses.defender_men)
            self.losses(engagement.attacker.weapons, losses.attacker_weapons)
            self.losses(engagement.defender.weapons, losses.defender_weapons)
            return losses

        return counted

    def hit_men(self, original):
        def counted(books, cause, place, side, rows, units, lost):
            totals = original(books, cause, place, side, rows, units, lost)
            self.losses(lost, lost * 0.25)
            return totals

        return counted

    def fall(self, original):
        def counted(bombs, rows, place, power, suppression):
            state, units = bombs._battle.state, bombs._units
            here = state.place[rows[:, None], units] == place
            men = state.men[rows[:, None], units, 0] * here
            lost = original(bombs, rows, place, power, suppression)
            self.losses(men, lost)
            return lost

        return counted


def census_of(definition, runs, seed):
    """Play a batch and note its draws."""
    census = Census()
    with ExitStack() as stack:
        for owner, name, wrap in (
            (draws, "_pairs", census.pairs),
            (attrition.Attrition, "resolve", census.resolve),
            (casualties.Casualties, "hit_men", census.hit_men),
            (bombardment.Bombardment, "fall", census.fall),
        ):
            stack.enter_context(patch.object(owner, name, wrap(getattr(owner, name))))
        play(definition, runs, seed)
    return census.uniforms, np.concatenate(census.counts), np.concatenate(census.hazards)


@njit
def draw_all(seed, uniforms, counts, hazards):
    """Draw so many bare pairs and these binomials, each from its own address."""
    total = 0.0
    for i in range(uniforms):
        first, second = uniform_pair(seed, np.uint64(i), np.uint64(1), np.uint64(7))
        total += first + second
    for i in range(counts.shape[0]):
        first, _ = uniform_pair(seed, np.uint64(i), np.uint64(2), np.uint64(7))
        total += fallen(counts[i], hazards[i], first)
    return total


def seconds(action, *arguments):
    """Processor time of one call."""
    start = time.process_time()
    action(*arguments)
    return time.process_time() - start
