"""Beliefs: what each side believed of the enemy, turn by turn, beside what was so."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from sim.battle import Battle
from sim.commanders.belief import LOOK, UNKNOWN, Source
from sim.rules.presence import Presence
from sim.world.calendar import Calendar
from sim.world.sequence import Step
from sim.world.state import NOWHERE


@dataclass(frozen=True)
class BeliefRow:
    """What a side believed of a place at the beginning of a turn."""

    time: datetime
    place: str
    believed: int | None
    """Enemy men; None if nobody knew."""
    seen_by: str
    """From whom that was."""
    hours_ago: float
    """How old it was."""
    so: int
    """Enemy men in the field who were there."""
    held_by_believed: str | None
    held_by: str | None
    """The side that held it."""

    @property
    def error(self) -> int | None:
        """Men too many who were believed to be there."""
        return None if self.believed is None else self.believed - self.so


class Beliefs:
    """Keeps what both sides of a battle believe when their commanders are asked.

    Arrays have the shape (turns, runs, sides, places).
    """

    def __init__(self, battle: Battle) -> None:
        world = self._world = battle.world
        self._presence = battle[Presence]
        self._known = [battle.intelligence(side) for side in world.forces.sides]
        turns, (n, places) = world.clock.turns, world.state.control.shape
        shape = turns, n, len(self._known), places
        self._men, self._seen_at, self._so = np.zeros((3, *shape), np.int32)
        self._source, self._holder = np.zeros((2, *shape), np.int8)
        self._control = np.zeros((turns, n, places), np.int8)
        after_both = LOOK, len(self._known) - 1, 1
        self._looks = Calendar(world.schedule, Step.COMMAND, self._look, after_both)
        self._looks.add(world.all_rows, 0)
        self._turns = np.zeros(n, np.int64)
        """How many turns of each run were seen."""

    def _look(self, rows: np.ndarray) -> None:
        turn, control = self._world.turn, self._world.state.control
        for side, known in enumerate(self._known):
            at = turn, rows, side
            self._men[at], self._seen_at[at] = known.men[rows], known.seen_at[rows]
            self._source[at], self._holder[at] = known.source[rows], known.holder[rows]
            self._so[at] = self._presence.men_by_place(1 - side, rows)
        self._control[turn, rows] = control[rows]
        self._turns[rows] = turn + 1
        self._looks.add(rows, turn + 1)

    def rows(self, side: str, row: int = 0) -> list[BeliefRow]:
        """What a side believed in one run, a row a turn and place."""
        position, places = self._world.forces.side[side], range(self._control.shape[2])
        turns = range(int(self._turns[row]))
        return [self._row(turn, row, position, place) for turn in turns for place in places]

    def _row(self, turn: int, row: int, side: int, place: int) -> BeliefRow:
        at = turn, row, side, place
        men, clock = int(self._men[at]), self._world.clock
        return BeliefRow(
            clock.moment(turn),
            self._world.forces.places[place],
            None if men == UNKNOWN else men,
            Source(int(self._source[at])).name.lower(),
            round((turn - int(self._seen_at[at])) * clock.hours, 2),
            int(self._so[at]),
            self._named(int(self._holder[at])),
            self._named(int(self._control[turn, row, place])),
        )

    def _named(self, side: int) -> str | None:
        return None if side == NOWHERE else self._world.forces.sides[side]
