"""The clock: turns, hours, moments and daylight."""

import math
from datetime import datetime, time, timedelta
from functools import cached_property, lru_cache

import numpy as np

from sim.kernel import njit
from sim.scenario.definition import Definition

NEVER = 2**30
"""A turn that does not come."""
_SLACK = 1e-9
"""Part of a turn that is no more than an error of arithmetic."""
_NOT_A_TIME = int(np.datetime64("NaT").astype(np.int64))


class Clock:
    """Turns of equal length from the start of a battle to its end."""

    def __init__(self, definition: Definition) -> None:
        self.start = definition.start
        self.hours = definition.turn_hours
        self.turns = definition.turns
        light = definition.daylight.sunrise, definition.daylight.sunset
        self.night = _night(self.start, self.hours, self.turns, *light)
        """Whether the middle of each turn is dark, (turns,), to be read."""

    def moment(self, turn: float) -> datetime:
        """Date and hour at which a turn begins."""
        return self.start + timedelta(hours=turn * self.hours)

    def turn_of(self, moment: datetime) -> int:
        """The first turn that begins at or after a moment."""
        hours = (moment - self.start) / timedelta(hours=1)
        return math.ceil(hours / self.hours - _SLACK)

    def span(self, hours: float) -> int:
        """The number of turns that come closest to so many hours, the more of two."""
        return int(nearest(hours / self.hours))

    def spans(self, hours: np.ndarray) -> np.ndarray:
        """`span` of each element."""
        return np.floor(hours / self.hours + (0.5 + _SLACK)).astype(np.int64)

    def after(self, moments: np.ndarray, hours: np.ndarray) -> np.ndarray:
        """The turns that begin closest to so many hours after moments in turns."""
        turns = moments + hours / self.hours
        return np.floor(turns + (0.5 + _SLACK)).astype(np.int64)

    @cached_property
    def _first_minute(self) -> int:
        """The start, in minutes of numpy's epoch."""
        return int(np.datetime64(self.start, "m").astype(np.int64))

    def times(self, turns: np.ndarray) -> np.ndarray:
        """The hours at which turns, (n,), begin, as datetime64[m]; NaT for those that do not."""
        whole = np.ascontiguousarray(turns, np.int64)
        minutes: np.ndarray = _minutes(whole, self._first_minute, self.hours * 60)
        return minutes.view("datetime64[m]")

    def day_of(self, turn: int) -> int:
        """The number of calendar days between the start and a turn."""
        return (self.moment(turn).date() - self.start.date()).days

    def first_turn_of(self, day: int) -> int:
        """The turn that begins first on a calendar day, counted from that of the start."""
        midnight = datetime.combine(self.start.date() + timedelta(days=day), time())
        return max(self.turn_of(midnight.replace(tzinfo=self.start.tzinfo)), 0)


@lru_cache
def _night(start: datetime, hours: float, turns: int, sunrise: str, sunset: str) -> np.ndarray:
    """Found once for all battles of a scenario."""
    first, last = time.fromisoformat(sunrise), time.fromisoformat(sunset)
    middles = ((start + timedelta(hours=(turn + 0.5) * hours)).time() for turn in range(turns))
    # a turn of half a day or more has both light and darkness and counts as day
    dark = np.array([not first <= middle < last for middle in middles]) & (hours < 12)
    dark.flags.writeable = False
    return dark


@njit(cache=True, inline="always")
def nearest(turns: float) -> float:
    """The whole number closest to a number of turns, the more of two."""
    return math.floor(turns + (0.5 + _SLACK))


@njit(cache=True, inline="always")
def by_chance(turns: float, uniform: float) -> float:
    """A whole number next to a number of turns, its rest a chance, so that it is right in the mean.

    What takes no whole number of turns would else take longer or shorter by the length of a turn.
    """
    whole = math.floor(turns + _SLACK)
    return whole + 1.0 if uniform < turns - whole - _SLACK else whole


@njit(cache=True)
def _minutes(turns: np.ndarray, start: int, length: float) -> np.ndarray:
    """The minutes at which some turns begin, the number of NaT for those that do not come."""
    minutes = np.empty(turns.shape[0], np.int64)
    for i in range(turns.shape[0]):
        minutes[i] = _NOT_A_TIME if turns[i] == NEVER else start + round(turns[i] * length)
    return minutes
