"""The clock: turns, their hours and daylight, and the order of what happens in one of them."""

import math
from datetime import time, timedelta
from enum import IntEnum
from functools import cache
from hashlib import blake2b


class Phase(IntEnum):
    """The sequence of play within a turn.

    The numbers are SimPy priorities, and leave room for SimPy's own, 0 and 1.
    """

    START = 10
    ORDERS = 20
    MOVEMENT = 30
    FIRE_SUPPORT = 40
    COMBAT = 50
    MORALE = 60
    RECORD = 70


STEP = 2.0**-40
"""What parts actions of one name that come one after the other."""


@cache
def precedence(action):
    """When an action comes within its phase, from 0.1 to 0.9: a hash of its name.

    No action is more urgent than another, but the order must be the same each time. The names are
    therefore part of the rules: kind, step and name of what acts, `Landing._approach dawn`.
    Engagements have no such name; they come first, in the order of their places.
    """
    digest = blake2b(action.encode(), digest_size=6).digest()
    return 0.1 + 0.8 * int.from_bytes(digest, "little") / 2**48


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
        """The turns that so many hours take, rounded up."""
        return math.ceil(hours / self.hours - 1e-9)

    def turn_of(self, moment):
        """The first turn that begins at or after a moment."""
        return self.span((moment - self.start) / timedelta(hours=1))

    def night(self, turn):
        """Whether the middle of a turn is dark; a turn of half a day or more counts as day."""
        middle = self.moment(turn + 0.5).time()
        return self.hours < 12 and not self._sunrise <= middle < self._sunset

    def date(self, turn):
        """The day on which a turn begins."""
        return self.moment(turn).date()
