"""The floor: the time that drawing a batch's random numbers takes, and nothing else."""

import sys
import time
from contextlib import ExitStack
from unittest.mock import patch

import numpy as np
from numba import njit

from sim.combat import attrition
from sim.experiments.play import play
from sim.luck import draws, variates
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial, fallen, normal
from sim.operations import raids
from sim.rules import (
    bombardment,
    bombardment_kernel,
    casualties,
    casualties_kernel,
    nerve,
    sorties,
)
from sim.world.state import Fate, Wear


class Census:
    """Every draw of a battle, by what is made of it."""

    def __init__(self):
        self.uniforms = 0
        """Pairs of uniforms; binomials and normals are made from some of them."""
        self.binomials = [], []
        """Counts and probabilities."""
        self.normals = 0
        self.losses = [], []
        """Counts of men or weapons at risk and their hazards; each draws a uniform of its own."""

    def pairs(self, original):
        def counted(seed, runs, rows, turn, address):
            self.uniforms += len(rows)
            return original(seed, runs, rows, turn, address)

        return counted

    def inversions(self, original):
        def counted(counts, probabilities, uniforms):
            self.binomials[0].append(counts)
            self.binomials[1].append(probabilities)
            return original(counts, probabilities, uniforms)

        return counted

    def drawn(self, original):
        def counted(seed, runs, rows, turn, address, counts, probabilities):
            self.thrown(counts, probabilities)
            return original(seed, runs, rows, turn, address, counts, probabilities)

        return counted

    def nerves(self, original):
        def counted(standing, *arguments):
            self.uniforms += 4 * len(standing.rows)
            self.normals += 4 * len(standing.rows)
            return original(standing, *arguments)

        return counted

    def flights(self, original):
        def counted(rows, aircraft, weather, weapons, account, luck):
            for e, entry in enumerate(aircraft.entries):
                aloft = account.aloft[rows, entry] * (account.as_of[rows, entry] == luck.turn + 1)
                ready = np.maximum(weapons[rows, entry, Wear.PRESENT] - aloft, 0)
                self.thrown(ready, aircraft.intensity[e][rows] * weather)
            return original(rows, aircraft, weather, weapons, account, luck)

        return counted

    def hits_on_aircraft(self, original):
        def counted(rows, flown, hazard, *others):
            for number in flown:
                self.thrown(number, -np.expm1(-hazard))
            return original(rows, flown, hazard, *others)

        return counted

    def drawn_each(self, original):
        def counted(luck, rows, addresses, counts, probabilities, drawn):
            for number, chance in zip(counts, probabilities, strict=True):
                self.thrown(number, chance)
            return original(luck, rows, addresses, counts, probabilities, drawn)

        return counted

    def thrown(self, counts, probabilities):
        """Binomials, each of a uniform of its own, where there is something to draw."""
        some = (counts > 0) & (probabilities > 0)
        self.uniforms += int(some.sum())
        self.binomials[0].append(counts[some].astype(np.int64))
        self.binomials[1].append(probabilities[some])

    def left_behind(self, original):
        def counted(rows, ends, leaving, books, morale, luck):
            present = books.men[rows, leaving.units, Fate.PRESENT].astype(np.int64)
            there = books.losses[rows, leaving.places, leaving.sides, Fate.WOUNDED]
            wounded = np.minimum(books.men[rows, leaving.units, Fate.WOUNDED], there)
            wounded = wounded.astype(np.int64)
            share = casualties_kernel._SHARE
            columns = share.rout_captured, share.abandoned_share, share.abandoned_killed
            shares = [morale[0, column] for column in columns]
            dead_share = shares[1] * shares[2]
            # whether all the wounded die is not known yet: a draw for the others of each
            draws = (present, shares[0]), (wounded, dead_share), (wounded, shares[1] - dead_share)
            for numbers, share in draws:
                some = numbers[numbers > 0]
                self.binomials[0].append(some)
                self.binomials[1].append(np.full(len(some), share))
            # the first two share a pair of uniforms
            self.uniforms += int(((present > 0) | (wounded > 0)).sum() + (wounded > 0).sum())
            return original(rows, ends, leaving, books, morale, luck)

        return counted

    def quantiles(self, original):
        def counted(uniforms, *spreads):
            self.normals += len(uniforms)
            return original(uniforms, *spreads)

        return counted

    def at_risk(self, men, lost):
        """Draws of losses among men at risk, at the mean hazard of the call."""
        counts = men[men > 0]
        if len(counts) and lost.sum():
            share = min(lost.sum() / counts.sum(), 0.99)
            self.losses[0].append(counts.astype(np.int64))
            self.losses[1].append(np.full(len(counts), -np.log1p(-share)))

    def resolve_all(self, original):
        def counted(model, fronts, *others):
            toll = original(model, fronts, *others)
            for front, pairs in enumerate(map(slice, fronts.ends[:-1], fronts.ends[1:])):
                for side in (0, 1):
                    units = slice(fronts.units[front, side])
                    self.at_risk(fronts.men[side, units, pairs], toll.men[side, units, pairs])
                    entries = slice(fronts.entries[front, side])
                    aimed_at = np.flatnonzero(fronts.weapon_category[front, side, entries] > 0)
                    ready, lost = fronts.weapons[side, aimed_at], toll.weapons[side, aimed_at]
                    self.at_risk(ready[:, pairs], lost[:, pairs])
            return toll

        return counted

    def hit_men(self, original):
        def counted(books, cause, place, side, rows, units, lost):
            totals = original(books, cause, place, side, rows, units, lost)
            self.divided(lost)
            return totals

        return counted

    def hit_fronts(self, original):
        def counted(books, attacks, wave, opponents, lost, fates):
            totals = original(books, attacks, wave, opponents, lost, fates)
            for front in range(*wave):
                pairs = slice(*attacks.ends[front : front + 2])
                units = np.diff(opponents.begins[attacks.places[front]])
                for own, number in zip(lost, units, strict=True):
                    self.divided(own[:number, pairs])
            return totals

        return counted

    def divided(self, lost):
        hits = lost[lost > 0]
        self.uniforms += len(hits)
        self.binomials[0].append(hits)
        self.binomials[1].append(np.full(len(hits), 0.25))

    def fall(self, original):
        def counted(bombs, target, rows, power, suppression):
            state, units = bombs.world.state, bombs.men_at(target)
            here = state.place[rows[:, None], units] == target.place
            men = state.men[rows[:, None], units, 0] * here
            total = original(bombs, target, rows, power, suppression)
            self.at_risk(men, total)
            return total

        return counted

    def hit_weapons(self, original):
        def counted(books, cause, place, rows, entries, lost):
            hits = lost[lost > 0]
            self.uniforms += len(hits)
            self.binomials[0].append(hits)
            self.binomials[1].append(np.full(len(hits), 0.5))
            return original(books, cause, place, rows, entries, lost)

        return counted

    def fall_on_weapons(self, original):
        def counted(rows, battery, where, power, site, luck):
            lost, hits = original(rows, battery, where, power, site, luck)
            there, _ = bombardment_kernel._ready(rows, site.place, battery, where, len(power))
            self.at_risk(there * (power[battery.category] > 0), lost)
            return lost, hits

        return counted

    def tables(self):
        """What `draw_all` needs: bare uniforms, then the numbers of each kind."""
        counts, probabilities = map(np.concatenate, self.binomials)
        bare = max(0, self.uniforms - len(counts) - self.normals)
        return bare, self.normals, counts, probabilities, *map(np.concatenate, self.losses)


