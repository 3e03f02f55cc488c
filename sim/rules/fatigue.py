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
from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, between, likely
from sim.elementary import exp2s
from sim.rules.fitness import Fitness
from sim.rules.rule import Rule
from sim.world.news import Fought
from sim.world.state import Fate, Status
from sim.world.world import World


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
        self._level = np.zeros(shape, order="F")
        """(n, U): 0 to 1 at the turn `_rests_from`."""
        self._rests_from = np.zeros(shape, np.int32, order="F")
        self._ground = np.flatnonzero(world.forces.ground)
        if self.on:
            fitness.strain(self)
            for place in range(len(world.forces.places)):
                world.news.subscribe(Fought(place), partial(self._fight, place))

    def level(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """How worn a unit is now, from 0 to 1, shape (k,)."""
        rested = self.world.hours_since(self._rests_from[rows, unit])
        half_life = self.value("rest_hours", rows)
        return np.asarray(self._level[rows, unit] * exp2s(-rested / half_life))

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit is formed of men of another one, as worn as they are."""
        if self.on:
            self._level[rows, unit] = self._level[rows, like]
            self._rests_from[rows, unit] = self._rests_from[rows, like]

    def fire(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of a unit's fire, shape (k,)."""
        return np.asarray(1.0 - self.value("fire", rows) * self.level(unit, rows))

    def resolve(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """What is left of a unit's resolve, shape (k,)."""
        return np.asarray(1.0 - self.value("resolve", rows) * self.level(unit, rows))

    def _fight(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place tires those who are there."""
        world, state = self.world, self.world.state
        fresh = exp2s(-world.clock.hours / self.value("tiring_hours", rows))
        for unit in self._ground.tolist():
            here = (state.status[rows, unit] == Status.FIELD) & (state.place[rows, unit] == place)
            here &= state.men[rows, unit, Fate.PRESENT] > 0
            tired = rows[here]
            if len(tired):
                level = self.level(unit, tired)
                self._level[tired, unit] = 1.0 - (1.0 - level) * fresh[here]
                self._rests_from[tired, unit] = world.turn + 1
