"""What becomes of men and weapons that are put out of action.

Wherever men are lost the news is "losses".
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.core.state import Fate, Wear
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial, binomials

if TYPE_CHECKING:
    from sim.core.battle import Battle

_PRESENT, _KILLED, _WOUNDED = int(Fate.PRESENT), int(Fate.KILLED), int(Fate.WOUNDED)
_READY, _DAMAGED, _LOST = int(Wear.PRESENT), int(Wear.DAMAGED), int(Wear.LOST)


class Casualties:
    """Books losses; `cause` names the stream of luck that divides them, and the place."""

    def __init__(self, battle: "Battle") -> None:
        self._battle = battle
        self._manned: np.ndarray = np.asarray(battle.arsenal.crew.any(axis=0))

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
        names = [battle.order.units[unit] for unit in units]
        totals: np.ndarray = _divide_men(
            rows,
            units,
            lost,
            state.men,
            state.afloat,
            (battle.morale.values, battle.morale.position["killed_share"]),
            battle.draws.seed,
            battle.draws.runs,
            np.uint64(battle.turn),
            np.array([battle.draws.address(f"fate/{cause}", name) for name in names], np.uint64),
            state.place_losses[:, place, side],
        )
        battle.announce("losses", rows[totals > 0])
        return totals

    def hit_weapons(
        self, cause: str, place: int, rows: np.ndarray, entries: np.ndarray, lost: np.ndarray
    ) -> np.ndarray:
        """Weapons hit, (k, W), become lost or damaged; returns the losses of their crews, (k,)."""
        battle = self._battle
        shares = battle.morale.column("destroyed_share", rows)
        totals = np.zeros(len(rows), np.int64)
        for column, entry in enumerate(entries):
            hit = np.flatnonzero(lost[:, column])
            if len(hit):
                address = battle.draws.address(f"wear/{cause}", battle.order.entry_names[entry])
                uniform = battle.draws.uniform(address, battle.turn, rows[hit])
                destroyed = binomials(lost[hit, column], shares[hit], uniform)
                self.wear(rows[hit], entry, destroyed, lost[hit, column] - destroyed)
                if self._manned[battle.order.entry_class[entry]]:
                    vehicles = lost[hit, column]
                    totals[hit] += self._hit_crews(cause, place, rows[hit], entry, vehicles)
        return totals

    def _hit_crews(
        self, cause: str, place: int, rows: np.ndarray, entry: int, vehicles: np.ndarray
    ) -> np.ndarray:
        """Part of the crews of vehicles that are hit go down with them; returns how many, (k,)."""
        battle, unit = self._battle, int(self._battle.order.entry_unit[entry])
        table = battle.arsenal.crew[:, battle.order.entry_class[entry]]
        crews = np.floor(vehicles * table[rows if len(table) > 1 else np.zeros_like(rows)])
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
        weapons = self._battle.state.weapons[:, entry]
        weapons[:, _READY][rows] -= (lost + damaged).astype(np.int32)
        weapons[:, _DAMAGED][rows] += damaged.astype(np.int32)
        weapons[:, _LOST][rows] += lost.astype(np.int32)

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
        some = number > 0
        if not some.all():
            rows, number = rows[some], number[some]
        if not len(rows):
            return
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
            battle.note_surrender(side, rows)
        battle.announce("losses", rows)


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
) -> np.ndarray:
    morale, killed_share = share
    totals = np.zeros(rows.shape[0], np.int64)
    dead = np.zeros(rows.shape[0], np.int64)
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = units[u]
        for i in range(rows.shape[0]):
            hit = lost[i, u]
            if hit == 0:
                continue
            row = rows[i]
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
    for i in range(rows.shape[0]):
        if totals[i] > 0:
            place_losses[rows[i], _KILLED] += dead[i]
            place_losses[rows[i], _WOUNDED] += totals[i] - dead[i]
    return totals


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
        row = rows[i]
        men[row, source] -= number[i]
        men[row, target] += number[i]
        afloat[row] = min(afloat[row], men[row, _PRESENT])
        if noted:
            if source != _PRESENT:
                place_losses[row, source] -= number[i]
            place_losses[row, target] += number[i]
