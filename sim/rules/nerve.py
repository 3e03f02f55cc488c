"""Nerve: how firm a side stands in an engagement, and when it breaks.

The values that count are those of `sim.rules.morale`.
"""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pairs, uniforms
from sim.luck.variates import log_factors
from sim.rules.contact import NOBODY, Strife, fighting
from sim.rules.contact_share import ContactShare, in_contact
from sim.rules.fitness import Fitness, Standing
from sim.rules.morale import Morale
from sim.rules.muster_sheets import Attacks, Wave
from sim.rules.presence import Opponents, Presence, facing
from sim.rules.rule import Rule
from sim.world.state import Fate, Status, Whereabouts, grouped
from sim.world.world import World

_PRESENT = int(Fate.PRESENT)
_FIELD = Status.FIELD
_BROKEN = -1.0
"""A share of losses at which a side breaks in any case."""


class Nerve(Rule):
    """The luck of the day of each side at each place, and the losses at which it breaks."""

    def __init__(
        self,
        world: World,
        morale: Morale,
        contact: ContactShare,
        presence: Presence,
        fitness: Fitness,
    ) -> None:
        super().__init__(world)
        self._table = morale.parameters
        self._depth = contact.parameters
        self._presence = presence
        self._fitness = fitness
        self._break_share, self._frailty = world.state.hand_over(self, "break_share", "frailty")
        forces, state = world.forces, world.state
        self._balance = _Balance(state.control, state.engaged_losses, self._break_share)
        first, second = forces.sides
        address = world.draws.address
        addresses = [
            [address("engagement", f"{place}/{side}") for side in (first, second)]
            for place in forces.places
        ]
        self._addresses = np.array(addresses, np.uint64)
        """(P, 2): of both sides at each place."""

    def draw(self, places: np.ndarray, rows: np.ndarray) -> None:
        """An engagement begins at a place in each run: draw the luck and break points of both."""
        world, state = self.world, self.world.state
        opponents = self._presence.opponents
        standing = Standing(*_by_place(places, rows), opponents)
        resolve = self._fitness.resolve(standing)
        _draw(
            standing,
            _Stand(state.control, state.surprised_until, resolve),
            self._table.values,
            world.draws.at(world.turn + 1),
            self._addresses,
            _Lots(self._frailty, self._break_share),
        )

    def fail(self, place: int, side: int, rows: np.ndarray) -> None:
        """A side breaks in any case."""
        self._break_share[rows, place, side] = _BROKEN

    def until_break(
        self,
        attacks: Attacks,
        wave: Wave,
        opponents: Opponents,
        losses: np.ndarray,
        part: np.ndarray,
    ) -> bool:
        """Write the part of a turn, (K,), after which a side breaks that loses so many men in it.

        `losses`, (2, U, K), are those of all of it. Whoever breaks first is sure to be broken at
        the end of the turn; 1 where nobody is. Returns whether anybody is.
        """
        balance, depth = self._balance, self._depth.values
        return bool(_until_break(attacks, wave, opponents, balance, depth, losses, part))

    def broken(self, engaged: np.ndarray, strife: Strife) -> list["Outcome"]:
        """How a turn of fighting ended, where it may have ended an engagement.

        Places are contested in so many runs, (P,), or in none. In each run they come in their
        order, one an outcome.
        """
        told, before = _broken(
            engaged, strife, self._presence.opponents, self._balance, self._depth.values
        )
        apart = told[0] if self.world.cast.on else before
        return [Outcome(*told[:, some]) for _, some in grouped(apart)]


class Outcome(NamedTuple):
    """How a turn of fighting ended at a place in each of some runs, (k,) each."""

    places: np.ndarray
    rows: np.ndarray
    sides: np.ndarray
    """The side that breaks, NOBODY where none does though the engagement may be over."""


class _Columns(NamedTuple):
    """Where in the table of morale is what counts when an engagement begins, and when it ends."""

    frailty: int
    break_spread: int
    attacker_break: int
    defender_break: int
    surprise_break: int


_COLUMN = _Columns(*(Morale.Parameters.names().index(name) for name in _Columns._fields))


@njit(cache=True)
def _mean_resolve(
    rows: np.ndarray, place: int, units: np.ndarray, where: Whereabouts, resolve: np.ndarray
) -> np.ndarray:
    """Mean resolve of the men of some units at a place, (k,); `resolve` (n or 1, U) of each."""
    status, unit_place, men = where.status, where.place, where.men
    mean, total = np.zeros(rows.shape[0]), np.zeros(rows.shape[0], np.int64)
    for unit in units:  # unit by unit, for its runs lie side by side in memory
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            here = (status[row, unit] == _FIELD) & (unit_place[row, unit] == place)
            number = here * np.int64(men[row, unit, _PRESENT])
            mean[i] += number * resolve[row if resolve.shape[0] > 1 else 0, unit]
            total[i] += number
    for i in range(rows.shape[0]):
        mean[i] /= max(total[i], 1)
    return mean


