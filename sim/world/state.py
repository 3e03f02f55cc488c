"""The state of a batch: arrays with a leading axis of runs."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Final, NamedTuple

import numpy as np

from sim.kernel import njit
from sim.scenario.fates import Fate as Fate
from sim.scenario.fates import Wear as Wear
from sim.world.clock import NEVER


class Status:
    """Where a unit is in the course of things.

    Plain numbers: numpy compares arrays with them several times faster than with an enumeration's.
    """

    WAITING: Final = 0  # at its base or off the map
    AFLOAT: Final = 1
    FIELD: Final = 2  # at a place
    EN_ROUTE: Final = 3
    ROUTED: Final = 4  # in the hills
    SURRENDERED: Final = 5


NOWHERE = -1
_FIELD, _EN_ROUTE, _PRESENT = Status.FIELD, Status.EN_ROUTE, int(Fate.PRESENT)


class Whereabouts(NamedTuple):
    """Where units are and what they have there; arrays as of `State`."""

    status: np.ndarray
    place: np.ndarray
    men: np.ndarray
    weapons: np.ndarray


@dataclass
class State:
    """n runs, U units, W weapon entries (one a unit and class), P places, two sides.

    Each array has one owner, who alone can write it once the battle is deployed.

    Runs lie side by side in memory. To take a column first and then its runs, `men[:, unit][rows]`,
    is therefore about twice as fast as both at once.
    """

    men: np.ndarray
    """(n, U, Fate) int32: men of each unit by what has become of them."""
    weapons: np.ndarray
    """(n, W, Wear) int32: weapons, craft and aircraft likewise."""
    status: np.ndarray
    """(n, U) int8: what a unit does, see `Status`."""
    place: np.ndarray
    """(n, U) int16: where a unit is, or goes; NOWHERE if off the map."""
    origin: np.ndarray
    """(n, U) int16: where it would fall back to."""
    control: np.ndarray
    """(n, P) int8: the side that holds a place, or NOWHERE."""

    initial: np.ndarray = field(init=False)
    """(n, U) int64: men at the start of the battle; who joins another unit counts with it."""
    afloat: np.ndarray = field(init=False)
    """(n, U) int32: men who are not yet ashore, those who fell since they embarked among them; see
    `men_afloat`."""
    landed: np.ndarray = field(init=False)
    """(n, U) bool: whether a unit has set foot on the battlefield."""
    suppression: np.ndarray = field(init=False)
    """(n, U) float: 0 to 1 at the turn `suppressed_at`; it fades from then on."""
    suppressed_at: np.ndarray = field(init=False)
    """(n, U) int32: turn as of which a unit is so much suppressed."""
    suppressed_before: np.ndarray = field(init=False)
    """(n, U) float: what was left in that turn of earlier suppression."""
    disorganised_at: np.ndarray = field(init=False)
    """(n, U) int32: turn at which a unit was last thrown into disorder."""
    surprised_until: np.ndarray = field(init=False)
    """(n, P) int32: turn up to which the garrison of a place is surprised."""
    alert: np.ndarray = field(init=False)
    """(n, P) bool: whether a garrison stands to and can no longer be surprised."""
    scouted: np.ndarray = field(init=False)
    """(n, P) bool: whether scouts have brought back what a landing needs to know."""
    contested: np.ndarray = field(init=False)
    """(n, P) bool: whether both sides stand at a place."""
    ceased: np.ndarray = field(init=False)
    """(n, P, 2) bool: whether a side keeps a cease-fire at a place."""
    truce: np.ndarray = field(init=False)
    """(n, P) bool: whether both sides keep it, so that nobody fires."""
    taken_at: np.ndarray = field(init=False)
    """(n, P) int32: turn at which control last passed to another side."""
    place_losses: np.ndarray = field(init=False)
    """(n, P, 2, Fate) int32: men lost at each place."""
    engaged_since: np.ndarray = field(init=False)
    """(n, P) int32: turn at which the present engagement began."""
    fraction: np.ndarray = field(init=False)
    """(n, U) float: part of a man whom a deterministic combat model has counted as lost already."""
    engaged_losses: np.ndarray = field(init=False)
    """(n, P, 2) int32: men lost since the present engagement began."""
    break_share: np.ndarray = field(init=False)
    """(n, P, 2) float: share of losses at which a side breaks in the present engagement."""
    frailty: np.ndarray = field(init=False)
    """(n, P, 2) float: luck of the day, a multiplier of a side's fire at a place."""

    def __post_init__(self) -> None:
        n, units = self.status.shape
        places = self.control.shape[1]
        for name in ("men", "weapons", "status", "place", "origin", "control"):
            setattr(self, name, np.asfortranarray(getattr(self, name)))
        self.initial = np.asfortranarray(self.men[:, :, Fate.PRESENT], np.int64)
        self.afloat = _columns((n, units), 0, np.int32)
        self.landed = _columns((n, units), False, np.bool_)
        self.suppression = _columns((n, units), 0.0, np.float64)
        self.suppressed_at = _columns((n, units), 0, np.int32)
        self.suppressed_before = _columns((n, units), 0.0, np.float64)
        self.disorganised_at = _columns((n, units), -NEVER, np.int32)
        self.surprised_until = _columns((n, places), -1, np.int32)
        self.alert = _columns((n, places), False, np.bool_)
        self.scouted = _columns((n, places), False, np.bool_)
        self.contested = _columns((n, places), False, np.bool_)
        self.ceased = _columns((n, places, 2), False, np.bool_)
        self.truce = _columns((n, places), False, np.bool_)
        self.taken_at = _columns((n, places), NEVER, np.int32)
        self.place_losses = _columns((n, places, 2, len(Fate)), 0, np.int32)
        self.engaged_since = _columns((n, places), 0, np.int32)
        self.fraction = _columns((n, units), 0.0, np.float64)
        self.engaged_losses = _columns((n, places, 2), 0, np.int32)
        self.break_share = _columns((n, places, 2), 1.0, np.float64)
        self.frailty = _columns((n, places, 2), 1.0, np.float64)
        self._owned: dict[str, np.ndarray] = {}
        self.owners: dict[str, str] = {}
        """By array, the name of the rule that writes it."""

    def seal(self) -> None:
        """From now on only its owner can write an array; all others have a view to read."""
        self._owned = {f.name: getattr(self, f.name) for f in fields(self)}
        for name, array in self._owned.items():
            view = array.view()
            view.flags.writeable = False
            setattr(self, name, view)
        self.whereabouts = Whereabouts(self.status, self.place, self.men, self.weapons)

    def hand_over(self, owner: object, *names: str) -> list[np.ndarray]:
        """The arrays themselves, to the one who alone may write them.

        Raises ValueError if an array has an owner already.
        """
        for name in names:
            if name in self.owners:
                raise ValueError(f"the array {name} belongs to {self.owners[name]}")
            self.owners[name] = type(owner).__name__
        return [self._owned[name] for name in names]

    def men_afloat(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Men of a unit who are not yet ashore, shape (k,)."""
        men = self.men[:, unit, Fate.PRESENT][rows]
        return np.asarray(np.minimum(self.afloat[:, unit][rows], men))

    def ashore(self, units: np.ndarray) -> np.ndarray:
        """Men of some units who are present and on the battlefield, shape (n,)."""
        present = self.men[:, units, Fate.PRESENT]
        on_land = self.landed[:, units] & (self.status[:, units] != Status.AFLOAT)
        ashore = np.maximum(present - self.afloat[:, units], 0) * on_land
        return np.asarray(ashore.sum(axis=1))

    def arrays(self) -> Iterator[np.ndarray]:
        """All arrays, to be read."""
        return (getattr(self, one.name) for one in fields(self))

    def alike(self, others: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
        """Whether each run is in the very state of another one, given by its row; both (n,).

        With `rows`, (k,), these runs alone are looked at, and `others` has their shape.
        """
        looked_at = np.arange(len(others)) if rows is None else rows
        same = np.ones(len(others), bool)
        for array in self.arrays():
            columns = array.reshape(len(array), -1, order="F").T  # as they lie in memory
            bits = columns.view(f"i{columns.itemsize}")  # fewer kernels: one a size
            _compare(bits, looked_at, others, same)
        return same

    def in_field(self, unit: int, place: int, rows: np.ndarray) -> np.ndarray:
        """Whether a unit is in the field at a place, shape (k,) bool."""
        here: np.ndarray = _in_field(rows, place, self.status[:, unit], self.place[:, unit])
        return here


_ALL = slice(None)
_SEVERAL = -2


def distinct(places: np.ndarray) -> list[int]:
    """The places, or units, that occur in an array, (k,), in ascending order; without NOWHERE."""
    if len(places) > 1:
        numbers = places.astype(np.int64, copy=False)
        only = int(_only(numbers))  # a unit is at the same place in most runs
        if only != _SEVERAL:
            return [only] if only != NOWHERE else []
        found: list[int] = _distinct(numbers).tolist()
        return found
    return [place for place in places.tolist() if place != NOWHERE]


def grouped(numbers: np.ndarray) -> Iterator[tuple[int, np.ndarray | slice]]:
    """The places, or units, that occur in an array, (k,), and where each does; without NOWHERE."""
    only = _only(numbers.astype(np.int64, copy=False)) if len(numbers) else NOWHERE
    if only == _SEVERAL:
        for number in distinct(numbers):
            yield number, numbers == number
    elif only != NOWHERE:
        yield int(only), _ALL


def _columns(shape: tuple[int, ...], value: float, dtype: type[np.generic]) -> np.ndarray:
    """An array whose runs lie side by side in memory: rules go through the runs of one unit."""
    if not value:  # the system hands out zeros, and a rule that is not asked for touches none
        return np.zeros(shape, dtype, order="F")
    return np.full(shape, value, dtype, order="F")


@njit(cache=True)
def add(account: np.ndarray, rows: np.ndarray, numbers: np.ndarray) -> None:
    """Add numbers, (k,), to an account, (n,), in some runs, each of which is there once."""
    for i in range(rows.shape[0]):
        account[rows[i]] += numbers[i]


@njit(cache=True)
def chosen(rows: np.ndarray, flags: np.ndarray) -> np.ndarray:
    """Those of some runs, (k,), whose flag, (n,) bool, is set."""
    picked = np.empty_like(rows)
    some = False
    for flag in flags:  # many at a time: often there are none
        some |= flag
    found = 0
    for row in rows if some else rows[:0]:
        picked[found] = row
        found += flags[row]
    return picked[:found]


@njit(cache=True)
def _only(places: np.ndarray) -> int:
    """The place of all, or _SEVERAL."""
    for place in places:
        if place != places[0]:
            return _SEVERAL
    return int(places[0])


@njit(cache=True)
def _distinct(places: np.ndarray) -> np.ndarray:
    found = np.zeros(places.max() + 1, np.bool_)
    for place in places:
        if place != NOWHERE:
            found[place] = True
    return np.flatnonzero(found)


@njit(cache=True)
def _compare(columns: np.ndarray, rows: np.ndarray, others: np.ndarray, same: np.ndarray) -> None:
    """Of some rows, (k,), those are no longer the `same` that differ in a column, (columns, n)."""
    for column in range(columns.shape[0]):
        for i in range(rows.shape[0]):
            if same[i] and columns[column, rows[i]] != columns[column, others[i]]:
                same[i] = False


@njit(cache=True)
def under_arms(
    rows: np.ndarray, units: np.ndarray, status: np.ndarray, men: np.ndarray
) -> np.ndarray:
    """Men of some units who are in the field or on the march, (k,)."""
    total = np.zeros(rows.shape[0], np.int64)
    for unit in units:
        for k in range(rows.shape[0]):
            does = status[rows[k], unit]
            if does in (_FIELD, _EN_ROUTE):
                total[k] += men[rows[k], unit, _PRESENT]
    return total


@njit(cache=True)
def _in_field(
    rows: np.ndarray, place: int, status: np.ndarray, unit_place: np.ndarray
) -> np.ndarray:
    here = np.empty(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        row = rows[i]
        here[i] = status[row] == _FIELD and unit_place[row] == place
    return here
