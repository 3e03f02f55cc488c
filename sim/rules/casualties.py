"""What becomes of men and weapons that are put out of action.

Wherever men are lost there is news of losses.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial
from sim.rules.morale import Morale
from sim.rules.rule import Rule
from sim.world.news import Losses
from sim.world.state import Fate, Wear
from sim.world.world import World

_PRESENT, _KILLED, _WOUNDED, _CAPTURED = (
    int(fate) for fate in (Fate.PRESENT, Fate.KILLED, Fate.WOUNDED, Fate.CAPTURED)
)
_READY, _DAMAGED, _LOST = int(Wear.PRESENT), int(Wear.DAMAGED), int(Wear.LOST)


class Casualties(Rule):
    """Books losses; `cause` names the stream of luck that divides them, and the place."""

    def __init__(self, world: World, morale: Morale) -> None:
        super().__init__(world)
        self._men, self._weapons, self._place_losses, self._initial = world.state.hand_over(
            self, "men", "weapons", "place_losses", "initial"
        )
        places = range(self._place_losses.shape[1])
        self._books = [
            [Books(self._men, self._place_losses[:, place, side]) for side in (0, 1)]
            for place in places
        ]
        self._morale = morale
        self._table = morale.parameters
        self._addresses: dict[tuple[str, bytes], np.ndarray] = {}
        self._weapon_addresses: dict[tuple[str, bytes], np.ndarray] = {}

    # who is whose ---------------------------------------------------------------------------

    def regroup(self, rows: np.ndarray, unit: int, into: int, number: np.ndarray) -> None:
        """So many men of a unit, (k,), join another one as if they had always been with it.

        They take their part of the weapons with them, of the classes that both have.
        """
        before = self._men[rows, unit, _PRESENT].astype(np.int64)
        for one, sign in ((unit, -1), (into, 1)):
            self._men[rows, one, _PRESENT] += sign * number
            self._initial[rows, one] += sign * number
        forces = self.world.forces
        theirs = {forces.entry_class[entry]: entry for entry in forces.entries_of(into).tolist()}
        for entry in forces.entries_of(unit).tolist():
            if forces.entry_class[entry] in theirs:
                ready = self._weapons[rows, entry, _READY].astype(np.int64)
                moved = ready * number // np.maximum(before, 1)
                self._weapons[rows, entry, _READY] -= moved
                self._weapons[rows, theirs[forces.entry_class[entry]], _READY] += moved

    # men ------------------------------------------------------------------------------------

    def hit_men(
        self,
        cause: str,
        place: int,
        side: int,
        rows: np.ndarray,
        units: np.ndarray,
        lost: np.ndarray,
    ) -> np.ndarray:
        """Men lost, (k, U), become killed or wounded; returns the totals, (k,)."""
        world = self.world
        totals: np.ndarray
        totals, hit = _divide_men(
            rows,
            units,
            lost,
            self._table.values,
            world.draws.at(world.turn),
            self._fates(cause, units),
            self._books[place][side],
        )
        if len(hit):
            world.news.announce(Losses(), hit)
        return totals

    def _fates(self, cause: str, units: np.ndarray) -> np.ndarray:
        """The random addresses of the fates of the men of some units, (U,)."""
        key = (cause, units.tobytes())
        if key not in self._addresses:
            names = [self.world.forces.luck[unit] for unit in units]
            addresses = [self.world.draws.address(f"fate/{cause}", name) for name in names]
            self._addresses[key] = np.array(addresses, np.uint64)
        return self._addresses[key]

    def transfer(
        self,
        rows: np.ndarray,
        unit: int,
        source: Fate,
        target: Fate,
        number: np.ndarray,
        place: int,
    ) -> None:
        """Move men of a unit from one fate to another and note it at a place."""
        some = rows[number > 0]
        if not len(some):
            return
        side = int(self.world.forces.unit_side[unit])
        books = Books(self._men[:, unit], self._place_losses[:, max(place, 0), side])
        moved = number.astype(np.int64, copy=False)
        _transfer(rows, moved, int(source), int(target), books, place >= 0)
        if target == Fate.CAPTURED:
            self._morale.note_surrender(side, some)
        self.world.news.announce(Losses(), some)

    def capture(self, rows: np.ndarray, units: np.ndarray, number: np.ndarray) -> None:
        """Of some units of one side so many men, (k, U), are captured where each unit stands."""
        world = self.world
        side = int(world.forces.unit_side[units[0]])
        books = Books(self._men, self._place_losses[:, :, side])
        some = rows[_capture(rows, units, number, world.state.place, books)]
        if len(some):
            self._morale.note_surrender(side, some)
            world.news.announce(Losses(), some)

    def abandon(self, place: int, unit: int, rows: np.ndarray, shaken: np.ndarray) -> None:
        """Of a unit that flees from a place some are captured, the more the harder it was hit.

        `shaken`, (k,), are the losses of its side to each man who is left there. Some of the
        wounded of the place are captured too, and most of these die.
        """
        world = self.world
        side, name = int(world.forces.unit_side[unit]), world.forces.luck[unit]
        item = f"{world.forces.places[place]}/{name}"
        captured, lost = _abandon(
            rows,
            Books(self._men[:, unit], self._place_losses[:, place, side]),
            self._table.values,
            world.draws.at(world.turn),
            (world.draws.address("rout", item), world.draws.address("abandoned", item)),
            shaken,
        )
        if len(captured):
            self._morale.note_surrender(side, captured)
        if len(lost):
            world.news.announce(Losses(), lost)

    # weapons --------------------------------------------------------------------------------

    def hit_weapons(
        self, cause: str, place: int, rows: np.ndarray, entries: np.ndarray, lost: np.ndarray
    ) -> np.ndarray:
        """Weapons hit, (k, W), become lost or damaged; returns the losses of their crews, (k,)."""
        world, forces = self.world, self.world.forces
        unit = forces.entry_unit[entries]
        side = int(forces.unit_side[unit[0]])
        totals: np.ndarray
        totals, some = _hit_weapons(
            rows,
            lost,
            Arms(entries, unit, world.arsenal.crew, forces.entry_class[entries]),
            self._fates_of_weapons(cause, entries),
            self._table.values,
            world.draws.at(world.turn),
            Books(self._men, self._place_losses[:, max(place, 0), side]),
            Stores(self._weapons, place >= 0),
        )
        if len(some):
            world.news.announce(Losses(), some)
        return totals

    def _fates_of_weapons(self, cause: str, entries: np.ndarray) -> np.ndarray:
        """The random addresses of what becomes of weapons and of their crews, (2, W)."""
        key = (cause, entries.tobytes())
        if key not in self._weapon_addresses:
            names = [self.world.forces.entry_luck[entry] for entry in entries]
            self._weapon_addresses[key] = np.array(
                [
                    [self.world.draws.address(f"{kind}/{cause}", name) for name in names]
                    for kind in ("wear", "crew")
                ],
                np.uint64,
            )
        return self._weapon_addresses[key]

    def wear(self, rows: np.ndarray, entry: int, lost: np.ndarray, damaged: np.ndarray) -> None:
        """Book weapons of one entry that were ready as lost and damaged."""
        _wear(rows, lost, damaged, self._weapons[:, entry])

    def sink(self, rows: np.ndarray, entry: int, number: np.ndarray) -> np.ndarray:
        """Book craft of one entry as lost, damaged ones first; returns how many, (k,)."""
        lost = np.zeros(len(rows), np.int32)
        for wear in (Wear.DAMAGED, Wear.PRESENT):
            sinking = np.minimum(number - lost, self._weapons[rows, entry, wear]).astype(np.int32)
            self._weapons[rows, entry, wear] -= sinking
            lost += sinking
        self._weapons[rows, entry, Wear.LOST] += lost
        return lost


class Books(NamedTuple):
    """The accounts into which kernels book men: those of units, and of one side at a place."""

    men: np.ndarray
    """(n, U, Fate), or (n, Fate) of one unit."""
    losses: np.ndarray
    """(n, Fate), or (n, P, Fate) of all places."""


class Arms(NamedTuple):
    """Weapon entries and who serves them."""

    entries: np.ndarray
    """(W,)"""
    unit: np.ndarray
    """(W,) whose they are."""
    crew: np.ndarray
    """(n or 1, classes) men who serve one."""
    kind: np.ndarray
    """(W,) the class of each."""


class Stores(NamedTuple):
    """Where weapons are booked, and whether their crews are noted at a place."""

    weapons: np.ndarray
    """(n, W, Wear), of all entries."""
    noted: bool


class _Shares(NamedTuple):
    killed_share: int
    destroyed_share: int
    crew_lost: int
    crew_killed: int
    rout_captured: int
    abandoned_share: int
    abandoned_killed: int


_SHARE = _Shares(*(Morale.Parameters.names().index(name) for name in _Shares._fields))
"""Columns of the table of morale."""


@njit(cache=True)
def _hit_weapons(
    rows: np.ndarray,
    lost: np.ndarray,
    arms: Arms,
    addresses: np.ndarray,
    morale: np.ndarray,
    luck: Luck,
    books: Books,
    stores: Stores,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw what becomes of weapons hit, (k, W), and of their crews; book it.

    Returns the losses of the crews, (k,), and the runs in which there are any.
    """
    totals = np.zeros(rows.shape[0], np.int64)
    for w in range(arms.entries.shape[0]):
        entry, unit, kind = arms.entries[w], arms.unit[w], arms.kind[w]
        for i in range(rows.shape[0]):
            hit = lost[i, w]
            if hit == 0:
                continue
            row = rows[i]
            m = morale[row if morale.shape[0] > 1 else 0]
            uniform, _ = uniform_pair(luck.seed, luck.runs[row], luck.turn, addresses[0, w])
            destroyed = binomial(hit, m[_SHARE.destroyed_share], uniform)
            _wear_out(stores.weapons[row, entry], destroyed, hit - destroyed)
            crew = math.floor(hit * arms.crew[row if arms.crew.shape[0] > 1 else 0, kind])
            aboard = min(crew, books.men[row, unit, _PRESENT])
            if aboard > 0:
                one, two = uniform_pair(luck.seed, luck.runs[row], luck.turn, addresses[1, w])
                down = binomial(aboard, m[_SHARE.crew_lost], one)
                killed = binomial(down, m[_SHARE.crew_killed], two)
                men, losses = books.men[row, unit], books.losses[row]
                shift(killed, _PRESENT, _KILLED, men, losses, stores.noted)
                shift(down - killed, _PRESENT, _WOUNDED, men, losses, stores.noted)
                totals[i] += down
    return totals, rows[totals > 0]


