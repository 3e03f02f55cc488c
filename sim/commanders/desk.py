"""The desk: takes in the orders of a commander, and refuses what cannot be done."""

import pickle
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.commanders.decision import Decision
from sim.commanders.gathering import Gathering, Joint
from sim.commanders.improvised import LISTED, Improvised, Make
from sim.commanders.orders import Choices, Countermand, Note, Order, Wanted
from sim.operations import Operation, OperationSpec
from sim.operations.march import Advance
from sim.scenario.order import Described, OrderError, read_order
from sim.scenario.problems import show, unknown
from sim.scenario.signature import signature
from sim.world.world import World

_UNKNOWN: tuple[Any, Any] = object(), None
"""An order that is none of a list, and its operation."""


class Desk:
    """Turns the orders of one side into operations; one that is refused changes nothing.

    A new operation is named after all that is said of it, so that its luck is the same in whatever
    company it is ordered; the same order is the same operation, which can begin anew when it is
    complete.
    """

    def __init__(
        self,
        world: World,
        side: int,
        planned: Mapping[str, Operation[Any]],
        make: Make,
        gathering: Gathering | None,
    ) -> None:
        self._world = world
        self._side = world.forces.sides[side]
        self._planned = {name: one for name, one in planned.items() if one.side == side}
        self._others = planned
        self._make = make
        self._gathering = gathering
        self.improvised: dict[str, Operation[Any]] = {}
        self._given: dict[str, OperationSpec] = {}
        """What those say."""
        self._alike = Improvised(len(world.all_rows), make)
        self._known: dict[bytes, Operation[Any] | OrderError] = {}
        """What became of orders in the very words."""
        self._doubts: dict[bytes, list[str]] = {}
        self._no_orders = np.zeros(len(world.all_rows), np.int64)
        self._listed: dict[int | None, tuple[Any, Operation[Any]]] = {}
        """What became, without a doubt, of the orders of a commander who keeps a list."""
        self.complaints: dict[str, np.ndarray] = {}
        """What was wrong with orders, and the runs, (n,) bool, for which they were given."""

    def check(self, wanted: Any, rows: np.ndarray) -> list[str]:
        """Doubts whether an order, as `Order.operation` holds it, would have an effect.

        Raises `OrderError` for one that would be refused, or that some rows cannot be given now.
        """
        if isinstance(wanted, Countermand):
            going = [(one, one.under_way(rows)) for one in self._named(wanted.operation)]
            if not any(len(some) for _, some in going):
                raise OrderError(f"operation '{wanted.operation}' is not under way")
            if not any(one.recallable(some).any() for one, some in going):
                raise OrderError(f"operation {_kept(going[0][0])}")
            return []
        found = self._look_up(wanted)
        if any(one.busy(rows).any() for one in self._alike.all_of(found.name) or [found]):
            raise OrderError(f"operation '{found.name}' is under way already")
        if self._stuck(found, rows).any():
            raise OrderError(_no_way(found))
        return self._doubts_of(wanted)

    def operations(self) -> list[Operation[Any]]:
        """The side's operations: those of the plan, then those that were improvised."""
        return [*self._planned.values(), *self._alike.everything()]

    def take_in(self, answer: Any) -> Iterator[Decision | Joint]:
        """What a commander orders, in the order in which he does it in each run."""
        if isinstance(answer, Choices):
            yield from self._chosen(answer)
            return
        gathering = self._gathering
        for decision in self._decisions(answer):
            if isinstance(decision, Joint) or gathering is None or not gathering.add(*decision):
                yield decision
        if gathering is not None:
            yield from gathering.release()

    def _chosen(self, choices: Choices) -> Iterator[Decision | Joint]:
        """What is chosen from a list: one order in each run, so that none waits for another."""
        gathering, schedule = self._gathering, self._world.schedule
        if gathering is not None:
            massed, choices = gathering.choose(choices)
            rows = schedule.going_on(np.flatnonzero(massed >= 0))
            yield Joint(massed[rows], rows)
        for number, where in choices.parts():
            rows, order = schedule.going_on(where), choices.read(number)
            for decision in self._of_list(number, order, rows) if len(rows) else ():
                if gathering is None or not gathering.add(*decision):
                    yield decision
        if gathering is not None:
            yield from gathering.release()

    def _of_list(self, number: int, order: Wanted, rows: np.ndarray) -> Iterable[Decision]:
        """What an order of a list comes to; what is massed is known as such from then on."""
        known, operation = self._listed.get(number, _UNKNOWN)
        if known is order:
            return (Decision(operation, rows),)
        decisions = [*self._decide(order, number, rows, self._no_orders)]
        known, operation = self._listed.get(number, _UNKNOWN)
        if self._gathering is not None and known is order:
            self._gathering.enter(number, operation)
        return decisions

    def _decisions(self, answer: Any) -> Iterator[Decision | Joint]:
        if not isinstance(answer, Iterable):
            what = "None" if answer is None else f"a {type(answer).__name__}"
            self._complain(f"a commander returns a list of orders, not {what}")
            return
        issued = np.zeros(len(self._world.all_rows), np.int64)
        for order in answer:
            if not isinstance(order, Order):
                text = f"{show(order)} is no order; view.launch and view.order make them"
                self._complain(text)
            elif isinstance(order.operation, Note):
                continue
            elif (rows := self._rows(order)) is not None:
                if self._gathering is not None and self._gathering.holds(rows):
                    yield from self._gathering.release()
                yield from self._decide(order.operation, order.rank, rows, issued)
                issued[rows] += 1

    def _decide(
        self, order: Wanted, rank: int | None, rows: np.ndarray, issued: np.ndarray
    ) -> Iterator[Decision]:
        """What an order comes to; without a rank it counts how many were `issued` before, (n,)."""
        if isinstance(order, Countermand):
            yield from self._called_off(order.operation, rows)
            return
        known, listed = self._listed.get(rank, _UNKNOWN)
        if known is order:
            yield Decision(listed, rows)
            return
        found = self._find(order, rows)
        if found is not None and rank is None and (stuck := self._stuck(found, rows)).any():
            self._complain(f"refused: {_no_way(found)}", rows[stuck])
            rows = rows[~stuck]
        if found is not None and len(rows):
            for operation, where in self._parts(found, rows, issued, rank):
                if rank is not None and self._gathering is not None:
                    self._gathering.admit(operation)
                if rank is not None and not self._doubts_of(order):
                    self._listed[rank] = order, operation
                yield Decision(operation, where)

    def _stuck(self, found: Operation[Any], rows: np.ndarray) -> np.ndarray:
        """Where no way by land leads to the goal of an improvised march, (k,) bool."""
        if isinstance(found, Advance) and found.name in self.improvised:
            return np.asarray(found.stuck(rows))
        return np.zeros(len(rows), bool)

    def _doubts_of(self, wanted: Any) -> list[str]:
        return [] if isinstance(wanted, str) else self._doubts.get(_words(wanted), [])

    def _called_off(self, name: str, rows: np.ndarray) -> Iterator[Decision]:
        try:
            named = self._named(name)
        except OrderError as error:
            self._complain(f"refused: {error}", rows)
            return
        going = [(one, one.under_way(rows)) for one in named]
        can = [one.recallable(some) for one, some in going]
        some_idle = sum(len(some) for _, some in going) < len(rows)
        busy = np.concatenate([some for _, some in going]) if some_idle else rows
        idle = rows[~np.isin(rows, busy)] if some_idle else rows[:0]
        fixed = [some[~free] for (_, some), free in zip(going, can, strict=True)]
        words = {f"'{name}' is not under way": idle, _kept(named[0]): np.concatenate(fixed)}
        for what, where in words.items():
            if len(where):
                self._complain(f"refused: operation {what}", where)
        for (one, some), free in zip(going, can, strict=True):
            yield Decision(one, some[free], call_off=True)

    def _named(self, name: str) -> list[Operation[Any]]:
        return self._alike.all_of(name) or [self._of_plan(name)]

    def _parts(
        self, found: Operation[Any], rows: np.ndarray, issued: np.ndarray, rank: int | None
    ) -> Iterable[tuple[Operation[Any], np.ndarray]]:
        """An operation with its runs; one that is improvised where it was first ordered alike."""
        if found.name not in self.improvised:
            return [(found, rows)]
        side = self._world.forces.side[self._side]
        if rank is not None:
            return [(self._alike.ranked(found, (LISTED, side, rank)), rows)]
        return self._alike.of(found, rows, (self._world.turn, side), issued)

    def _rows(self, order: Order) -> np.ndarray | None:
        runs = np.asarray(order.runs)
        wanted = self._world.all_rows.shape
        if runs.shape != wanted:
            self._complain(f"a mask of runs has the shape {wanted}, not {runs.shape}")
            return None
        if runs.dtype != bool:
            self._complain(f"a mask of runs is of true and false, not of {runs.dtype.name}")
            return None
        return self._world.schedule.going_on(np.flatnonzero(runs))

    def _find(self, wanted: Any, rows: np.ndarray) -> Operation[Any] | None:
        try:
            found = self._look_up(wanted)
        except OrderError as error:
            self._complain(f"refused: {error}", rows)
            return None
        for doubt in self._doubts_of(wanted):
            self._complain(doubt, rows)
        return found

    def _look_up(self, wanted: Any) -> Operation[Any]:
        if isinstance(wanted, str):
            return self._of_plan(wanted)
        words = _words(wanted)
        if words not in self._known:
            self._known[words] = self._read(wanted, words)
        found = self._known[words]
        if isinstance(found, OrderError):
            raise found
        return found

    def _of_plan(self, name: str) -> Operation[Any]:
        if name not in self._planned:
            if name in self._others:
                raise OrderError(f"operation '{name}' is of the other side")
            raise OrderError(unknown(f"operation of {self._side}", name, self._planned))
        if not self._planned[name].spec.ordered:
            raise OrderError(f"operation '{name}' begins by itself; nobody can order it")
        return self._planned[name]

    def _read(self, wanted: Any, words: bytes) -> Operation[Any] | OrderError:
        if not isinstance(wanted, Mapping | OperationSpec | Described):
            return OrderError(f"an order names an operation or describes it, not {show(wanted)}")
        try:
            spec, doubts = read_order(wanted, self._side, self._world.definition, self._given)
            known = wanted if isinstance(wanted, Described) and wanted.operation is spec else None
            said = known.signature if known else signature(spec)
            name = f"{self._side}:{spec.kind_name()}:{said}"
            if name not in self.improvised:
                self.improvised[name] = self._make(name, spec)
                self._given[name] = spec
        except ValueError as error:
            return error if isinstance(error, OrderError) else OrderError(str(error))
        if doubts:
            self._doubts[words] = doubts
        return self.improvised[name]

    def _complain(self, text: str, rows: np.ndarray | None = None) -> None:
        runs = self.complaints.setdefault(text, np.zeros(len(self._world.all_rows), bool))
        runs[self._world.all_rows if rows is None else rows] = True


def _kept(operation: Operation[Any]) -> str:
    return f"'{operation.name}' can no longer be called off: {operation.too_late}"


def _no_way(march: Operation[Any]) -> str:
    goal = show(str(march.spec.to))
    return f"no way by land leads to {goal} from where the units stand"


def _words(wanted: Any) -> bytes:
    """What was ordered as bytes, to know it again."""
    if isinstance(wanted, Described):
        wanted = wanted.raw
    try:
        return pickle.dumps(wanted)
    except (pickle.PicklingError, TypeError, AttributeError):
        return repr(wanted).encode()