class _Stand(NamedTuple):
    """What decides how firm the sides stand."""

    control: np.ndarray
    """(n, P) who holds each place."""
    surprised_until: np.ndarray
    """(n, P) turn up to which its garrison is surprised."""
    resolve: np.ndarray
    """(n or 1, U) that of each unit."""


class _Lots(NamedTuple):
    """What is drawn, (n, P, 2) each: see `State`."""

    frailty: np.ndarray
    break_share: np.ndarray


@njit(cache=True)
def _by_place(places: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The places of some runs, (k,) each: which there are, where their runs end, and the runs."""
    counted = np.bincount(places)
    here = np.flatnonzero(counted)
    ends = np.zeros(len(here) + 1, np.int64)
    ends[1:] = np.cumsum(counted[here])
    nearby, found = np.empty_like(rows), 0
    for place in here:
        for i in range(rows.shape[0]):
            if places[i] == place:
                nearby[found] = rows[i]
                found += 1
    return here, ends, nearby


@njit(cache=True)
def _draw(
    standing: Standing,
    stand: _Stand,
    morale: np.ndarray,
    luck: Luck,
    addresses: np.ndarray,
    lots: _Lots,
) -> None:
    """Draw what is drawn at each of some places."""
    for f in range(standing.places.shape[0]):
        rows = standing.rows[standing.ends[f] : standing.ends[f + 1]]
        _draw_at(standing.places[f], rows, standing.opponents, stand, morale, luck, addresses, lots)


@njit(cache=True)
def _draw_at(
    place: int,
    rows: np.ndarray,
    opponents: Opponents,
    stand: _Stand,
    morale: np.ndarray,
    luck: Luck,
    addresses: np.ndarray,
    lots: _Lots,
) -> None:
    """Draw both sides' luck of the day at a place and the losses at which they break.

    `morale` is the table of its parameters; the turn of the luck is the one after the present. Who
    comes in the very turn in which surprise ends comes in time for it as often as not.
    """
    begins, runs = opponents.begins[place], luck.runs[rows]
    # the arrays themselves: to ask a bundle for one counts a reference, in each run anew
    control, surprised_until, resolve = stand
    spreads = _column(morale, rows, _COLUMN.break_spread)
    tie, nerve = np.empty(rows.shape[0]), np.empty(rows.shape[0])
    for side in range(2):
        address = addresses[place, side]
        _draw_frailty(rows, morale, luck, address, lots.frailty[:, place, side])
        units = opponents.units[begins[side] : begins[side + 1]]
        mean = _mean_resolve(rows, place, units, opponents.where, resolve)
        uniform_pairs(luck.seed, runs, luck.turn, address, tie, nerve)
        factors, shares = log_factors(nerve, spreads), lots.break_share[:, place, side]
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])
            m, defending = row if morale.shape[0] > 1 else 0, control[row, place] == side
            column = _COLUMN.defender_break if defending else _COLUMN.attacker_break
            share = morale[m, column] * mean[i] * factors[i]
            left = surprised_until[row, place] - (int(luck.turn) - 1)
            if defending and (left > 0 or (left == 0 and tie[i] < 0.5)):
                share *= morale[m, _COLUMN.surprise_break]
            shares[row] = share


@njit(cache=True)
def _draw_frailty(
    rows: np.ndarray, morale: np.ndarray, luck: Luck, address: np.uint64, frailty: np.ndarray
) -> None:
    """Draw the luck of the day of a side, (n,), where it is 1; once known, it stays."""
    fresh = rows[frailty[rows] == 1.0]
    day = np.empty(fresh.shape[0])
    uniforms(luck.seed, luck.runs[fresh], np.uint64(0), address, day)
    frailty[fresh] = log_factors(day, _column(morale, fresh, _COLUMN.frailty))


@njit(cache=True)
def _column(table: np.ndarray, rows: np.ndarray, column: int) -> np.ndarray:
    """A parameter in some runs, (k,), by the table of all, (n or 1, parameters)."""
    values = np.empty(rows.shape[0])
    for i in range(rows.shape[0]):
        values[i] = table[rows[i] if table.shape[0] > 1 else 0, column]
    return values


class _Balance(NamedTuple):
    """How the engagement at each place stands."""

    control: np.ndarray
    """(n, P) who holds the place."""
    lost: np.ndarray
    """(n, P, 2) men whom each side has lost in it."""
    limits: np.ndarray
    """(n, P, 2) share of losses, among those in contact, at which each side breaks."""


@njit(cache=True, inline="always")
def _limits(
    first: int, second: int, limits: np.ndarray, depth: np.ndarray, row: int, place: int
) -> tuple[float, float]:
    """The shares of losses at which two sides of so many men break at a place in a run."""
    contact = in_contact(depth, row, first + second)
    return limits[row, place, 0] * contact, limits[row, place, 1] * contact


@njit(cache=True)
def _until_break(
    attacks: Attacks,
    wave: Wave,
    opponents: Opponents,
    balance: _Balance,
    depth: np.ndarray,
    losses: np.ndarray,
    part: np.ndarray,
) -> int:
    """Write the part of the turn until a side breaks, (K,); returns in how many runs one does.

    Whatever is lost in that part, it breaks: its limit is none.
    """
    breaking = 0
    for front in range(wave[0], wave[1]):
        place, begin, end = attacks.places[front], attacks.ends[front], attacks.ends[front + 1]
        rows = attacks.rows[begin:end]
        first, second = facing(rows, place, opponents)
        totals = _totals(losses, begin, rows.shape[0], opponents.begins[place])
        for i in range(rows.shape[0]):
            row, lost = rows[i], (totals[0, i], totals[1, i])
            part[begin + i] = 1.0
            if lost[0] + lost[1] == 0 or first[i] == 0 or second[i] == 0:
                continue
            limits = _limits(first[i], second[i], balance.limits, depth, row, place)
            one = _part(first[i], balance.lost[row, place, 0], lost[0], limits[0])
            two = _part(second[i], balance.lost[row, place, 1], lost[1], limits[1])
            if one > 1.0 and two > 1.0:
                continue
            side = 0 if one < two or (one == two and attacks.attackers[front] == 0) else 1
            part[begin + i] = min(one, two)
            balance.limits[row, place, side] = _BROKEN
            breaking += 1
    return breaking


@njit(cache=True)
def _totals(losses: np.ndarray, begin: int, runs: int, begins: np.ndarray) -> np.ndarray:
    """The losses of both sides of a front, (2, runs), by where the units of each begin."""
    totals = np.zeros((2, runs), np.int64)
    for side in range(2):
        for u in range(begins[side + 1] - begins[side]):
            lost = losses[side, u, begin : begin + runs]
            for i in range(runs):
                totals[side, i] += lost[i]
    return totals


@njit(cache=True, inline="always")
def _part(men: int, before: int, lost: int, limit: float) -> float:
    """The part of its losses in a turn after which a side breaks; 2 if they are too few."""
    most = max(int(limit * (men + before)) + 1 - before, 1)
    return most / lost if lost >= most else 2.0


@njit(cache=True)
def _broken(
    engaged: np.ndarray,
    strife: Strife,
    opponents: Opponents,
    balance: _Balance,
    depth: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """What `Outcome` holds, (3, k), place by place; and how many come before in the same run, (k,).

    A side breaks when its losses exceed its break point times the share of it that is in contact.
    When both would break at once, the attacker does.
    """
    places: np.ndarray = np.flatnonzero(engaged)
    number, found = np.zeros(strife.contested.shape[0], np.int64), 0
    most = len(places) * len(number)
    told, before = np.empty((3, most), np.int64), np.empty(most, np.int64)
    for place in places:
        rows = fighting(place, strife)
        first, second = facing(rows, place, opponents)
        for i in range(rows.shape[0]):
            row, side = rows[i], NOBODY
            settled = first[i] == 0 or second[i] == 0
            if not settled:
                limits = _limits(first[i], second[i], balance.limits, depth, row, place)
                one = _breaks(first[i], balance.lost[row, place, 0], limits[0])
                two = _breaks(second[i], balance.lost[row, place, 1], limits[1])
                settled = one or two
                if one and (not two or balance.control[row, place] != 0):
                    side = 0
                elif two:
                    side = 1
            if settled:
                told[0, found], told[1, found], told[2, found] = place, row, side
                before[found] = number[row]
                number[row] += 1
                found += 1
    return told[:, :found], before[:found]


@njit(cache=True, inline="always")
def _breaks(men: int, lost: int, limit: float) -> bool:
    return lost > 0 and lost > limit * (lost + men)