def census_of(definition, runs, seed):
    """Play a batch and note its draws."""
    census = Census()
    modules = [m for name, m in sys.modules.items() if name.startswith("sim.")]
    wrapped = {
        variates.binomials: census.inversions(variates.binomials),
        variates.normals: census.quantiles(variates.normals),
        variates.log_factors: census.quantiles(variates.log_factors),
        draws._pairs: census.pairs(draws._pairs),
        draws._binomials: census.drawn(draws._binomials),
        draws._binomials_each: census.drawn_each(draws._binomials_each),
        sorties._fly: census.flights(sorties._fly),
        raids._shot_at: census.hits_on_aircraft(raids._shot_at),
        nerve._draw: census.nerves(nerve._draw),
        casualties_kernel.abandon: census.left_behind(casualties_kernel.abandon),
        bombardment_kernel.fall_on_weapons: census.fall_on_weapons(
            bombardment_kernel.fall_on_weapons
        ),
    }
    with ExitStack() as stack:
        for module in modules:
            for name, value in list(vars(module).items()):
                if hasattr(value, "py_func") and value in wrapped:
                    stack.enter_context(patch.object(module, name, wrapped[value]))
        for owner, name, wrap in (
            (attrition.Attrition, "resolve_all", census.resolve_all),
            (casualties.Casualties, "hit_men", census.hit_men),
            (casualties.Casualties, "hit_fronts", census.hit_fronts),
            (casualties.Casualties, "hit_weapons", census.hit_weapons),
            (bombardment.Bombardment, "fall", census.fall),
        ):
            stack.enter_context(patch.object(owner, name, wrap(getattr(owner, name))))
        play(definition, runs, seed)
    return census.tables()


@njit
def draw_all(seed, bare, normals, counts, probabilities, at_risk, hazards):
    """Draw so many bare pairs, normals, binomials and losses, each from its own address."""
    total = 0.0
    for i in range(bare):
        first, second = uniform_pair(seed, np.uint64(i), np.uint64(1), np.uint64(7))
        total += first + second
    for i in range(normals):
        first, _ = uniform_pair(seed, np.uint64(i), np.uint64(2), np.uint64(7))
        total += normal(first)
    for i in range(counts.shape[0]):
        first, _ = uniform_pair(seed, np.uint64(i), np.uint64(3), np.uint64(7))
        total += binomial(counts[i], probabilities[i], first)
    for i in range(at_risk.shape[0]):
        first, _ = uniform_pair(seed, np.uint64(i), np.uint64(4), np.uint64(7))
        total += fallen(at_risk[i], hazards[i], first)
    return total


def seconds(action, *arguments):
    """Processor time of one call."""
    start = time.process_time()
    action(*arguments)
    return time.process_time() - start
