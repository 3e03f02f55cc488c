"""Sight: what one side sees of all runs at once, as arrays; a `Situation` in numbers.

It reads the own troops, what is believed of the enemy and what the plan proposes, and nothing else
of the battle: what is hidden from a commander is hidden here.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from sim.commanders import View
from sim.commanders.powers import bombs, hits_ships, strikes
from sim.commanders.reading import expected
from sim.operations import Operation
from sim.operations.base import PLANNED
from sim.rules.modifiers import Modifiers
from sim.rules.presence import Presence
from sim.world.state import NOWHERE, Fate, Status, Wear

MOST = np.float32(10.0)
"""Strengths are told in parts of the own side's men at the start, and no higher than this."""

_OF_A_TURN = ("status", "men", "place", "contact", "left", "tasks", "hostile", "ours", "busy")


class Sight:
    """What a side sees of a battle; n runs, U own units, P places. Made once a battle.

    It begins with the first view, and looks again at each that comes later.
    """

    def __init__(self, view: View) -> None:
        self.rules, self.side, self.known, operations = view.inside
        self.world = world = self.rules.world
        self.units = world.forces.units_of_side(self.side)
        self.presence = self.rules[Presence]
        self.planned = {one.name: one for one in operations if one.position[0] == PLANNED}
        """The own operations of the plan."""
        self.due = np.zeros((len(world.all_rows), len(self.planned)), bool)
        """(n, O) bool: operations of the plan whose time has come, as far as the side can see."""
        modifiers = self.rules[Modifiers]
        self.half_life = modifiers.value("suppression_hours", world.all_rows)[:, None]
        self.disorder_half_life = modifiers.value("disorder_hours", world.all_rows)[:, None]
        self._entries = world.forces.entries_of_units(self.units)
        self._armed = self._powers()
        self.strength = np.maximum(world.state.initial[:, self.units].sum(axis=1), 1)
        """(n,): own men at the start."""
        self._who: dict[int, list[int]] = {}

    def look(self, view: View) -> None:
        """Forget what was seen of the last turn, and note of what of the plan it is time."""
        for name in _OF_A_TURN:
            self.__dict__.pop(name, None)
        self.going: np.ndarray | None = None
        """(n, K) bool: actions that are being carried out, once somebody has asked."""
        self.operations: Sequence[Operation[Any]] = view.inside.operations
        """The own operations: those of the plan, then those that were ordered beside it."""
        names = [*self.planned]
        self.proposed = np.zeros_like(self.due)
        """(n, O) bool: operations whose time comes at this turn, as far as the side can see."""
        for order in view.proposed:
            self.proposed[:, names.index(str(order.operation))] |= order.runs
        self.due |= self.proposed

    # own units, (n, U) each -----------------------------------------------------------------

    @cached_property
    def status(self) -> np.ndarray:
        """What a unit does, see `Status`."""
        return self.world.state.status[:, self.units]

    @cached_property
    def men(self) -> np.ndarray:
        """Men present."""
        return self.world.state.men[:, self.units, Fate.PRESENT]

    @cached_property
    def place(self) -> np.ndarray:
        """Where a unit is or, on the march, goes."""
        return self.world.state.place[:, self.units]

    @property
    def base(self) -> np.ndarray:
        """Where a unit is; on the march, where it comes from."""
        return np.where(self.marching, self.world.state.origin[:, self.units], self.place)

    @property
    def marching(self) -> np.ndarray:
        """Whether a unit is on the march."""
        return np.asarray(self.status == Status.EN_ROUTE)

    @cached_property
    def contact(self) -> np.ndarray:
        """Whether a unit stands where the enemy does."""
        contested = self.world.state.contested
        there = np.zeros(self.place.shape, bool, order="F")
        for place in range(contested.shape[1]):
            there |= (self.place == place) & contested[:, place, None]
        return np.asarray(there & (self.status == Status.FIELD) & (self.men > 0))

    @property
    def able(self) -> np.ndarray:
        """Whether a unit can be given a task on land."""
        fit = (self.status == Status.FIELD) | (self.status == Status.WAITING) | self.marching
        return np.asarray(fit & (self.men > 0) & (self.base != NOWHERE))

    @cached_property
    def left(self) -> np.ndarray:
        """(n, U, 4) bool: whether a unit has weapons, some that bombard, strike and hit ships."""
        there = self.world.state.weapons[:, self._entries, Wear.PRESENT].T > 0
        counted = self._armed.T @ there.astype(np.float32)
        return np.asarray(counted.reshape(4, len(self.units), -1).T > 0)

    @property
    def free(self) -> np.ndarray:
        """Whether ships, aircraft or guns have no task."""
        idle = (self.status == Status.WAITING) | ((self.status == Status.FIELD) & ~self.contact)
        return np.asarray(idle & self.left[:, :, 0] & ~self.tasks)

    @cached_property
    def tasks(self) -> np.ndarray:
        """Whether a unit takes part in an operation that is under way."""
        busy, tasks = self.busy.T, np.zeros(self.status.shape[::-1], bool)
        for position in np.flatnonzero(busy.any(axis=1)).tolist():
            for unit in self._members(self.operations[position]):
                tasks[unit] |= busy[position]
        return tasks.T

    @cached_property
    def busy(self) -> np.ndarray:
        """(n, O) bool: whether each of the `operations` has begun and is not complete."""
        if not self.operations:
            return np.zeros((len(self.world.all_rows), 0), bool)
        lines = np.array([one.line for one in self.operations], np.int64)
        return self.world.ledger.going[lines].T

    def _members(self, operation: Operation[Any]) -> list[int]:
        """Positions among the own units of those that take part in an operation."""
        if id(operation) not in self._who:
            named = {self.world.forces.unit.get(str(name), -1) for name in operation.spec.who()}
            self._who[id(operation)] = np.flatnonzero(np.isin(self.units, [*named])).tolist()
        return self._who[id(operation)]

    # places, (n, P) each --------------------------------------------------------------------

    @property
    def touching(self) -> np.ndarray:
        """Whether own and enemy troops stand at a place."""
        return self.world.state.contested

    @cached_property
    def hostile(self) -> np.ndarray:
        """Whether the enemy is believed to hold a place, or stands there with own troops."""
        return np.asarray((self.known.holder == 1 - self.side) | self.touching)

    @property
    def targets(self) -> np.ndarray:
        """Whether the enemy is at a place, as far as one knows."""
        return np.asarray(self.hostile | (self.known.men > 0))

    @cached_property
    def ours(self) -> np.ndarray:
        """Own men in the field at a place."""
        rows = self.world.all_rows
        places = range(len(self.world.forces.places))
        return np.stack([self.presence.men_at(p, self.side, rows) for p in places]).T

    # weapons --------------------------------------------------------------------------------

    def _powers(self) -> np.ndarray:
        """(entries, 4 x U): which entries are whose, and what their weapons can do."""
        forces, definition = self.world.forces, self.world.definition
        can = np.zeros((len(self._entries), 4, len(self.units)), np.float32)
        for position, entry in enumerate(self._entries.tolist()):
            unit = int(np.searchsorted(self.units, forces.entry_unit[entry]))
            weapon = definition.weapons[forces.classes[forces.entry_class[entry]]]
            can[position, 0, unit] = 1
            for number, powers in enumerate((bombs, strikes, hits_ships), start=1):
                can[position, number, unit] = any(expected(one) > 0 for one in powers(weapon))
        return can.reshape(len(can), 4 * len(self.units))
