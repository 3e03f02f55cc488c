"""Nerve: how firm a side stands in an engagement, and when it breaks.

The values that count are those of `sim.rules.morale`.
"""

from typing import NamedTuple

import numpy as np

from sim.elementary import power
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.luck.variates import log_factor
from sim.rules.fitness import Fitness
from sim.rules.morale import Morale
from sim.rules.presence import Opponents, Presence, strength
from sim.rules.rule import Rule
from sim.world.state import Fate, Status, Whereabouts
from sim.world.world import World

_PRESENT = int(Fate.PRESENT)
_FIELD = Status.FIELD
_FAR = 1.0 - 1e-9
"""What is below a bound by more than this is so whatever the last digits are."""


class Nerve(Rule):
    """The luck of the day of each side at each place, and the losses at which it breaks."""

    def __init__(self, world: World, morale: Morale, presence: Presence, fitness: Fitness) -> None:
        super().__init__(world)
        self._table = morale.parameters
        self._presence = presence
        self._fitness = fitness
        self._break_share, self._frailty = world.state.hand_over(self, "break_share", "frailty")
        forces = world.forces
        self._addresses = [
            [world.draws.address("engagement", f"{place}/{side}") for side in forces.sides]
            for place in forces.places
        ]

    def draw(self, place: int, rows: np.ndarray) -> None:
        """An engagement begins at a place: draw the luck and the break points of both sides."""
        world, state = self.world, self.world.state
        for side in (0, 1):
            units = self._presence.visitors(place, side)
            resolve = self._fitness.resolve(units, rows)
            mean = _mean_resolve(rows, place, units, state.whereabouts, resolve)
            stand = _Stand(side, state.control[:, place], state.surprised_until[:, place], mean)
            _draw(
                rows,
                stand,
                self._table.values,
                world.draws.at(world.turn + 1),
                self._addresses[place][side],
                self._frailty[:, place, side],
                self._break_share[:, place, side],
            )

    def fail(self, place: int, side: int, rows: np.ndarray) -> None:
        """A side breaks in any case."""
        self._break_share[rows, place, side] = -1.0

    def broken(self, place: int, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The runs in which each side breaks, and those in which the engagement may be over."""
        state = self.world.state
        balance = _Balance(
            state.control[:, place], state.engaged_losses[:, place], state.break_share[:, place]
        )
        opponents = self._presence.opponents(place)
        found: tuple[np.ndarray, np.ndarray, np.ndarray] = _broken(
            rows, opponents, balance, self._table.values
        )
        return found


class _Columns(NamedTuple):
    """Where in the table of morale is what counts when an engagement begins, and when it ends."""

    frailty: int
    break_spread: int
    attacker_break: int
    defender_break: int
    surprise_break: int
    odds_weight: int


_COLUMN = _Columns(*(Morale.Parameters.names().index(name) for name in _Columns._fields))


@njit(cache=True)
def _mean_resolve(
    rows: np.ndarray, place: int, units: np.ndarray, where: Whereabouts, resolve: np.ndarray
) -> np.ndarray:
    """Mean resolve of the men of some units at a place, (k,); `resolve` (n or 1, U) of each."""
    status, unit_place, men = where.status, where.place, where.men
    mean = np.zeros(rows.shape[0])
    for i in range(rows.shape[0]):
        row = rows[i]
        total = 0
        for unit in units:
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                number = men[row, unit, _PRESENT]
                mean[i] += number * resolve[row if resolve.shape[0] > 1 else 0, unit]
                total += number
        mean[i] /= max(total, 1)
    return mean


class _Stand(NamedTuple):
    """What decides how firm one side stands at a place."""

    side: int
    control: np.ndarray
    """(n,) who holds the place."""
    surprised_until: np.ndarray
    """(n,) turn up to which its garrison is surprised."""
    resolve: np.ndarray
    """(k,) mean resolve of the side's men."""


@njit(cache=True)
def _draw(
    rows: np.ndarray,
    stand: _Stand,
    morale: np.ndarray,
    luck: Luck,
    address: np.uint64,
    frailty: np.ndarray,
    break_share: np.ndarray,
) -> None:
    """Draw a side's luck of the day at a place and the losses at which it breaks, both (n,).

    `morale` is the table of its parameters; the turn of the luck is the one after the present.
    """
    for i in range(rows.shape[0]):
        row = rows[i]
        m = morale[row if morale.shape[0] > 1 else 0]
        day, _ = uniform_pair(luck.seed, luck.runs[row], np.uint64(0), address)
        frailty[row] = log_factor(day, m[_COLUMN.frailty])
        _, nerve = uniform_pair(luck.seed, luck.runs[row], luck.turn, address)
        defending = stand.control[row] == stand.side
        share = m[_COLUMN.defender_break] if defending else m[_COLUMN.attacker_break]
        share = share * stand.resolve[i] * log_factor(nerve, m[_COLUMN.break_spread])
        if defending and stand.surprised_until[row] >= luck.turn:
            share *= m[_COLUMN.surprise_break]
        break_share[row] = share


class _Balance(NamedTuple):
    """How an engagement stands."""

    control: np.ndarray
    """(n,) who holds the place."""
    lost: np.ndarray
    """(n, 2) men whom each side has lost in it."""
    limits: np.ndarray
    """(n, 2) share of losses at which each side breaks."""


@njit(cache=True)
def _broken(
    rows: np.ndarray, opponents: Opponents, balance: _Balance, morale: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The runs in which each side breaks, and those in which the engagement may be over.

    A side breaks when its losses exceed its break point times a power of the force ratio. When
    both would break at once, the attacker does. `morale` is the table of its parameters.
    """
    first = strength(rows, opponents.place, opponents.first, opponents.where)
    second = strength(rows, opponents.place, opponents.second, opponents.where)
    lost, limits = balance.lost, balance.limits
    breaking, decided = (np.empty_like(rows), np.empty_like(rows)), np.empty_like(rows)
    first_broken = second_broken = over = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        settled = first[i] == 0 or second[i] == 0
        if not settled:
            weight = morale[row if morale.shape[0] > 1 else 0, _COLUMN.odds_weight]
            one = _breaks(first[i], second[i], lost[row, 0], limits[row, 0], weight)
            two = _breaks(second[i], first[i], lost[row, 1], limits[row, 1], weight)
            settled = one or two
            if one and (not two or balance.control[row] != 0):
                breaking[0][first_broken] = row
                first_broken += 1
            elif two:
                breaking[1][second_broken] = row
                second_broken += 1
        if settled:
            decided[over] = row
            over += 1
    return breaking[0][:first_broken], breaking[1][:second_broken], decided[:over]


@njit(cache=True, inline="always")
def _breaks(men: int, enemies: int, lost: int, limit: float, weight: float) -> bool:
    # the power of a ratio is no less than the harmonic mean of 1 and the ratio, so weighted: most
    # are far from their limit by this cheap bound
    if weight <= 1.0 and lost * (men + weight * (enemies - men)) <= _FAR * limit * men * (
        lost + men
    ):
        return False
    share = lost / (lost + men)
    return bool(share > 0.0 and share > limit * power(men / enemies, weight))
