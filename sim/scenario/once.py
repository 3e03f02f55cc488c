"""What follows from a scenario alone: made once for all its battles, and only to be read.

A table may also be filled bit by bit, by whichever battle first needs to know.
"""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from sim.scenario.definition import Definition

T = TypeVar("T")


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
