"""What follows from a scenario alone: made once for all its battles, and only to be read.

A table may also be filled bit by bit, by whichever battle first needs to know (`Table`).
"""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from sim.scenario.definition import Definition

K = TypeVar("K")
T = TypeVar("T")
MOST = 1_000
"""Entries of a table."""


class Table(dict[K, T]):
    """What is made when a battle first needs it, by what it is made of.

    There are more sets of units than memory holds: a table that is full begins anew.
    """

    def of(self, key: K, make: Callable[[], T]) -> T:
        """What is kept under a key; it is made if nothing is."""
        found = self.get(key)
        if found is None:
            if len(self) >= MOST:
                self.clear()
            found = self[key] = make()
        return found


def once(function: Callable[[Definition], T]) -> Callable[[Definition], T]:
    """Keep what a function makes of a scenario for as long as there is the scenario."""
    made: dict[int, T] = {}

    @wraps(function)
    def kept(definition: Definition) -> T:
        key = id(definition)
        if key not in made:
            made[key] = function(definition)
            weakref.finalize(definition, made.pop, key, None)
        return made[key]

    return kept
