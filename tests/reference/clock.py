"""The clock: turns, their hours and daylight, and the order of what happens in one of them."""

import math
from datetime import time, timedelta
from enum import IntEnum
from functools import cache


class Phase(IntEnum):
    """The phases of a turn."""

    START = 0
    ORDERS = 1
    MOVEMENT = 2
    FIRE_SUPPORT = 3
    COMBAT = 4
    MORALE = 5
    AFTERMATH = 6
    RECORD = 7


SEQUENCE = (
    (Phase.START, "take_toll"),
    (Phase.ORDERS, "restore"),
    (Phase.ORDERS, "late"),
    (Phase.ORDERS, "consider"),
    (Phase.ORDERS, "start"),
    (Phase.ORDERS, "embark"),
    (Phase.ORDERS, "attack_again"),
    (Phase.MOVEMENT, "meet"),
    (Phase.MOVEMENT, "report"),
    (Phase.MOVEMENT, "travel"),
    (Phase.MOVEMENT, "sweep"),
    (Phase.MOVEMENT, "approach", "arrive", "return", "reach"),
    (Phase.MOVEMENT, "put_ashore", "trip", "put_down"),
    (Phase.MOVEMENT, "board"),
    (Phase.MOVEMENT, "depart", "go_back", "go_on"),
    (Phase.MOVEMENT, "end_patrol"),
    (Phase.FIRE_SUPPORT, "strike_mines"),
    (Phase.FIRE_SUPPORT, "raid"),
    (Phase.FIRE_SUPPORT, "fire"),
    (Phase.FIRE_SUPPORT, "search"),
    (Phase.FIRE_SUPPORT, "attack"),
    (Phase.FIRE_SUPPORT, "fire_gun"),
    (Phase.COMBAT, "fight"),
    (Phase.MORALE, "settle"),
    (Phase.MORALE, "call_off", "end_attack"),
    (Phase.AFTERMATH, "review"),
    (Phase.AFTERMATH, "decide"),
    (Phase.AFTERMATH, "disarm"),
    (Phase.RECORD, "reckon"),
    (Phase.RECORD, "count"),
)
"""The sequence of play: the steps of a turn in their order, each a phase and what is done in it."""


@cache
def when(action):
    """The phase of an action and the number of its step in the turn."""
    return next((step[0], n) for n, step in enumerate(SEQUENCE) if action in step[1:])


def precedence(step, first, second):
    """A SimPy priority: steps in their order; in each, those who act as the scenario lists them.

    `first` and `second` are positions in its lists, such as of an operation and one of its ships.
    SimPy's own priorities, 0 and 1, come first.
    """
    assert max(first, second) < _MANY
    return ((step + 1) * _MANY + first) * _MANY + second


_MANY = 100_000


class Clock:
    """Turns of equal length from the start of a battle to its end."""

    def __init__(self, definition):
        self.start = definition.start
        self.hours = definition.turn_hours
        self.turns = definition.turns
        self._sunrise = time.fromisoformat(definition.daylight.sunrise)
        self._sunset = time.fromisoformat(definition.daylight.sunset)

    def moment(self, turn):
        """Date and hour at which a turn begins."""
        return self.start + timedelta(hours=turn * self.hours)

    def span(self, hours):
        """The turns closest to so many hours, the more of two."""
        return math.floor(hours / self.hours + (0.5 + 1e-9))

    def after(self, moment, hours):
        """The turn that begins closest to so many hours after a moment in turns."""
        return math.floor(moment + hours / self.hours + (0.5 + 1e-9))

    def by_chance(self, hours, uniform):
        """The whole turns in so many hours, and by chance one more for the rest."""
        turns = hours / self.hours
        whole = math.floor(turns + 1e-9)
        return whole + (uniform < turns - whole - 1e-9)

    def turn_of(self, moment):
        """The first turn that begins at or after a moment."""
        return math.ceil((moment - self.start) / timedelta(hours=1) / self.hours - 1e-9)

    def night(self, turn):
        """Whether the middle of a turn is dark; a turn of half a day or more counts as day."""
        middle = self.moment(turn + 0.5).time()
        return self.hours < 12 and not self._sunrise <= middle < self._sunset

    def date(self, turn):
        """The day on which a turn begins."""
        return self.moment(turn).date()
