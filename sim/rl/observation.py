"""Observations: what a side knows, as arrays of single precision; one entry of `FIELDS` a field.

U are the own units in the order of the scenario file, P its places, K the actions of the side. All
numbers are of the side that observes: men are told in parts of its own men at the start, so that
not even the strength of the enemy's order of battle is given away. The rows of runs that were over
before this step hold nothing but zeros, and the mask that lets them do nothing.
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.commanders.belief import ERRORS, Source
from sim.rl import observation_kernel as kernels
from sim.rl.actions import FIRST, NOTHING, ActionSpace
from sim.rl.sight import MOST, Sight
from sim.rules.fatigue import Fatigue
from sim.rules.movement import Movement
from sim.rules.supply import Supply
from sim.rules.weather import Weather

Arrays = dict[str, np.ndarray]


class Column(NamedTuple):
    """One number of a field."""

    name: str
    meaning: str
    low: float = 0.0
    high: float = 1.0


class Field(NamedTuple):
    """One array of an observation."""

    shape: str
    """Such as ``U x 4``."""
    meaning: str
    columns: tuple[Column, ...] = ()
    """What stands at each position of its last axis, if these differ."""


CLOCK = (
    Column("elapsed", "part of the scenario's turns that is over"),
    Column("night", "1 in the dark"),
    Column("sky", "share of the planned sorties that weather and fog let fly now"),
    Column("hour_sin", "sine of the hour of the day", -1.0),
    Column("hour_cos", "cosine of the hour of the day", -1.0),
)
UNITS = (
    Column("men", "men present, in parts of those at the start"),
    Column("losses", "men killed, wounded, missing or captured, in parts of those at the start"),
    Column("weapons", "weapons, craft and aircraft left, in parts of those at the start"),
    Column("suppression", "0 to 1"),
    Column("disorder", "0 to 1: how lately it came ashore or out of its aircraft"),
    Column("supply", "part of a full load; 1 in battles without the rule"),
    Column("fatigue", "0 to 1; 0 in battles without the rule"),
    Column("arrives", "on the march: turns to its arrival, in parts of the scenario's turns"),
    Column("busy", "1 if it takes part in an operation that is under way"),
    Column("waiting", "1 if it waits at its base or off the map"),
    Column("afloat", "1 if it is afloat or in the air"),
    Column("field", "1 if it stands at a place"),
    Column("march", "1 if it is on the march"),
    Column("hills", "1 if it has taken to the hills"),
    Column("surrendered", "1 if it has laid down its arms"),
    Column("contact", "1 if it stands where the enemy does"),
)
PLACES = (
    Column("ours", "1 if the own side is believed to hold it"),
    Column("theirs", "1 if the enemy is believed to hold it"),
    Column("contact", "1 if own and enemy troops stand there"),
    Column("own", "own men in the field there, in parts of the side's men at the start",
           0.0, float(MOST)),
    Column("known", "1 if any strength of the enemy there is known"),
    Column("enemy", "enemy men believed to be there, in parts of the own men at the start",
           0.0, float(MOST)),
    Column("enemy_low", "the same, one standard deviation of the error lower", 0.0, float(MOST)),
    Column("enemy_high", "the same, one standard deviation of the error higher", 0.0, float(MOST)),
    Column("age", "how old that is, in parts of the scenario's turns; 1 if nothing is known"),
    Column("contact_report", "1 if known from troops in contact"),
    Column("presence_report", "1 if known from troops who stand there alone"),
    Column("scouts_report", "1 if known from scouts"),
    Column("airmen_report", "1 if known from airmen"),
    Column("shelled", "1 if own troops there came under fire from afar at this turn, 0 if never, "
           "falling in proportion to the turns since"),
    Column("works", "strength of the works"),
)  # fmt: skip
FIELDS: Mapping[str, Field] = {
    "clock": Field("5", "the time, the light and the sky", CLOCK),
    "units": Field("U x 16", "the own units", UNITS),
    "whereabouts": Field("U x P", "1 at the place where a unit is; on the march, whence it comes"),
    "bound_for": Field("U x P", "1 at the place to which a unit is on the march"),
    "places": Field("P x 15", "the ground, and what is known of the enemy", PLACES),
    "due": Field(
        "K",
        "1 for operations of the plan that have not begun, though the side sees that it is time",
    ),
    "under_way": Field("K", "1 for orders that are being carried out"),
    "action_mask": Field("K", "1 for actions that can be given now"),
}
"""The fields of an observation, by name."""
FLAGS = ("due", "under_way", "action_mask")
"""Fields of whole numbers, int8; the others are float32."""


def shapes(sight_of: tuple[int, int, int]) -> dict[str, tuple[int, ...]]:
    """The shape of each field of one run, from the numbers of units, places and actions."""
    sizes = dict(zip("UPK", sight_of, strict=True))
    return {
        name: tuple(sizes.get(part) or int(part) for part in field.shape.split(" x "))
        for name, field in FIELDS.items()
    }


class Observer:
    """Makes the observations of one side of a battle; each array is a new one."""

    def __init__(self, sight: Sight, actions: ActionSpace) -> None:
        self._sight = sight
        self._actions = actions
        world = sight.world
        self._turns = np.float32(world.clock.turns)
        self._men = np.maximum(world.state.initial[:, sight.units], 1)
        self._weapons = np.maximum(sight.arms, 1)
        every = range(len(world.forces.places))
        works = np.stack([world.survey.works_at(p, world.all_rows) for p in every], axis=1)
        self._works = np.clip(works.astype(np.float32), 0.0, MOST)

    def observe(self, turn: int, mask: np.ndarray, over: np.ndarray) -> Arrays:
        """What is seen at the orders of a turn; `over` are runs that are told no more, (n,)."""
        at, bound = self._whereabouts()
        seen = {
            "clock": self._clock(turn),
            "units": self._units(turn),
            "whereabouts": at,
            "bound_for": bound,
            "places": self._places(turn),
            "due": self._due(),
            "under_way": self._under_way(),
            "action_mask": mask.copy(order="K").view(np.int8),
        }
        if over.any():
            for name in FIELDS:
                seen[name][over] = 0
            seen["action_mask"][over, NOTHING] = 1
        return seen

    def _clock(self, turn: int) -> np.ndarray:
        world = self._sight.world
        told = columns((len(world.all_rows), len(CLOCK)), np.float32)
        moment = world.clock.moment(turn)
        angle = 2 * math.pi * (moment.hour + moment.minute / 60) / 24
        told[:, 0] = turn / self._turns
        told[:, 1] = world.clock.night[min(turn, world.clock.turns - 1)]
        told[:, 2] = self._sight.rules[Weather].flying(world.all_rows)
        told[:, 3:] = math.sin(angle), math.cos(angle)
        return told

    def _units(self, turn: int) -> np.ndarray:
        sight, state = self._sight, self._sight.world.state
        told = np.empty((*sight.status.shape, len(UNITS)), np.float32, order="F")
        told[:, :, 5] = self._levels(Supply, 1.0)
        told[:, :, 6] = self._levels(Fatigue, 0.0)
        np.clip(told[:, :, 5:7], 0.0, 1.0, out=told[:, :, 5:7])
        now = sight.arms, sight.tasks, sight.contact
        own = kernels.Own(sight.units, self._men, self._weapons, *now)
        kernels.tell_units(told, own, state.whereabouts, self._fading(turn), self._when(turn))
        return told

    def _fading(self, turn: int) -> kernels.Fading:
        sight, state = self._sight, self._sight.world.state
        return kernels.Fading(
            state.suppression,
            state.suppressed_at,
            state.disorganised_at,
            self._left(turn, sight.half_life),
            self._left(turn, sight.disorder_half_life),
            sight.rules[Movement].arrivals,
        )

    def _when(self, turn: int) -> kernels.When:
        return kernels.When(turn, self._sight.world.clock.turns)

    def _left(self, turn: int, half_life: np.ndarray) -> np.ndarray:
        """(n or 1, turn + 1): what is left after so many turns, at half-lives in hours, (n or 1,).

        Nothing is older than the battle.
        """
        hours = np.arange(turn + 1) * self._sight.world.clock.hours
        left = np.exp2((-hours / half_life[:, None]).astype(np.float32))
        return np.asarray(np.clip(left, np.float32(0.0), np.float32(1.0)))

    def _levels(self, kind: type[Supply] | type[Fatigue], usual: float) -> np.ndarray | float:
        rule = self._sight.rules[kind]
        return rule.levels(self._sight.units, self._sight.world.all_rows) if rule.on else usual

    def _whereabouts(self) -> tuple[np.ndarray, np.ndarray]:
        """(n, U, P) each: 1 at the place of each unit, and at that to which it marches."""
        sight = self._sight
        shape = *sight.place.shape, len(sight.world.forces.places)
        at, bound = columns(shape, np.float32), columns(shape, np.float32)
        kernels.tell_whereabouts(at, bound, sight.base, sight.place, sight.marching)
        return at, bound

    def _places(self, turn: int) -> np.ndarray:
        sight, known = self._sight, self._sight.known
        told = np.empty((*known.men.shape, len(PLACES)), np.float32, order="F")
        file = known.holder, known.men, known.source, known.seen_at, known.shelled_at
        here = kernels.Known(*file, sight.touching, sight.ours, sight.strength, _OFF)
        kernels.tell_places(told, sight.side, here, self._when(turn), float(MOST))
        told[:, :, 14] = self._works
        return told

    def _due(self) -> np.ndarray:
        due = columns((len(self._sight.world.all_rows), len(self._actions)), np.int8)
        planned = self._actions.planned
        came = self._sight.due.T[planned.columns] & planned.fresh(self._sight)
        due.T[FIRST : FIRST + len(came)] = came
        return due

    def _under_way(self) -> np.ndarray:
        return self._actions.going(self._sight).copy(order="K").view(np.int8)


def columns(shape: tuple[int, ...], kind: type[np.generic]) -> np.ndarray:
    """Zeros, (n, ...), whose runs lie side by side in memory, as those of the state do."""
    return np.zeros(shape, kind, order="F")


_OFF = np.array([ERRORS.get(source, 1.0) for source in Source])
