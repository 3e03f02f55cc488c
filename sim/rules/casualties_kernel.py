"""Kernels of casualties: men and weapons change their accounts."""

import math
from typing import NamedTuple

import numpy as np

from sim.elementary import power
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair, uniforms
from sim.luck.variates import binomial, binomials_of
from sim.rules.morale import Morale
from sim.rules.muster_sheets import Attacks, Wave
from sim.rules.presence import Opponents
from sim.world.state import Fate, Wear

_PRESENT, _KILLED, _WOUNDED, _CAPTURED = (
    int(fate) for fate in (Fate.PRESENT, Fate.KILLED, Fate.WOUNDED, Fate.CAPTURED)
)
_READY, _DAMAGED, _LOST = int(Wear.PRESENT), int(Wear.DAMAGED), int(Wear.LOST)


class Books(NamedTuple):
    """The accounts into which kernels book men: those of units, and of one side at a place."""

    men: np.ndarray
    """(n, U, Fate), or (n, Fate) of one unit."""
    losses: np.ndarray
    """(n, Fate), or (n, P, Fate) of all places, or (n, P, 2, Fate) of both sides."""


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


class Leaving(NamedTuple):
    """Units that flee from a place in each of some runs, (k,) each."""

    units: np.ndarray
    places: np.ndarray
    sides: np.ndarray
    troops: np.ndarray
    """Whether they are troops, not ships: the men of ships do not keep a side from surrender."""
    addresses: np.ndarray
    """(2, P, U), of the men and of the wounded whom units leave behind at places."""
    shaken: np.ndarray
    """The losses of its side to each man who is left."""


