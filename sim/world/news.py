"""News: what has happened, told at once to those who asked for it."""

from collections.abc import Callable
from functools import cache
from typing import Any, Generic, ParamSpec, Self

import numpy as np

from sim.world.ledger import Ledger
from sim.world.state import distinct

Told = ParamSpec("Told")


class Topic(Generic[Told]):
    """What news is about; its parameters are what listeners are told.

    There is one object of each topic, so that it is quickly found.
    """

    def __init_subclass__(cls) -> None:
        """To name a topic again is to look it up."""
        cls.__new__ = cache(cls.__new__)  # type: ignore[assignment]

    @classmethod
    @cache
    def _about(cls, *what: object) -> Self:
        """The one object of this topic that is about something."""
        del what
        return super().__new__(cls)


class Losses(Topic[[np.ndarray]]):
    """Men were put out of action somewhere, in some runs."""

    def __new__(cls) -> Self:  # noqa: D102
        return cls._about()


class PlaceChanged(Topic[[np.ndarray]]):
    """A place changed hands, or an engagement there began or ended."""

    def __new__(cls, place: int) -> Self:  # noqa: D102
        return cls._about(place)


class PlacesChanged(Topic[[np.ndarray, np.ndarray]]):
    """Likewise places in some runs, one in each: the places and the runs."""

    def __new__(cls) -> Self:  # noqa: D102
        return cls._about()


class Fought(Topic[[np.ndarray]]):
    """A turn of combat was fought at a place."""

    def __new__(cls, place: int) -> Self:  # noqa: D102
        return cls._about(place)


class Ceased(Topic[[np.ndarray]]):
    """A side began to keep a cease-fire at a place."""

    def __new__(cls, place: int) -> Self:  # noqa: D102
        return cls._about(place)


class Entered(Topic[[np.ndarray, np.ndarray]]):
    """Units came to a place, one in each of some runs: into the field, or its waters.

    It is told after `Came`.
    """

    def __new__(cls, place: int, afloat: bool = False) -> Self:  # noqa: D102
        return cls._about(place, afloat)


class Came(Topic[[np.ndarray, np.ndarray, np.ndarray]]):
    """Units came to places, into the field, one in each of some runs: units, places, runs."""

    def __new__(cls) -> Self:  # noqa: D102
        return cls._about()


class Left(Topic[[np.ndarray, np.ndarray]]):
    """Units that were in the field at places leave them, one in each of some runs: places, runs."""

    def __new__(cls) -> Self:  # noqa: D102
        return cls._about()


class Moves(Topic[[np.ndarray, np.ndarray]]):
    """Units are about to be somewhere else: ashore, afloat, on their way or in the hills.

    One in each of some runs, or one in all of them, (1,).
    """

    def __new__(cls) -> Self:  # noqa: D102
        return cls._about()


class Arrived(Topic[[np.ndarray]]):
    """A unit reached the place to which it was on its way."""

    def __new__(cls, unit: int) -> Self:  # noqa: D102
        return cls._about(unit)


class AllArrived(Topic[[np.ndarray, np.ndarray]]):
    """Likewise units in some runs, one in each: the units and the runs."""

    def __new__(cls) -> Self:  # noqa: D102
        return cls._about()


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


FEW = 2
"""With no more listeners than this it is quicker to ask all of them."""
ALWAYS = -1


class Audience:
    """Who listens to a topic, in the order in which they asked."""

    def __init__(self) -> None:
        self.listeners: list[Callable[..., object]] = []
        self._lines: list[int] = []
        self._table: np.ndarray | None = None

    def add(self, listener: Callable[..., object], line: int) -> None:
        """One more."""
        self.listeners.append(listener)
        self._lines.append(line)
        self._table = None

    def cancel(self, listener: Callable[..., object]) -> None:
        """Without one of them."""
        position = self.listeners.index(listener)
        self.listeners = self.listeners[:position] + self.listeners[position + 1 :]
        del self._lines[position]
        self._table = None

    def remove(self, line: int) -> None:
        """Without those who depend on a line."""
        kept = [position for position, other in enumerate(self._lines) if other != line]
        self.listeners = [self.listeners[position] for position in kept]
        self._lines = [self._lines[position] for position in kept]
        self._table = None

    @property
    def lines(self) -> np.ndarray:
        """The lines of the ledger on which it depends whether they need to hear, or ALWAYS."""
        if self._table is None:
            self._table = np.array(self._lines, np.int64)
        return self._table


class News:
    """Who listens to what."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._audiences: dict[Topic[Any], Audience] = {}
        self._heard: set[type[Topic[Any]]] = set()

    def subscribe(
        self, topic: Topic[Told], listener: Callable[Told, object], line: int = ALWAYS
    ) -> None:
        """Call a listener whenever there is news of a topic; who asked first hears it first.

        An operation that does nothing about it where it is not under way names its line of the
        ledger: it may not be called then. The last that such news tells are the runs.
        """
        self._audiences.setdefault(topic, Audience()).add(listener, line)
        self._heard.add(type(topic))

    def heard(self, kind: type[Topic[Any]]) -> bool:
        """Whether anybody ever asked for topics of a kind; else there is nothing to tell."""
        return kind in self._heard

    def asked(self, topic: Topic[Any]) -> bool:
        """Whether anybody is to be told of a topic."""
        audience = self._audiences.get(topic)
        return audience is not None and bool(audience.listeners)

    def dismiss(self, topic: Topic[Any], line: int) -> None:
        """Call listeners who named this line no more: somebody else listens for them."""
        self._audiences[topic].remove(line)

    def cancel(self, topic: Topic[Any], listener: Callable[..., object]) -> None:
        """Call a listener no more."""
        self._audiences[topic].cancel(listener)

    def announce(self, topic: Topic[Told], *told: Told.args, **named: Told.kwargs) -> None:
        """Tell the listeners of a topic what has happened, before anything else does."""
        audience = self._audiences.get(topic)
        if audience is None:
            return
        listeners = audience.listeners
        if len(listeners) > FEW:
            rows: Any = told[-1]
            concerned = self._ledger.concerned(audience.lines, rows)
            listeners = [listeners[position] for position in concerned]
        for listener in listeners:
            listener(*told, **named)

    def announce_places(self, places: np.ndarray, rows: np.ndarray) -> None:
        """Places, one in each of some runs, (k,) each, have changed."""
        self.announce(PlacesChanged(), places, rows)
        changed = distinct(places) if self.heard(PlaceChanged) else []
        for place in changed:
            if self.asked(topic := PlaceChanged(place)):
                self.announce(topic, rows if len(changed) == 1 else rows[places == place])
