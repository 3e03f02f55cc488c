"""What becomes of men and weapons that are put out of action.

Wherever men are lost the news is "losses".
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial, binomials
from sim.world.inputs import of_runs
from sim.world.state import Fate, Wear

if TYPE_CHECKING:
    from sim.battle import Battle

_PRESENT, _KILLED, _WOUNDED = int(Fate.PRESENT), int(Fate.KILLED), int(Fate.WOUNDED)
_READY, _DAMAGED, _LOST = int(Wear.PRESENT), int(Wear.DAMAGED), int(Wear.LOST)


class Casualties:
    """Books losses; `cause` names the stream of luck that divides them, and the place."""

    def __init__(self, battle: "Battle") -> None:
        self._battle = battle
        self._manned: np.ndarray = np.asarray(battle.arsenal.crew.any(axis=0))
        self._addresses: dict[tuple[str, bytes], np.ndarray] = {}

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
        battle, state = self._battle, self._battle.state
        totals: np.ndarray
        totals, hit = _divide_men(
            rows,
            units,
            lost,
            state.men,
            state.afloat,
            (battle.morale.values, battle.morale.position["killed_share"]),
            battle.draws.seed,
            battle.draws.runs,
            np.uint64(battle.turn),
            self._fates(cause, units),
            state.place_losses[:, place, side],
        )
        battle.announce("losses", hit)
        return totals

    def _fates(self, cause: str, units: np.ndarray) -> np.ndarray:
        """The random addresses of the fates of the men of some units, (U,)."""
        key = (cause, units.tobytes())
        if key not in self._addresses:
            names = [self._battle.order.units[unit] for unit in units]
            addresses = [self._battle.draws.address(f"fate/{cause}", name) for name in names]
            self._addresses[key] = np.array(addresses, np.uint64)
        return self._addresses[key]

    def hit_weapons(
        self, cause: str, place: int, rows: np.ndarray, entries: np.ndarray, lost: np.ndarray
    ) -> np.ndarray:
        """Weapons hit, (k, W), become lost or damaged; returns the losses of their crews, (k,)."""
        battle = self._battle
        totals = np.zeros(len(rows), np.int64)
        for column in np.flatnonzero(_any_of_column(lost)).tolist():
            entry = int(entries[column])
            hit = np.flatnonzero(lost[:, column])
            runs, number = rows[hit], lost[hit, column]
            address = battle.draws.address(f"wear/{cause}", battle.order.entry_names[entry])
            share = battle.morale.column("destroyed_share", runs)
            destroyed = battle.draws.binomials(address, battle.turn, runs, number, share)
            self.wear(runs, entry, destroyed, number - destroyed)
            if self._manned[battle.order.entry_class[entry]]:
                totals[hit] += self._hit_crews(cause, place, runs, entry, number)
        return totals

    def _hit_crews(
        self, cause: str, place: int, rows: np.ndarray, entry: int, vehicles: np.ndarray
    ) -> np.ndarray:
        """Part of the crews of vehicles that are hit go down with them; returns how many, (k,)."""
        battle, unit = self._battle, int(self._battle.order.entry_unit[entry])
        table = battle.arsenal.crew[:, battle.order.entry_class[entry]]
        crews = np.floor(vehicles * of_runs(table, rows))
        present = battle.state.men[:, unit, Fate.PRESENT][rows].astype(np.int64)
        aboard = np.minimum(crews.astype(np.int64), present)
        address = battle.draws.address(f"crew/{cause}", battle.order.entry_names[entry])
        first, second = battle.draws.pair(address, battle.turn, rows)
        lost = binomials(aboard, battle.morale.column("crew_lost", rows), first)
        killed = binomials(lost, battle.morale.column("crew_killed", rows), second)
        self.transfer(rows, unit, Fate.PRESENT, Fate.KILLED, killed, place)
        self.transfer(rows, unit, Fate.PRESENT, Fate.WOUNDED, lost - killed, place)
        return lost

    def wear(self, rows: np.ndarray, entry: int, lost: np.ndarray, damaged: np.ndarray) -> None:
        """Book weapons of one entry as lost and damaged."""
        _wear(rows, lost, damaged, self._battle.state.weapons[:, entry])

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
        battle, state = self._battle, self._battle.state
        side = int(battle.order.unit_side[unit])
        _move(
            rows,
            number.astype(np.int64, copy=False),
            int(source),
            int(target),
            state.men[:, unit],
            state.afloat[:, unit],
            state.place_losses[:, max(place, 0), side],
            place >= 0,
        )
        if target == Fate.CAPTURED:
            battle.note_surrender(side, rows[number > 0])
        if battle.heeded("losses"):
            battle.announce("losses", rows[number > 0])


@njit(cache=True)
def _any_of_column(numbers: np.ndarray) -> np.ndarray:
    """Whether there is anything but 0 in each column of a table, (k, W)."""
    some = np.zeros(numbers.shape[1], np.bool_)
    for i in range(numbers.shape[0]):
        for column in range(numbers.shape[1]):
            if numbers[i, column] != 0:
                some[column] = True
    return some


@njit(cache=True)
def _wear(rows: np.ndarray, lost: np.ndarray, damaged: np.ndarray, weapons: np.ndarray) -> None:
    """Book weapons, (k,) each, in the account (n, Wear) of an entry."""
    for i in range(rows.shape[0]):
        if lost[i] != 0 or damaged[i] != 0:
            weapons[rows[i], _READY] -= lost[i] + damaged[i]
            weapons[rows[i], _DAMAGED] += damaged[i]
            weapons[rows[i], _LOST] += lost[i]


@njit(cache=True)
def _divide_men(
    rows: np.ndarray,
    units: np.ndarray,
    lost: np.ndarray,
    men: np.ndarray,
    afloat: np.ndarray,
    share: tuple[np.ndarray, int],
    seed: np.uint64,
    runs: np.ndarray,
    turn: np.uint64,
    addresses: np.ndarray,
    place_losses: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw how many of the `lost` are dead and book them; returns the totals and who has any.

    The totals have shape (k,), the runs with losses are some of `rows`.
    """
    morale, killed_share = share
    totals = np.zeros(rows.shape[0], np.int64)
    dead = np.zeros(rows.shape[0], np.int64)
    hits = np.empty(rows.shape[0], np.int64)
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        for i in hits[: _marked(lost[:, u], hits)]:
            hit = lost[i, u]
            row = np.uint32(rows[i])  # unsigned: see `muster`
            probability = morale[row if morale.shape[0] > 1 else 0, killed_share]
            uniform, _ = uniform_pair(seed, runs[row], turn, addresses[u])
            killed = binomial(hit, probability, uniform)
            men[row, unit, _PRESENT] -= hit
            men[row, unit, _KILLED] += killed
            men[row, unit, _WOUNDED] += hit - killed
            if afloat[row, unit] > men[row, unit, _PRESENT]:
                afloat[row, unit] = men[row, unit, _PRESENT]
            dead[i] += killed
            totals[i] += hit
    hits = hits[: _marked(totals, hits)]
    for i in hits:
        place_losses[rows[i], _KILLED] += dead[i]
        place_losses[rows[i], _WOUNDED] += totals[i] - dead[i]
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
def _move(
    rows: np.ndarray,
    number: np.ndarray,
    source: int,
    target: int,
    men: np.ndarray,
    afloat: np.ndarray,
    place_losses: np.ndarray,
    noted: bool,
) -> None:
    for i in range(rows.shape[0]):
        if number[i] > 0:
            row = rows[i]
            shift(number[i], source, target, men[row], place_losses[row], noted)
            afloat[row] = min(afloat[row], men[row, _PRESENT])


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
