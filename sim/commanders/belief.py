"""Belief: what a side knows of the enemy, from whom it has it, and how old it is.

A side counts the enemy where its own troops are in contact with him, those who are driven out as
well, and knows that nobody is where its own troops stand alone. What scouts and airmen report is
off by a factor that is drawn anew for each report: lognormal, and one standard deviation multiplies
by `ERRORS` (assumed). What was seen once is believed until there is something newer. At first a
side knows who holds which place, as the map of the scenario says, and no strength.
"""

from collections.abc import Callable
from enum import IntEnum
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.elementary import exp, log
from sim.kernel import njit
from sim.luck.variates import log_factors
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.world.calendar import Calendar
from sim.world.chronicle import Occurrence
from sim.world.clock import NEVER
from sim.world.news import Flown, Fought, PlacesChanged, Scouted
from sim.world.sequence import Step
from sim.world.state import Fate


class Source(IntEnum):
    """From whom a side has what it believes."""

    MAP = 0
    CONTACT = 1
    PRESENCE = 2
    SCOUTS = 3
    AIRMEN = 4


ERRORS = {Source.SCOUTS: 1.25, Source.AIRMEN: 1.6}
"""By what factor a report is off, at one standard deviation; what troops see for themselves is not
(assumed)."""
LOOK = -1
"""Troops report before any commander is asked."""
_CONTACT, _PRESENCE = int(Source.CONTACT), int(Source.PRESENCE)
_KILLED = int(Fate.KILLED)
UNKNOWN = -1
"""Men where no strength is known."""


class Belief(NamedTuple):
    """What a side believes of the enemy at a place in one run."""

    men: int
    """Enemy men; UNKNOWN if no strength is known."""
    low: int
    """One standard deviation of the error lower."""
    high: int
    """One standard deviation of the error higher."""
    source: Source
    turn: int
    """The turn at which they were seen."""


class File(NamedTuple):
    """What is noted of each place, (n, P) each; see `Intelligence`."""

    men: np.ndarray
    source: np.ndarray
    seen_at: np.ndarray
    holder: np.ndarray
    shelled_at: np.ndarray
    lost: np.ndarray
    """Own men who had been lost there at the last look."""
    met: np.ndarray
    """Whether own troops were in contact there at the last look."""


class Scene(NamedTuple):
    """Who is where; men (k, P), all else (n, P)."""

    own: np.ndarray
    enemy: np.ndarray
    contested: np.ndarray
    control: np.ndarray


