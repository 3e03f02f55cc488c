"""Sight: what one side sees of all runs at once, as arrays; a `Situation` in numbers.

It reads the own troops, what is believed of the enemy and what the plan proposes, and nothing else
of the battle: what is hidden from a commander is hidden here.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from sim.commanders import View
from sim.commanders.powers import bombs, hits_ships, strikes
from sim.commanders.reading import expected
from sim.operations import Operation
from sim.operations.base import PLANNED
from sim.rl import sight_kernel as kernels
from sim.rules.modifiers import Modifiers
from sim.rules.presence import Presence
from sim.world.state import NOWHERE, Fate, Status

MOST = np.float32(10.0)
"""Strengths are told in parts of the own side's men at the start, and no higher than this."""

_NOT_ASKED = -2
_OF_A_TURN = (
    "status",
    "men",
    "place",
    "contact",
    "left",
    "tasks",
    "hostile",
    "ours",
    "busy",
    "base",
    "marching",
    "free",
)


class Sight:
    """What a side sees of a battle; n runs, U own units, P places. Made once a battle.

    It begins with the first view, and looks again at each that comes later.
    """

    def __init__(self, view: View) -> None:
        self.rules, self.side, self.known, operations = view.inside
        self.world = world = self.rules.world
        self.units = world.forces.units_of_side(self.side)
        self.presence = self.rules[Presence]
        self.operations: Sequence[Operation[Any]] = operations
        """The own operations: those of the plan, then those that were ordered beside it."""
        self.planned = {one.name: one for one in operations if one.position[0] == PLANNED}
        """The own operations of the plan."""
        self.due = np.zeros((len(world.all_rows), len(self.planned)), bool)
        """(n, O) bool: operations of the plan whose time has come, as far as the side can see."""
        modifiers = self.rules[Modifiers]
        self.half_life = _alike(modifiers.value("suppression_hours", world.all_rows))
        """(n or 1,): hours in which half of a suppression passes."""
        self.disorder_half_life = _alike(modifiers.value("disorder_hours", world.all_rows))
        """(n or 1,): likewise of disorder."""
        self._armament = self._arm()
        self.strength = np.maximum(world.state.initial[:, self.units].sum(axis=1), 1)
        """(n,): own men at the start."""
        self._members = np.zeros((0, len(self.units)), bool)
        """(lines, U): which own units take part in an operation, by its line in the ledger."""
        self._columns = {world.forces.units[unit]: i for i, unit in enumerate(self.units.tolist())}
        """The columns of own units in that, by name."""
        self._enlisted: set[int] = set()
        self._numbers = np.empty(0, np.int64)
        """By line in the ledger, what `numbers` has asked for."""

    def look(self, view: View) -> None:
        """Forget what was seen of the last turn, and note of what of the plan it is time."""
        for name in _OF_A_TURN:
            self.__dict__.pop(name, None)
        if len(view.inside.operations) > len(self.operations):
            self.__dict__.pop("lines", None)
        self.going: np.ndarray | None = None
        """(n, K) bool: actions that are being carried out, once somebody has asked."""
        self.operations = view.inside.operations
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

    @cached_property
    def base(self) -> np.ndarray:
        """Where a unit is; on the march, where it comes from."""
        return np.where(self.marching, self.world.state.origin[:, self.units], self.place)

    @cached_property
    def marching(self) -> np.ndarray:
        """Whether a unit is on the march."""
        return np.asarray(self.status == Status.EN_ROUTE)

    @cached_property
    def contact(self) -> np.ndarray:
        """Whether a unit stands where the enemy does."""
        state = self.world.state
        there: np.ndarray = kernels.in_contact(self.units, state.whereabouts, state.contested)
        return there.T

    @property
    def able(self) -> np.ndarray:
        """Whether a unit can be given a task on land."""
        fit = (self.status == Status.FIELD) | (self.status == Status.WAITING) | self.marching
        return np.asarray(fit & (self.men > 0) & (self.base != NOWHERE))

    @cached_property
    def left(self) -> np.ndarray:
        """(n, U, 4) bool: whether a unit has weapons, some that bombard, strike and hit ships."""
        weapons = self.world.state.weapons
        left: np.ndarray = kernels.powers(weapons, self._armament, len(self.units))
        return left.T

    @property
    def arms(self) -> np.ndarray:
        """(n, U) float32: weapons, craft and aircraft left."""
        weapons = self.world.state.weapons
        left: np.ndarray = kernels.arms(weapons, self._armament, len(self.units))
        return left.T

    @cached_property
    def free(self) -> np.ndarray:
        """Whether ships, aircraft or guns have no task."""
        idle = (self.status == Status.WAITING) | ((self.status == Status.FIELD) & ~self.contact)
        return np.asarray(idle & self.left[:, :, 0] & ~self.tasks)

    @cached_property
    def tasks(self) -> np.ndarray:
        """Whether a unit takes part in an operation that is under way."""
        going = self.world.ledger.going
        self._enlist(len(going))
        taken: np.ndarray = kernels.tasks(going, self.lines, self._members)
        return taken.T

    def numbers(self, number: Callable[[Operation[Any]], int]) -> np.ndarray:
        """(O,): a number of each of the `operations`, which never changes."""
        lines = self.lines
        missing = int(lines.max(initial=-1)) + 1 - len(self._numbers)
        if missing > 0:
            self._numbers = np.append(self._numbers, np.full(missing, _NOT_ASKED))
        for position in np.flatnonzero(self._numbers[lines] == _NOT_ASKED).tolist():
            self._numbers[lines[position]] = number(self.operations[position])
        return np.asarray(self._numbers[lines])

    @cached_property
    def lines(self) -> np.ndarray:
        """(O,): the lines of the `operations` in the ledger."""
        return np.array([one.line for one in self.operations], np.int64)

    def _enlist(self, lines: int) -> None:
        """Note who takes part in operations that are new; so many lines has the ledger."""
        if len(self._enlisted) == len(self.operations):
            return
        if lines > len(self._members):
            more = np.zeros((lines - len(self._members), len(self.units)), bool)
            self._members = np.concatenate([self._members, more])
        for operation in self.operations:
            if operation.line not in self._enlisted:
                self._enlisted.add(operation.line)
                for name in operation.spec.who():
                    if name in self._columns:
                        self._members[operation.line, self._columns[name]] = True

    @cached_property
    def busy(self) -> np.ndarray:
        """(n, O) bool: whether each of the `operations` has begun and is not complete."""
        return np.asarray(self.world.ledger.going[self.lines].T)

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
        return self.presence.men_by_place(self.side, self.world.all_rows)

    # weapons --------------------------------------------------------------------------------

    def _arm(self) -> kernels.Armament:
        forces, definition = self.world.forces, self.world.definition
        entries = forces.entries_of_units(self.units)
        can = np.ones((len(entries), 4), bool)
        for position, kind in enumerate(forces.entry_class[entries].tolist()):
            weapon = definition.weapons[forces.classes[kind]]
            for number, powers in enumerate((bombs, strikes, hits_ships), start=1):
                can[position, number] = any(expected(one) > 0 for one in powers(weapon))
        owners = np.searchsorted(self.units, forces.entry_unit[entries])
        return kernels.Armament(entries, owners, can)


def _alike(figures: np.ndarray) -> np.ndarray:
    """One for all runs, (1,), where it is the same in each, (n,)."""
    return figures[:1] if len(figures) and (figures == figures[0]).all() else figures
