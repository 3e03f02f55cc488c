"""What all operations share: a name, a beginning, an end and the runs in which they came."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable
from functools import partial
from importlib import import_module
from typing import Any, ClassVar, Generic, TypeVar, get_args

import numpy as np

from sim.rules.rulebook import Rulebook
from sim.scenario.figures import Figure
from sim.scenario.kinds import PACKAGE, OperationSpec
from sim.world.calendar import Calendar
from sim.world.clock import NEVER
from sim.world.news import Completed
from sim.world.sequence import Position, Step
from sim.world.state import NOWHERE, Status, chosen
from sim.world.words import Name

PLANNED, IMPROVISED = 0, 1
"""Operations of the plan act before those that commanders improvise."""

Forget = Callable[[np.ndarray], object]
"""Called with runs in which nothing is to be done any more."""
_NOWHERE_IN_VAIN = np.zeros(1, bool)

SpecT = TypeVar("SpecT", bound=OperationSpec, covariant=True)


class Operation(ABC, Generic[SpecT]):
    """An operation of one side in all runs of a battle; a kind is a class `X(Operation[spec])`.

    Commanders `start` it for some runs in the orders phase; it does the rest by itself and says
    when it is complete. `started_at` and `completed_at` are turns, shape (n,), NEVER where it did
    not come to that.
    """

    delays: ClassVar[bool] = False
    """Whether orders of its side can come late because of it; see `lateness`."""
    too_late: ClassVar[str] = "what has begun goes on"
    """Why it cannot be called off where it is not `recallable`."""

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        for base in cls.__dict__.get("__orig_bases__", ()):
            for spec in get_args(base):
                if isinstance(spec, type) and issubclass(spec, OperationSpec):
                    _PROCESSES[spec] = cls

    def __init__(self, rules: Rulebook, name: str, spec: SpecT) -> None:
        self.rules = rules
        self.world = rules.world
        self.name = name
        self.spec = spec
        self.luck = spec.luck or name
        """The name under which its luck is drawn."""
        self.side = self.world.forces.side[spec.side]
        self.units = self.world.forces.positions(spec.leads())
        planned = [*self.world.definition.operations]
        self._position: Position = (
            (PLANNED, planned.index(name)) if name in planned else (IMPROVISED,)
        )
        self._calendars: list[Calendar] = []
        self._elsewhere: list[Forget] = []
        """How others forget what they were to do for it."""
        self._completed = Completed(name)
        self.line = self.world.ledger.open()
        """Its line of the ledger."""

    @property
    def started_at(self) -> np.ndarray:
        """(n,): turn at which it last began."""
        line: np.ndarray = self.world.ledger.started_at[self.line]
        return line

    @property
    def completed_at(self) -> np.ndarray:
        """(n,): turn at which it was complete."""
        line: np.ndarray = self.world.ledger.completed_at[self.line]
        return line

    @property
    def called_off(self) -> np.ndarray:
        """(n,) bool: where it has ended because it was called off; `completed_at` is when."""
        line: np.ndarray = self.world.ledger.called_off[self.line]
        return line

    @property
    def going(self) -> np.ndarray:
        """(n,) bool: whether it has begun and is not complete."""
        line: np.ndarray = self.world.ledger.going[self.line]
        return line

    @property
    def in_vain(self) -> np.ndarray:
        """(n,) or (1,) bool: where it is over because nobody was there, so that it did nothing."""
        return _NOWHERE_IN_VAIN

    def tell_departure(self, unit: int, rows: np.ndarray, kind: str, text: str, to: Name) -> None:
        """Note that a unit leaves for `to`: at the place where it stands, or on its way."""
        chronicle, state = self.world.chronicle, self.world.state
        if not chronicle.traced:
            return
        stands, marching = state.place[rows, unit], state.status[rows, unit] == Status.EN_ROUTE
        for place in sorted(set(stands.tolist())):
            here, goal = stands == place, chronicle.place_name(place)
            chronicle.tell_unit(rows, kind, place, unit, text, where=here & ~marching, to=to)
            words = text if goal == to else text + " instead of {goal}"
            turned = here & marching
            chronicle.tell_unit(rows, kind, NOWHERE, unit, words, where=turned, to=to, goal=goal)

    def lateness(self, order: str, rows: np.ndarray) -> np.ndarray:
        """Turns by which an order of its side comes late because of it, (k,); asked if `delays`."""
        del order
        return np.zeros(len(rows), np.int64)

    def start(self, rows: np.ndarray) -> None:
        """Begin in some runs, now."""
        if len(rows):
            self.started_at[rows] = self.world.turn
            self.completed_at[rows] = NEVER
            self.going[rows] = True
            self.called_off[rows] = False
            with self.world.cast.acting(self.actor):
                self.begin(rows)

    @property
    def actor(self) -> str:
        """What it is called among those who act, see `sim.world.cast`."""
        return f"operation/{self.name}"

    @abstractmethod
    def begin(self, rows: np.ndarray) -> None:
        """What the operation does first."""

    def complete(self, rows: np.ndarray) -> None:
        """The operation has done what it was to do in some runs."""
        if not len(rows):
            return
        completed_at = self.completed_at
        rows = rows[completed_at[rows] == NEVER]
        if len(rows):
            completed_at[rows] = self.world.now
            self.going[rows] = False
            self.tell_end(rows)

    def tell_end(self, rows: np.ndarray) -> None:
        """It is complete in some runs, which others wait for."""
        self.world.news.announce(self._completed, rows)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Whether who is under way with it can still be called back, shape (k,)."""
        return np.zeros(len(rows), bool)

    def call_off(self, rows: np.ndarray) -> None:
        """Countermand it where it is under way and can be called off; it is not complete then.

        What it meant to do later is void.
        """
        rows = self.under_way(rows)
        rows = rows[self.recallable(rows)]
        if not len(rows):
            return
        self.called_off[rows] = True
        self.completed_at[rows] = self.world.turn
        self.going[rows] = False
        self.forget(rows)
        self.turn_back(rows)

    def forget(self, rows: np.ndarray) -> None:
        """What was meant to be done later is not done."""
        for calendar in self._calendars:
            calendar.drop(rows)
        for forget in self._elsewhere:
            forget(rows)

    def leave_to(self, forget: Forget) -> None:
        """Somebody else does what it is to do; he is told what is void."""
        self._elsewhere.append(forget)

    def turn_back(self, rows: np.ndarray) -> None:
        """What those do who were under way with it when it is called off."""

    def busy(self, rows: np.ndarray) -> np.ndarray:
        """Whether it cannot be ordered anew in each of these runs, shape (k,)."""
        return np.asarray(self.going[rows])

    def under_way(self, rows: np.ndarray) -> np.ndarray:
        """Those runs in which the operation has started and is not complete."""
        going: np.ndarray = chosen(rows, self.going)
        return going

    def number(self, field: str, figure: Figure | None = None) -> np.ndarray:
        """A figure of the operation in each run, shape (n,)."""
        value = figure if figure is not None else getattr(self.spec, field)
        return self.world.inputs.number(value, f"operations.{self.luck}.{field}")

    def sea_way(self, origin: str, to: str, distance: Figure | None = None) -> np.ndarray:
        """Kilometres of a passage: the operation's `distance`, else the sea route, shape (n,).

        Raises ValueError if there is neither.
        """
        if distance is not None:
            return self.number("distance", distance)
        for i, route in enumerate(self.world.definition.routes):
            if route.kind == "sea" and set(route.between) == {origin, to}:
                return self.world.inputs.number(route.distance, f"routes.{i}.distance")
        raise ValueError(f"no sea route from {origin} to {to}")

    def calendar(
        self, step: Step, action: Callable[[np.ndarray], object], member: int = 0
    ) -> Calendar:
        """When the operation is to carry out an action.

        Within a step operations act in the order of the file; of one operation, calendars in the
        order in which they are made, and by the `member` who acts.
        """
        position = (*self._position, len(self._calendars), member)
        acted = self.world.cast.by(self.actor, action)
        self._calendars.append(Calendar(self.world.schedule, step, acted, position))
        return self._calendars[-1]

    def calendars(
        self, members: Iterable[int], step: Step, action: Callable[[int, np.ndarray], object]
    ) -> list[Calendar]:
        """One calendar for each member, whose number the action is given; they act in turn."""
        return [
            self.calendar(step, partial(action, member), position)
            for position, member in enumerate(members)
        ]

    def acts_at(self, steps: Collection[Step]) -> bool:
        """Whether it may do something at one of these steps."""
        return any(calendar.step in steps for calendar in self._calendars)

    def come_after(self, position: Position) -> None:
        """Act after the operations of the plan, among those that were improvised."""
        self._position = (IMPROVISED, *position)
        for calendar in self._calendars:
            calendar.position = (*self._position, *calendar.position[-2:])

    @property
    def position(self) -> Position:
        """When it acts among the operations."""
        return self._position

    def address(self, item: str = "") -> np.uint64:
        """A random address of this operation."""
        return self.world.draws.address(f"operation/{self.luck}", item)


_PROCESSES: dict[type[OperationSpec], type[Operation[Any]]] = {}


def process_of(spec: type[OperationSpec]) -> type[Operation[Any]]:
    """The class that plays a kind of operation. Raises LookupError if there is none."""
    if spec in _PROCESSES:
        return _PROCESSES[spec]
    name = spec.kind_name()
    if spec.__module__ == f"{PACKAGE}.{name}":
        import_module(f"sim.operations.{name}")
    if spec not in _PROCESSES:
        raise LookupError(
            f"nothing plays the kind {name!r}: define a class X(Operation[{spec.__name__}]) "
            f"in {spec.__module__}"
        )
    return _PROCESSES[spec]
