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
from sim.kernel import borrower, njit
from sim.rules.fitness import Fitness
from sim.rules.presence import Opponents, Presence
from sim.rules.rule import Rule
from sim.world.news import Fought
from sim.world.state import Fate, Status
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

    def __init__(self, world: World, fitness: Fitness, presence: Presence) -> None:
        super().__init__(world)
        shape = world.state.status.shape if self.on else (0, 0)
        self._weariness = np.zeros((*shape, 2))
        """(n, U, 2): how worn each unit is, 0 to 1, and the turn from which it rests."""
        self._presence = presence
        self._half_life = self._column("rest_hours")
        self._of_fire, self._of_resolve = self._column("fire"), self._column("resolve")
        self._fresh = exp2s(-world.clock.hours / self._column("tiring_hours"))
        """What a turn of fighting leaves of a unit's freshness."""
        if self.on:
            fitness.strain(self)
            for place in range(len(world.forces.places)):
                world.news.subscribe(Fought(place), partial(self._fight, place))

    def _column(self, name: str) -> np.ndarray:
        """One of its parameters in all runs, (n,), or (1,) if they share it."""
        return self.parameters.columns((name,), self.world.all_rows)[:, 0]

    def levels(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """How worn units are now, from 0 to 1, shape (k, units)."""
        found: np.ndarray = _levels(self._weariness, units, rows, self._rest)
        return found

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit is formed of men of another one, as worn as they are."""
        if self.on:
            self._weariness[rows, unit] = self._weariness[rows, like]

    def fire(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """Fatigue takes from the fire of units, one in each run, as far as it is `left`."""
        _take(self._weariness, units, rows, self._rest, self._of_fire, left)

    def resolve(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """Fatigue takes from the resolve of units, one in each run, as far as it is `left`."""
        _take(self._weariness, units, rows, self._rest, self._of_resolve, left)

    @property
    def _rest(self) -> "Rest":
        return Rest(self.world.turn, self.world.clock.hours, self._half_life)

    def _fight(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place tires those who are there."""
        ground, opponents = self.world.forces.ground, self._presence.opponents
        _tire(self._weariness, opponents, ground, rows, place, self._rest, self._fresh)


class Rest(NamedTuple):
    """What fatigue falls with."""

    turn: int
    """The present one."""
    hours: float
    """Those of a turn."""
    half_life: np.ndarray
    """(n or 1,) hours"""


@njit(cache=True, inline="always")
def _in(column: np.ndarray, row: int) -> float:
    """A parameter, (n or 1,), in a run."""
    return float(column[row if column.shape[0] > 1 else 0])


@borrower
def _level(worn: np.ndarray, row: int, unit: int, rest: Rest) -> float:
    """How worn a unit is in a run."""
    level, turns = worn[row, unit, 0], rest.turn - worn[row, unit, 1]
    if level == 0.0 or turns == 0:  # as in every turn of fighting but the first
        return float(level)
    return float(level * exp2(-(turns * rest.hours) / _in(rest.half_life, row)))


@njit(cache=True)
def _levels(worn: np.ndarray, units: np.ndarray, rows: np.ndarray, rest: Rest) -> np.ndarray:
    found = np.empty((rows.shape[0], units.shape[0]))
    for k in range(rows.shape[0]):
        for i in range(units.shape[0]):
            found[k, i] = _level(worn, rows[k], units[i], rest)
    return found


@borrower
def _take(
    worn: np.ndarray,
    units: np.ndarray,
    rows: np.ndarray,
    rest: Rest,
    share: np.ndarray,
    left: np.ndarray,
) -> None:
    """Fatigue takes up to a share, (n or 1,), of what is `left` of units, (k,)."""
    for k in range(rows.shape[0]):
        row, unit = rows[k], units[k]
        if worn[row, unit, 0] != 0.0:
            left[k] *= 1.0 - _in(share, row) * _level(worn, row, unit, rest)


@borrower
def _tire(
    worn: np.ndarray,
    opponents: Opponents,
    ground: np.ndarray,
    rows: np.ndarray,
    place: int,
    rest: Rest,
    fresh: np.ndarray,
) -> None:
    """A turn of fighting leaves ground units at a place a part of their freshness, (n or 1,).

    Ships and aircraft, those that are not `ground`, (U,), do not tire.
    """
    there, begins = opponents.where, opponents.begins[place]
    status, places, men = there.status, there.place, there.men
    visitors = opponents.units[begins[0] : begins[2]]
    for row in rows:
        for unit in visitors:
            here = status[row, unit] == _FIELD and places[row, unit] == place
            if here and ground[unit] and men[row, unit, _PRESENT] > 0:
                level = _level(worn, row, unit, rest)
                worn[row, unit, 0] = 1.0 - (1.0 - level) * _in(fresh, row)
                worn[row, unit, 1] = rest.turn + 1
