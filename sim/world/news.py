"""News: what has happened, told at once to those who asked for it."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, ClassVar, Generic, ParamSpec, Self

import numpy as np

Told = ParamSpec("Told")


class Topic(Generic[Told]):
    """What news is about; its parameters are what listeners are told.

    There is one object of each topic, so that it is quickly found.
    """

    _made: ClassVar[dict[tuple[Any, ...], Any]] = {}

    @classmethod
    def _about(cls, *what: object) -> Self:
        """The one object of this topic that is about something."""
        key = (cls, *what)
        if key not in cls._made:
            cls._made[key] = super().__new__(cls)
        made: Self = cls._made[key]
        return made


class Losses(Topic[[np.ndarray]]):
    """Men were put out of action somewhere, in some runs."""

    def __new__(cls) -> Self:  # noqa: D102
        return cls._about()


class PlaceChanged(Topic[[np.ndarray]]):
    """A place changed hands, or an engagement there began or ended."""

    def __new__(cls, place: int) -> Self:  # noqa: D102
        return cls._about(place)


class Fought(Topic[[np.ndarray]]):
    """A turn of combat was fought at a place."""

    def __new__(cls, place: int) -> Self:  # noqa: D102
        return cls._about(place)


class Ceased(Topic[[np.ndarray]]):
    """A side began to keep a cease-fire at a place."""

    def __new__(cls, place: int) -> Self:  # noqa: D102
        return cls._about(place)


class Entered(Topic[[int, np.ndarray]]):
    """A unit came to a place, in some runs: into the field there or, if `afloat`, its waters."""

    def __new__(cls, place: int, afloat: bool = False) -> Self:  # noqa: D102
        return cls._about(place, afloat)


class Left(Topic[[int, np.ndarray]]):
    """A unit that was in the field at a place is about to leave it."""

    def __new__(cls, place: int) -> Self:  # noqa: D102
        return cls._about(place)


class Moves(Topic[[np.ndarray]]):
    """A unit is about to be somewhere else: ashore, afloat, on its way or in the hills."""

    def __new__(cls, unit: int) -> Self:  # noqa: D102
        return cls._about(unit)


class Arrived(Topic[[np.ndarray]]):
    """A unit reached the place to which it was on its way."""

    def __new__(cls, unit: int) -> Self:  # noqa: D102
        return cls._about(unit)


class Damaged(Topic[[np.ndarray]]):
    """Ships of a unit were damaged."""

    def __new__(cls, unit: int) -> Self:  # noqa: D102
        return cls._about(unit)


class Sunk(Topic[[np.ndarray]]):
    """The last ship of a unit sank."""

    def __new__(cls, unit: int) -> Self:  # noqa: D102
        return cls._about(unit)


class Flown(Topic[[np.ndarray]]):
    """Aircraft of a side attacked at a place, and saw who is there."""

    def __new__(cls, place: int, side: int) -> Self:  # noqa: D102
        return cls._about(place, side)


class Scouted(Topic[[np.ndarray]]):
    """Scouts of a side brought back what they saw at a place."""

    def __new__(cls, place: int, side: int) -> Self:  # noqa: D102
        return cls._about(place, side)


class Completed(Topic[[np.ndarray]]):
    """An operation was completed."""

    def __new__(cls, operation: str) -> Self:  # noqa: D102
        return cls._about(operation)


class News:
    """Who listens to what."""

    def __init__(self) -> None:
        self._listeners: dict[Topic[Any], list[Callable[..., object]]] = defaultdict(list)

    def subscribe(self, topic: Topic[Told], listener: Callable[Told, object]) -> None:
        """Call a listener whenever there is news of a topic; who asked first hears it first."""
        self._listeners[topic].append(listener)

    def announce(self, topic: Topic[Told], *told: Told.args, **named: Told.kwargs) -> None:
        """Tell the listeners of a topic what has happened, before anything else does."""
        for listener in self._listeners.get(topic, ()):
            listener(*told, **named)