@njit(cache=True, inline="always")
def _wear_out(weapons: np.ndarray, lost: int, damaged: int) -> None:
    """Book weapons in the account, (Wear,), of an entry."""
    weapons[_READY] -= lost + damaged
    weapons[_DAMAGED] += damaged
    weapons[_LOST] += lost


@njit(cache=True)
def _wear(rows: np.ndarray, lost: np.ndarray, damaged: np.ndarray, weapons: np.ndarray) -> None:
    """Book weapons, (k,) each, in the account (n, Wear) of an entry."""
    for i in range(rows.shape[0]):
        _wear_out(weapons[rows[i]], lost[i], damaged[i])


@njit(cache=True)
def _divide_men(
    rows: np.ndarray,
    units: np.ndarray,
    lost: np.ndarray,
    morale: np.ndarray,
    luck: Luck,
    addresses: np.ndarray,
    books: Books,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw how many of the `lost` are dead and book them; returns the totals and who has any.

    The totals have shape (k,), the runs with losses are some of `rows`.
    """
    men = books.men
    totals = np.zeros(rows.shape[0], np.int64)
    dead = np.zeros(rows.shape[0], np.int64)
    hits = np.empty(rows.shape[0], np.int64)
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        for i in hits[: _marked(lost[:, u], hits)]:
            hit = lost[i, u]
            row = np.uint32(rows[i])  # unsigned: see `muster`
            probability = morale[row if morale.shape[0] > 1 else 0, _SHARE.killed_share]
            uniform, _ = uniform_pair(luck.seed, luck.runs[row], luck.turn, addresses[u])
            killed = binomial(hit, probability, uniform)
            men[row, unit, _PRESENT] -= hit
            men[row, unit, _KILLED] += killed
            men[row, unit, _WOUNDED] += hit - killed
            dead[i] += killed
            totals[i] += hit
    hits = hits[: _marked(totals, hits)]
    for i in hits:
        books.losses[rows[i], _KILLED] += dead[i]
        books.losses[rows[i], _WOUNDED] += totals[i] - dead[i]
    return totals, rows[hits]


@njit(cache=True)
def _marked(numbers: np.ndarray, found: np.ndarray) -> int:
    """Write the positions of the positive `numbers`, (k,), into `found`; returns how many.

    There is no branch in it: where about every other number is positive, that is faster.
    """
    count = 0
    for i in range(numbers.shape[0]):
        found[count] = i
        count += numbers[i] > 0
    return count


@njit(cache=True)
def _transfer(
    rows: np.ndarray, number: np.ndarray, source: int, target: int, books: Books, noted: bool
) -> None:
    for i in range(rows.shape[0]):
        if number[i] > 0:
            row = rows[i]
            shift(number[i], source, target, books.men[row], books.losses[row], noted)


@njit(cache=True)
def _capture(
    rows: np.ndarray, units: np.ndarray, number: np.ndarray, places: np.ndarray, books: Books
) -> np.ndarray:
    """Book men as captured; `places`, (n, U), says where. Returns whose, (k,)."""
    some = np.zeros(rows.shape[0], np.bool_)
    for u in range(units.shape[0]):
        unit = units[u]
        for i in range(rows.shape[0]):
            if number[i, u] > 0:
                row, some[i] = rows[i], True
                place = places[row, unit]
                losses = books.losses[row, max(place, 0)]
                shift(number[i, u], _PRESENT, _CAPTURED, books.men[row, unit], losses, place >= 0)
    return some


@njit(cache=True, inline="always")
def shift(
    number: int, source: int, target: int, men: np.ndarray, losses: np.ndarray, noted: bool
) -> None:
    """Move men of a unit from one fate to another; `men` and `losses` have shape (Fate,).

    If it is to be noted, the losses of a place change likewise; nobody is present among these.
    """
    men[source] -= number
    men[target] += number
    if noted:
        if source != _PRESENT:
            losses[source] -= number
        losses[target] += number


@njit(cache=True)
def _abandon(
    rows: np.ndarray,
    books: Books,
    morale: np.ndarray,
    luck: Luck,
    addresses: tuple[np.uint64, np.uint64],
    shaken: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw what a unit that flees leaves behind, and book it; `shaken` is as in `abandon`.

    Returns the runs in which men are captured and those in which any are lost. `morale` is the
    table of its parameters; the addresses are those of the men and of the wounded.
    """
    men, losses = books.men, books.losses
    captured, lost = np.empty_like(rows), np.empty_like(rows)
    with_captured = with_lost = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        m = morale[row if morale.shape[0] > 1 else 0]
        present = men[row, _PRESENT]
        wounded = min(men[row, _WOUNDED], losses[row, _WOUNDED])
        if present == 0 and wounded == 0:
            continue
        first, second = uniform_pair(luck.seed, luck.runs[row], luck.turn, addresses[0])
        dead = taken = 0
        if wounded > 0:
            share, fatal = m[_SHARE.abandoned_share], m[_SHARE.abandoned_killed]
            dead = binomial(wounded, share * fatal, second)
            shift(dead, _WOUNDED, _KILLED, men[row], losses[row], True)
        if wounded > dead:
            third, _ = uniform_pair(luck.seed, luck.runs[row], luck.turn, addresses[1])
            rest = share * (1 - fatal) / max(1 - share * fatal, 1e-9)
            taken = binomial(wounded - dead, rest, third)
            shift(taken, _WOUNDED, _CAPTURED, men[row], losses[row], True)
        caught = binomial(present, m[_SHARE.rout_captured] * shaken[i], first)
        shift(caught, _PRESENT, _CAPTURED, men[row], losses[row], True)
        if taken + caught > 0:
            captured[with_captured] = row
            with_captured += 1
        if dead + taken + caught > 0:
            lost[with_lost] = row
            with_lost += 1
    return captured[:with_captured], lost[:with_lost]