class Standing(NamedTuple):
    """Some units of both sides, and where they stand."""

    units: np.ndarray
    """(U,)"""
    sides: np.ndarray
    """(U,)"""
    places: np.ndarray
    """(n, all units)"""


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
def hit_weapons(
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
    totals, crews, runs = np.zeros(rows.shape[0], np.int64), arms.crew, luck.runs
    (all_men, all_losses), (weapons, noted) = books, stores  # see `sim.kernel.borrower`
    for w in range(arms.entries.shape[0]):
        entry, unit, kind = arms.entries[w], arms.unit[w], arms.kind[w]
        for i in range(rows.shape[0]):
            hit = lost[i, w]
            if hit == 0:
                continue
            row = rows[i]
            m = morale[row if morale.shape[0] > 1 else 0]
            uniform, _ = uniform_pair(luck.seed, runs[row], luck.turn, addresses[0, w])
            destroyed = binomial(hit, m[_SHARE.destroyed_share], uniform)
            _wear_out(weapons[row, entry], destroyed, hit - destroyed)
            crew = math.floor(hit * crews[row if crews.shape[0] > 1 else 0, kind])
            aboard = min(crew, all_men[row, unit, _PRESENT])
            if aboard > 0:
                one, two = uniform_pair(luck.seed, runs[row], luck.turn, addresses[1, w])
                down = binomial(aboard, m[_SHARE.crew_lost], one)
                killed = binomial(down, m[_SHARE.crew_killed], two)
                men, losses = all_men[row, unit], all_losses[row]
                shift(killed, _PRESENT, _KILLED, men, losses, noted)
                shift(down - killed, _PRESENT, _WOUNDED, men, losses, noted)
                totals[i] += down
    return totals, rows[totals > 0]


@njit(cache=True, inline="always")
def _wear_out(weapons: np.ndarray, lost: int, damaged: int) -> None:
    """Book weapons in the account, (Wear,), of an entry."""
    weapons[_READY] -= lost + damaged
    weapons[_DAMAGED] += damaged
    weapons[_LOST] += lost


@njit(cache=True)
def wear(rows: np.ndarray, lost: np.ndarray, damaged: np.ndarray, weapons: np.ndarray) -> None:
    """Book weapons, (k,) each, in the account (n, Wear) of an entry."""
    for i in range(rows.shape[0]):
        _wear_out(weapons[rows[i]], lost[i], damaged[i])


@njit(cache=True)
def divide_men(
    rows: np.ndarray,
    units: np.ndarray,
    lost: np.ndarray,
    morale: np.ndarray,
    resolve: np.ndarray,
    luck: Luck,
    addresses: np.ndarray,
    books: Books,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw how many of the `lost` are dead and book them; returns the totals and who has any.

    The totals have shape (k,), the runs with losses are some of `rows`; `resolve` is that of all
    units, (n or 1, U).
    """
    tally = np.zeros((2, rows.shape[0]), np.int64)
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        hit, who = lost[:, u].copy(), (units[u], addresses[u])
        _divide(rows, who, hit, (morale, resolve), luck, books.men, tally)
    return tally[0], _note(rows, tally, books.losses)


@njit(cache=True)
def divide_where_they_stand(
    rows: np.ndarray,
    standing: Standing,
    lost: np.ndarray,
    tables: tuple[np.ndarray, np.ndarray],
    luck: Luck,
    addresses: np.ndarray,
    books: Books,
) -> np.ndarray:
    """As `divide_men` of units of both sides, (U, k); returns who has any losses.

    The losses in the books are those of both sides, (n, P, 2, Fate).
    """
    some = np.zeros(rows.shape[0], np.bool_)
    for u in range(standing.units.shape[0]):
        tally = np.zeros((2, rows.shape[0]), np.int64)
        _divide(rows, (standing.units[u], addresses[u]), lost[u], tables, luck, books.men, tally)
        _note_there(rows, standing, u, tally[1], tally[0] - tally[1], books.losses, some)
    return rows[some]


@njit(cache=True)
def lose(
    rows: np.ndarray, standing: Standing, dead: np.ndarray, wounded: np.ndarray, books: Books
) -> np.ndarray:
    """Book men as dead and wounded, (U, k) each, where they stand; returns who has any losses."""
    some, men = np.zeros(rows.shape[0], np.bool_), books.men
    for u in range(standing.units.shape[0]):
        unit = standing.units[u]
        for i in range(rows.shape[0]):
            row = rows[i]
            men[row, unit, _PRESENT] -= dead[u, i] + wounded[u, i]
            men[row, unit, _KILLED] += dead[u, i]
            men[row, unit, _WOUNDED] += wounded[u, i]
        _note_there(rows, standing, u, dead[u], wounded[u], books.losses, some)
    return rows[some]


@njit(cache=True)
def _note_there(
    rows: np.ndarray,
    standing: Standing,
    u: int,
    dead: np.ndarray,
    wounded: np.ndarray,
    losses: np.ndarray,
    some: np.ndarray,
) -> None:
    """Note the losses of a unit, (k,) each, where it stands, and in whose runs there are any."""
    unit, side, places = standing.units[u], standing.sides[u], standing.places
    for i in range(rows.shape[0]):
        if dead[i] + wounded[i] > 0:
            row, some[i] = rows[i], True
            place = places[row, unit]
            losses[row, place, side, _KILLED] += dead[i]
            losses[row, place, side, _WOUNDED] += wounded[i]


@njit(cache=True)
def divide_fronts(
    attacks: Attacks,
    wave: Wave,
    opponents: Opponents,
    lost: np.ndarray,
    fates: np.ndarray,
    tables: tuple[np.ndarray, np.ndarray],
    luck: Luck,
    books: Books,
) -> tuple[np.ndarray, np.ndarray]:
    """As `divide_men` of both sides at some fronts: the totals, (2, k), and who has any.

    The addresses of the `fates` are those of units at places, (P, U); the losses in the books are
    those of both sides, (n, P, 2, Fate).
    """
    begin, end = attacks.ends[wave[0]], attacks.ends[wave[1]]
    totals, some = np.empty((2, end - begin), np.int64), np.zeros(books.men.shape[0], np.bool_)
    for front in range(wave[0], wave[1]):
        place, first, last = attacks.places[front], attacks.ends[front], attacks.ends[front + 1]
        rows, begins = attacks.rows[first:last], opponents.begins[place]
        for side in range(2):
            tally = np.zeros((2, rows.shape[0]), np.int64)
            for u in range(begins[side + 1] - begins[side]):
                unit = opponents.units[begins[side] + u]
                who, hit = (unit, fates[place, unit]), lost[side, u, first:last]
                _divide(rows, who, hit, tables, luck, books.men, tally)
            some[_note(rows, tally, books.losses[:, place, side])] = True
            totals[side, first - begin : last - begin] = tally[0]
    return totals, np.flatnonzero(some)


@njit(cache=True)
def _divide(
    rows: np.ndarray,
    who: tuple[int, np.uint64],
    lost: np.ndarray,
    tables: tuple[np.ndarray, np.ndarray],
    luck: Luck,
    men: np.ndarray,
    tally: np.ndarray,
) -> None:
    """Draw how many of those whom one unit has lost, (k,), are dead, and book them.

    `who` is the unit and the address of its fates, the tables are those of morale and resolve. All
    and the dead are added to the rows of the tally, (2, k).
    """
    (unit, address), (morale, resolve) = who, tables
    hits = np.empty(rows.shape[0], np.int64)
    hits = hits[: _marked(lost, hits)]
    if not hits.shape[0]:
        return
    runs, drawn = np.empty(hits.shape[0], np.uint64), np.empty(hits.shape[0])
    for j in range(hits.shape[0]):
        runs[j] = luck.runs[rows[hits[j]]]
    uniforms(luck.seed, runs, luck.turn, address, drawn)
    shared = morale.shape[0] == 1 and resolve.shape[0] == 1
    chance = _killed_share(morale, resolve, 0, unit)
    for j in range(hits.shape[0]):
        i = hits[j]
        hit, row = lost[i], np.uint32(rows[i])  # unsigned: see `muster`
        if not shared:
            chance = _killed_share(morale, resolve, int(row), unit)
        killed = binomial(hit, chance, drawn[j])
        men[row, unit, _PRESENT] -= hit
        men[row, unit, _KILLED] += killed
        men[row, unit, _WOUNDED] += hit - killed
        tally[0, i] += hit
        tally[1, i] += killed


@njit(cache=True)
def _note(rows: np.ndarray, tally: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """Note the losses of a side, see `_divide`, at a place, (n, Fate); returns whose they are."""
    totals, dead = tally
    hits = np.empty(rows.shape[0], np.int64)
    hits = hits[: _marked(totals, hits)]
    for i in hits:
        row = np.uint32(rows[i])
        losses[row, _KILLED] += dead[i]
        losses[row, _WOUNDED] += totals[i] - dead[i]
    return rows[hits]


@njit(cache=True, inline="always")
def _killed_share(morale: np.ndarray, resolve: np.ndarray, row: int, unit: int) -> float:
    """Share of the men of a unit put out of action who are dead, by the tables of both."""
    share = morale[row if morale.shape[0] > 1 else 0, _SHARE.killed_share]
    firm = resolve[row if resolve.shape[0] > 1 else 0, unit]
    return share if firm == 1.0 else 1.0 - power(1.0 - share, firm)


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
def transfer(
    rows: np.ndarray, number: np.ndarray, source: int, target: int, books: Books, noted: bool
) -> np.ndarray:
    """Move so many men of a unit, (k,), from one fate to another; returns where there are any."""
    (men, losses), some, found = books, np.empty_like(rows), 0
    for i in range(rows.shape[0]):
        if number[i] > 0:
            some[found], row = rows[i], rows[i]
            shift(number[i], source, target, men[row], losses[row], noted)
            found += 1
    return some[:found]


@njit(cache=True)
def take(
    rows: np.ndarray,
    units: np.ndarray,
    number: np.ndarray,
    fate: int,
    places: np.ndarray,
    books: Books,
) -> np.ndarray:
    """So many men, (U, k), who are present meet a fate; `places`, (n, U), says where.

    Returns in which runs there are any, (k,) bool.
    """
    some, men, losses = np.zeros(rows.shape[0], np.bool_), books.men, books.losses
    for u in range(units.shape[0]):
        unit = units[u]
        for i in range(rows.shape[0]):
            if number[u, i] > 0:
                row, some[i] = np.uint32(rows[i]), True  # unsigned: see `muster`
                men[row, unit, _PRESENT] -= number[u, i]
                men[row, unit, fate] += number[u, i]
                place = places[row, unit]
                if place >= 0:
                    losses[row, place, fate] += number[u, i]
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
def abandon(
    rows: np.ndarray,
    ends: np.ndarray,
    leaving: Leaving,
    books: Books,
    morale: np.ndarray,
    luck: Luck,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw what units that flee leave behind, each time those up to the next end, and book it.

    Returns where men are captured after whom no troops of their run get away, and where any are
    lost: positions in `rows`. `morale` is the table of its parameters.
    """
    captured, lost = np.zeros((2, rows.shape[0]), np.bool_)
    begin = 0
    for end in ends:
        caught, dead, taken = _left_behind(rows, (begin, end), leaving, books, morale, luck)
        for i in range(begin, end):
            at = i - begin
            captured[i] = taken[at] + caught[at] > 0
            lost[i] = captured[i] or dead[at] > 0
            if lost[i]:
                men = books.men[rows[i], leaving.units[i]]
                losses = books.losses[rows[i], leaving.places[i], leaving.sides[i]]
                shift(dead[at], _WOUNDED, _KILLED, men, losses, True)
                shift(taken[at], _WOUNDED, _CAPTURED, men, losses, True)
                shift(caught[at], _PRESENT, _CAPTURED, men, losses, True)
        begin = end
    _before_others(captured, rows, leaving, books.men)
    return np.flatnonzero(captured), np.flatnonzero(lost)


@njit(cache=True)
def _before_others(
    captured: np.ndarray, rows: np.ndarray, leaving: Leaving, men: np.ndarray
) -> None:
    """Strike out those, (k,), with or after whom any troops of their run are still there."""
    away = np.zeros(men.shape[0], np.bool_)
    for i in range(rows.shape[0] - 1, -1, -1):
        away[rows[i]] |= leaving.troops[i] and men[rows[i], leaving.units[i], _PRESENT] > 0
        captured[i] &= not away[rows[i]]


@njit(cache=True)
def _left_behind(
    rows: np.ndarray,
    part: tuple[int, int],
    leaving: Leaving,
    books: Books,
    morale: np.ndarray,
    luck: Luck,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw how many of a part are caught, and how many of the wounded die and are taken."""
    begin, end = part
    rows, units, places = rows[begin:end], leaving.units[begin:end], leaving.places[begin:end]
    sides, shaken = leaving.sides[begin:end], leaving.shaken[begin:end]
    numbers = np.empty((5, rows.shape[0]), np.int64)
    present, wounded = numbers[0], numbers[1]
    caught, dead, taken = numbers[2], numbers[3], numbers[4]
    uniform, chances = np.empty((3, rows.shape[0])), np.empty((3, rows.shape[0]))
    for i in range(rows.shape[0]):
        row, unit = np.uint32(rows[i]), units[i]  # unsigned: see `muster`
        m = morale[row if morale.shape[0] > 1 else 0]
        there = books.losses[row, places[i], sides[i], _WOUNDED]
        present[i] = books.men[row, unit, _PRESENT]
        wounded[i] = min(books.men[row, unit, _WOUNDED], there)
        share, fatal = m[_SHARE.abandoned_share], m[_SHARE.abandoned_killed]
        chances[0, i] = m[_SHARE.rout_captured] * shaken[i]
        chances[1, i] = share * fatal
        chances[2, i] = share * (1 - fatal) / max(1 - share * fatal, 1e-9)
        run, addresses = luck.runs[row], leaving.addresses[:, places[i], unit]
        uniform[0, i], uniform[1, i] = uniform_pair(luck.seed, run, luck.turn, addresses[0])
        uniform[2, i], _ = uniform_pair(luck.seed, run, luck.turn, addresses[1])
    binomials_of(present, chances[0], uniform[0], caught)
    binomials_of(wounded, chances[1], uniform[1], dead)
    for i in range(rows.shape[0]):
        wounded[i] -= dead[i]
    binomials_of(wounded, chances[2], uniform[2], taken)
    return caught, dead, taken