class Intelligence:
    """What one side believes, by run and place; arrays (n, P)."""

    def __init__(self, rules: Rulebook, side: int) -> None:
        self._world = rules.world
        self._presence = rules[Presence]
        self._side = side
        shape = rules.world.state.control.shape
        self.men = np.full(shape, UNKNOWN, np.int64, order="F")
        self.source = np.full(shape, Source.MAP, np.int8, order="F")
        self.seen_at = np.zeros(shape, np.int64, order="F")
        self.holder = np.array(rules.world.state.control, order="F")
        """The side that is believed to hold a place, or NOWHERE."""
        self.shelled_at = np.full(shape, NEVER, np.int64, order="F")
        """When own men there were last hit without having met the enemy."""
        self._file = File(
            *(self.men, self.source, self.seen_at, self.holder, self.shelled_at),
            np.zeros(shape, np.int64, order="F"),
            np.zeros(shape, bool, order="F"),
        )
        self._told = [0, 0]
        """How long the turn record was at the look before the last one, and at the last one."""
        self._listen()

    def _listen(self) -> None:
        world = self._world
        for place in range(len(world.forces.places)):
            met = partial(self._note, place, source=Source.CONTACT)
            world.news.subscribe(Fought(place), met)
            world.news.subscribe(Scouted(place, self._side), self._report(place, Source.SCOUTS))
            world.news.subscribe(Flown(place, self._side), self._report(place, Source.AIRMEN))
        world.news.subscribe(PlacesChanged(), self._change)
        self._looks = Calendar(world.schedule, Step.COMMAND, self._look, (LOOK, self._side))
        self._looks.add(world.all_rows, 0)

    def at(self, place: int, row: int) -> Belief:
        """What is believed of a place in a run."""
        men, source = int(self.men[row, place]), Source(int(self.source[row, place]))
        off = ERRORS.get(source, 1.0)
        turn = int(self.seen_at[row, place])
        if men == UNKNOWN:
            return Belief(UNKNOWN, UNKNOWN, UNKNOWN, source, turn)
        return Belief(men, round(men / off), round(men * off), source, turn)

    def told(self) -> list[Occurrence]:
        """What of the turn record came between the last two looks, or after the last of all."""
        record, (first, last) = self._world.chronicle.record, self._told
        return record[last:] if self._world.schedule.over else record[first:last]

    # what is seen ---------------------------------------------------------------------------

    def _look(self, rows: np.ndarray) -> None:
        """Once a turn, before the commander is asked: what the own troops see where they are."""
        own, enemy = (self._presence.men_by_place(s, rows) for s in (self._side, 1 - self._side))
        state, turn = self._world.state, self._world.turn
        scene = Scene(own, enemy, state.contested, state.control)
        _see(rows, turn, scene, state.place_losses[:, :, self._side], self._file)
        self._told = [self._told[1], len(self._world.chronicle.record)]
        self._looks.add(rows, self._world.turn + 1)

    def _note(self, place: int, rows: np.ndarray, source: Source) -> None:
        if len(rows):
            self.men[rows, place] = self._presence.men_at(place, 1 - self._side, rows)
            self.source[rows, place] = source
            self.seen_at[rows, place] = self._world.turn

    def _report(self, place: int, source: Source) -> Callable[[np.ndarray], None]:
        return partial(self._hear, place, source)

    def _hear(self, place: int, source: Source, rows: np.ndarray) -> None:
        """Scouts or airmen say what they have seen."""
        world = self._world
        self._note(place, rows, source)
        if not len(rows):
            return
        address = world.draws.address(f"belief/{world.forces.sides[self._side]}", source.name)
        uniform = world.draws.uniform(address, world.turn * len(world.forces.places) + place, rows)
        spread = np.full(len(rows), log(ERRORS[source]))
        told = self.men[rows, place] * log_factors(uniform, spread) * exp(0.5 * spread[0] ** 2)
        self.men[rows, place] = np.rint(told)
        self.holder[rows, place] = world.state.control[:, place][rows]

    def _change(self, places: np.ndarray, rows: np.ndarray) -> None:
        """By radio: a place has come into own hands, or was lost by those who held it."""
        _heed(rows, places, self._side, self._world.state.control, self.holder)


@njit(cache=True)
def _heed(
    rows: np.ndarray, places: np.ndarray, side: int, control: np.ndarray, holder: np.ndarray
) -> None:
    """Who holds a place now, and who was believed to, (n, P) each; a side learns what is its own.

    It is a place in each run, (k,).
    """
    for i in range(rows.shape[0]):
        row, place = rows[i], places[i]
        if control[row, place] == side or holder[row, place] == side:
            holder[row, place] = control[row, place]


@njit(cache=True)
def _see(rows: np.ndarray, turn: int, scene: Scene, losses: np.ndarray, file: File) -> None:
    """Note what own troops see where they are, and where fire from afar has hit them.

    `losses`, (n, P, Fate), are those of the own side. Who was hit since the last look, and neither
    is in contact nor was, was hit from afar.
    """
    for place in range(scene.own.shape[1]):
        for i in range(rows.shape[0]):
            row, lost = rows[i], 0
            contact = scene.contested[row, place]
            for fate in range(_KILLED, losses.shape[2]):
                lost += losses[row, place, fate]
            if lost > file.lost[row, place] and not contact and not file.met[row, place]:
                file.shelled_at[row, place] = turn
            file.lost[row, place] = lost
            file.met[row, place] = contact
            if scene.own[i, place] > 0 or contact:
                file.men[row, place] = scene.enemy[i, place]
                file.source[row, place] = _CONTACT if contact else _PRESENCE
                file.seen_at[row, place] = turn
                file.holder[row, place] = scene.control[row, place]
