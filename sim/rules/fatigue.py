"""Fatigue: what days of fighting take from a unit, and what rest gives back.

A level from 0 (fresh) to 1 (worn out) rises with the hours of engagement and falls with those of
rest, each with a half-life of its own:

    fighting for h hours    level -> 1 - (1 - level) 2^(-h / tiring_hours)
    resting for h hours     level -> level 2^(-h / rest_hours)

The fire of a unit is multiplied by 1 - fire * level, the losses at which it breaks by
1 - resolve * level. The values are assumptions shared by all battles: men who have fought for two
days without relief are half worn out, and a night and a morning of rest give half of it back. A
scenario turns the rule on with `combat: {fatigue: {}}`; without it nobody tires.
"""

from functools import partial
from typing import ClassVar, NamedTuple

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.elementary import exp2, exp2s
from sim.kernel import njit
from sim.rules.fitness import Fitness
from sim.rules.rule import Rule
from sim.world.news import Fought
from sim.world.state import Fate, Status, Whereabouts
from sim.world.world import World

_FIELD, _PRESENT = Status.FIELD, int(Fate.PRESENT)


class Fatigue(Rule):
    """How worn each unit is; nothing at all in scenarios that do not ask for it.

    A unit rests from the end of the last turn in which it was engaged, so that its fatigue needs to
    be looked at only when it fights.
    """

    section = "fatigue"
    optional = True

    class Parameters(Parameters):
        """How fast units tire and recover, and what it does to them."""

        title: ClassVar[str] = "fatigue"
        units: ClassVar[dict[str, str]] = {"tiring_hours": "h", "rest_hours": "h"}
        priors: ClassVar[dict[str, Prior]] = {
            "tiring_hours": likely(24.0, 100.0, "one to four days without sleep"),
            "rest_hours": likely(6.0, 48.0, "a night, or two days"),
            "fire": between(0.2, 0.5, 0.8, "tired men still fire"),
            "resolve": between(0.2, 0.5, 0.8, "tired men still stand"),
        }

        tiring_hours: float = Field(
            48.0, gt=0, description="hours of engagement after which a fresh unit is half worn out"
        )
        rest_hours: float = Field(16.0, gt=0, description="hours of rest in which fatigue halves")
        fire: float = Field(
            0.5, ge=0, le=1, description="share of fire that full fatigue takes away"
        )
        resolve: float = Field(
            0.5, ge=0, le=1, description="share of the break point that full fatigue takes away"
        )

    def __init__(self, world: World, fitness: Fitness) -> None:
        super().__init__(world)
        shape = world.state.status.shape if self.on else (0, 0)
        self._weariness = Weariness(
            np.zeros(shape, order="F"), np.zeros(shape, np.int32, order="F")
        )
        self._ground = np.flatnonzero(world.forces.ground)
        if self.on:
            fitness.strain(self)
            for place in range(len(world.forces.places)):
                world.news.subscribe(Fought(place), partial(self._fight, place))

    def levels(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """How worn units are now, from 0 to 1, shape (k, units)."""
        found: np.ndarray = _levels(self._weariness, units, rows, self._rest(rows))
        return found

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit is formed of men of another one, as worn as they are."""
        if self.on:
            for array in self._weariness:
                array[rows, unit] = array[rows, like]

    def fire(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """Fatigue takes from the fire of units, as far as it is `left`, (n, U)."""
        _take(self._weariness, units, rows, self._rest(rows), self.value("fire", rows), left)

    def resolve(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """Fatigue takes from the resolve of units, as far as it is `left`, (n, U)."""
        _take(self._weariness, units, rows, self._rest(rows), self.value("resolve", rows), left)

    def _rest(self, rows: np.ndarray) -> "Rest":
        return Rest(self.world.turn, self.world.clock.hours, self.value("rest_hours", rows))

    def _fight(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place tires those who are there."""
        fresh = exp2s(-self.world.clock.hours / self.value("tiring_hours", rows))
        there, rest = self.world.state.whereabouts, self._rest(rows)
        _tire(self._weariness, there, self._ground, rows, place, rest, fresh)


class Weariness(NamedTuple):
    """How worn units are, and since when they rest."""

    level: np.ndarray
    """(n, U): 0 to 1 at the turn `rests_from`."""
    rests_from: np.ndarray
    """(n, U) int32"""


class Rest(NamedTuple):
    """What fatigue falls with."""

    turn: int
    """The present one."""
    hours: float
    """Those of a turn."""
    half_life: np.ndarray
    """(k,) hours"""


@njit(cache=True)
def _level(worn: Weariness, row: int, unit: int, rest: Rest, k: int) -> float:
    """How worn a unit is in a run, the k-th of those looked at."""
    if worn.level[row, unit] == 0.0:
        return 0.0
    rested = (rest.turn - worn.rests_from[row, unit]) * rest.hours
    return float(worn.level[row, unit] * exp2(-rested / rest.half_life[k]))


@njit(cache=True)
def _levels(
    worn: Weariness,
    units: np.ndarray,
    rows: np.ndarray,
    rest: Rest,
) -> np.ndarray:
    found = np.empty((units.shape[0], rows.shape[0]))
    for i in range(units.shape[0]):
        for k in range(rows.shape[0]):
            found[i, k] = _level(worn, rows[k], units[i], rest, k)
    return found.T


@njit(cache=True)
def _take(
    worn: Weariness,
    units: np.ndarray,
    rows: np.ndarray,
    rest: Rest,
    share: np.ndarray,
    left: np.ndarray,
) -> None:
    """Fatigue takes up to a share, (k,), of what is `left` of units, (n, U)."""
    for unit in units:
        for k in range(rows.shape[0]):
            level = _level(worn, rows[k], unit, rest, k)
            left[rows[k], unit] *= 1.0 - share[k] * level


@njit(cache=True)
def _tire(
    worn: Weariness,
    there: Whereabouts,
    units: np.ndarray,
    rows: np.ndarray,
    place: int,
    rest: Rest,
    fresh: np.ndarray,
) -> None:
    """A turn of fighting leaves units at a place a part of their freshness, (k,)."""
    for unit in units:
        for k in range(rows.shape[0]):
            row = rows[k]
            here = there.status[row, unit] == _FIELD and there.place[row, unit] == place
            if here and there.men[row, unit, _PRESENT] > 0:
                level = _level(worn, row, unit, rest, k)
                worn.level[row, unit] = 1.0 - (1.0 - level) * fresh[k]
                worn.rests_from[row, unit] = rest.turn + 1
