"""News: what has happened, told at once to those who asked for it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec

import numpy as np

Told = ParamSpec("Told")


class Topic(Generic[Told]):
    """What news is about; its parameters are what listeners are told."""


@dataclass(frozen=True)
class Losses(Topic[[np.ndarray]]):
    """Men were put out of action somewhere, in some runs."""


@dataclass(frozen=True)
class PlaceChanged(Topic[[np.ndarray]]):
    """A place changed hands, or an engagement there began or ended."""

    place: int


@dataclass(frozen=True)
class Fought(Topic[[np.ndarray]]):
    """A turn of combat was fought at a place."""

    place: int


@dataclass(frozen=True)
class Ceased(Topic[[np.ndarray]]):
    """A side began to keep a cease-fire at a place."""

    place: int


@dataclass(frozen=True)
class Entered(Topic[[int, np.ndarray]]):
    """A unit came to a place, in some runs: into the field there or, if `afloat`, its waters."""

    place: int
    afloat: bool = False


@dataclass(frozen=True)
class Left(Topic[[int, np.ndarray]]):
    """A unit that was in the field at a place is about to leave it."""

    place: int


@dataclass(frozen=True)
class Moves(Topic[[np.ndarray]]):
    """A unit is about to be somewhere else: ashore, afloat, on its way or in the hills."""

    unit: int


@dataclass(frozen=True)
class Arrived(Topic[[np.ndarray]]):
    """A unit reached the place to which it was on its way."""

    unit: int


@dataclass(frozen=True)
class Damaged(Topic[[np.ndarray]]):
    """Ships of a unit were damaged."""

    unit: int


@dataclass(frozen=True)
class Sunk(Topic[[np.ndarray]]):
    """The last ship of a unit sank."""

    unit: int


@dataclass(frozen=True)
class Completed(Topic[[np.ndarray]]):
    """An operation was completed."""

    operation: str


class News:
    """Who listens to what."""

    def __init__(self) -> None:
        self._listeners: dict[Topic[Any], list[Callable[..., object]]] = defaultdict(list)

    def subscribe(self, topic: Topic[Told], listener: Callable[Told, object]) -> None:
        """Call a listener whenever there is news of a topic; who asked first hears it first."""
        self._listeners[topic].append(listener)

    def heeded(self, topic: Topic[Any]) -> bool:
        """Whether anybody listens to a topic."""
        return topic in self._listeners

    def announce(self, topic: Topic[Told], *told: Told.args, **named: Told.kwargs) -> None:
        """Tell the listeners of a topic what has happened, before anything else does."""
        for listener in self._listeners.get(topic, ()):
            listener(*told, **named)
