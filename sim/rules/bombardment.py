"""Fire from outside an engagement, by aircraft or ships, on the men at a place."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.elementary import chance, chances
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import fallen
from sim.rules.modifiers import SUPPRESSION_HOURS, faded, fading, place_factors
from sim.rules.muster import strength
from sim.world.order_of_battle import CATEGORIES
from sim.world.state import Fate, Status, Wear

if TYPE_CHECKING:
    from sim.battle import Battle

_PRESENT = int(Fate.PRESENT)
_FIELD = Status.FIELD
_IN_WORKS = (CATEGORIES.index("armour"), CATEGORIES.index("guns"))
"""Categories that terrain and works protect as they protect men."""


class Bombardment:
    """Losses and suppression that one operation inflicts on one side; `cause` names its luck.

    N men (or vehicles, guns, craft) in exposure e are each hit with probability 1 - exp(-e P / N),
    P the losses that the fire would inflict on men (or the others) in the open.
    """

    def __init__(self, battle: "Battle", cause: str, side: int) -> None:
        self._battle = battle
        self._cause = cause
        self._side = side
        self._addresses: dict[bytes, np.ndarray] = {}

    def fall(
        self, rows: np.ndarray, place: int, power: np.ndarray, suppression: np.ndarray
    ) -> np.ndarray:
        """Hit the side's men at a place; returns the losses, (k,).

        `power` (k,) are the losses that it would inflict on men in the open, `suppression` (k,) the
        suppression of a hundred men.
        """
        battle, state = self._battle, self._battle.state
        units = self._men_at(place)
        lost = np.zeros((len(rows), len(units)), np.int64)
        _fall(
            rows,
            place,
            units,
            power,
            suppression,
            (state.status, state.place, state.men),
            (state.suppression, state.suppressed_at),
            (
                bool(battle.clock.night[battle.turn]),
                battle.turn,
                battle.clock.hours,
                int(battle.terrain[place]),
                battle.fortification[:, place],
            ),
            state.control[:, place] != self._side,
            battle.modifiers.values,
            (
                battle.draws.seed,
                battle.draws.runs,
                np.uint64(battle.turn),
                self._addresses_of(units),
            ),
            lost,
        )
        battle.population.shelled(self._cause, rows, place, power)
        return battle.casualties.hit_men(self._cause, place, self._side, rows, units, lost)

    def _men_at(self, place: int) -> np.ndarray:
        """The ground units of the side that are or were at a place in some run, (U,)."""
        units = self._battle.engagements[place].visitors(self._side)
        return np.asarray(units[self._battle.order.ground[units]])

    def _addresses_of(self, units: np.ndarray) -> np.ndarray:
        """The random addresses of the men of some units, (U,)."""
        key = units.tobytes()
        if key not in self._addresses:
            order, draws = self._battle.order, self._battle.draws
            addresses = [draws.address(self._cause, order.units[unit]) for unit in units]
            self._addresses[key] = np.array(addresses, np.uint64)
        return self._addresses[key]

    def fall_on_weapons(self, rows: np.ndarray, place: int, power: np.ndarray) -> np.ndarray:
        """Hit the side's vehicles, guns and craft at a place; returns hits by category, (k, C).

        `power` (k, C) are the losses that it would inflict on each category in the open.
        """
        battle = self._battle
        hits = np.zeros(power.shape, np.int64)
        entries, there = self._in_reach(rows, place, np.asarray(power.any(axis=0)))
        if not len(entries):
            return hits
        category = battle.order.class_category[battle.order.entry_class[entries]]
        cover = self._cover(rows, place)
        lost = np.zeros(there.shape, np.int64)
        for column, kind in enumerate(category):
            targets = there[:, category == kind].sum(axis=1)
            hit = np.flatnonzero((there[:, column] > 0) & (power[:, kind] > 0.0))
            hazard = power[hit, kind] / targets[hit]
            if kind in _IN_WORKS:
                hazard = hazard * cover[hit]
            address = battle.draws.address(self._cause, battle.order.entry_names[entries[column]])
            lost[hit, column] = battle.draws.binomials(
                address, battle.turn, rows[hit], there[hit, column], chances(hazard)
            )
            hits[:, kind] += lost[:, column]
        battle.casualties.hit_weapons(self._cause, place, rows, entries, lost)
        return hits

    def _in_reach(
        self, rows: np.ndarray, place: int, aimed_at: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Weapon entries at a place in some run and aimed at, (W,), and how many, (k, W)."""
        state, order = self._battle.state, self._battle.order
        entries, counts = [], []
        for unit in self._battle.engagements[place].visitors(self._side).tolist():
            aimed = [e for e in order.entries_of(unit).tolist() if self._hit_by(aimed_at, e)]
            here = state.in_field(unit, place, rows) if aimed else np.zeros(0, bool)
            if here.any():
                entries += aimed
                counts += [state.weapons[:, e, Wear.PRESENT][rows] * here for e in aimed]
        there = np.stack(counts, axis=1) if counts else np.empty((len(rows), 0))
        return np.array(entries, np.int64), there.astype(np.int64)

    def _hit_by(self, aimed_at: np.ndarray, entry: int) -> bool:
        """Whether fire at some categories, (C,), but that on men, can hit a weapon entry."""
        order = self._battle.order
        category = order.class_category[order.entry_class[entry]]
        return bool(category > 0 and aimed_at[category])

    def _cover(self, rows: np.ndarray, place: int) -> np.ndarray:
        """Exposure of the side's men at a place, (k,)."""
        battle = self._battle
        covers: np.ndarray = _covers(
            battle.modifiers.rows(rows),
            int(battle.terrain[place]),
            battle.fortification_at(place, rows),
            battle.state.control[rows, place] != self._side,
        )
        return covers


@njit(cache=True)
def _covers(
    modifiers: np.ndarray, terrain: int, works: np.ndarray, attacking: np.ndarray
) -> np.ndarray:
    exposure = np.empty(works.shape[0])
    for i in range(works.shape[0]):
        m = modifiers[i if modifiers.shape[0] > 1 else 0]
        _, exposure[i] = place_factors(m, terrain, works[i], attacking[i], False, False)
    return exposure


@njit(cache=True)
def _fall(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    power: np.ndarray,
    suppression: np.ndarray,
    who: tuple[Any, ...],
    condition: tuple[Any, ...],
    where: tuple[Any, ...],
    attacking: np.ndarray,
    modifiers: np.ndarray,
    luck: tuple[Any, ...],
    lost: np.ndarray,
) -> None:
    """Draw the men `lost`, (k, U), and raise the suppression of the units that are at the place.

    `power` and `suppression` are (k,) as of `Bombardment.fall`, `attacking` (n,) bool, `modifiers`
    the table of them with a row for each run or one for all; `who`, `condition`, `where` and `luck`
    are unpacked at once.
    """
    status, unit_place, men = who
    level, level_at = condition
    night, turn, hours, terrain, fortification = where
    seed, runs, draw_turn, addresses = luck
    targets = strength(rows, place, units, status, unit_place, men)
    hazard, shock = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    left = fading(modifiers, SUPPRESSION_HOURS, hours, turn)
    shared = modifiers.shape[0] == 1
    m = modifiers[0]
    for i in range(rows.shape[0]):
        row = np.uint32(rows[i])  # unsigned: see `muster`
        if targets[i] == 0:
            continue
        if modifiers.shape[0] > 1:
            m = modifiers[row]
        fort = fortification[row if fortification.shape[0] > 1 else 0]
        factors = place_factors(m, terrain, fort, attacking[row], night, False)
        hazard[i] = power[i] * factors[1] / targets[i]
        shock[i] = chance(suppression[i] * 100.0 / targets[i])
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = np.uint32(units[u])
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])
            if targets[i] == 0 or status[row, unit] != _FIELD or unit_place[row, unit] != place:
                continue
            if modifiers.shape[0] > 1:
                m = modifiers[row]
            present = men[row, unit, _PRESENT]
            if hazard[i] > 0.0 and present > 0:
                uniform, _ = uniform_pair(seed, runs[row], draw_turn, addresses[u])
                lost[i, u] = fallen(present, hazard[i], uniform)
            old = level[row, unit]
            if old > 0.0:
                age = turn - level_at[row, unit]
                old *= left[age] if shared else faded(age * hours, m[SUPPRESSION_HOURS])
            level[row, unit] = old + (1.0 - old) * shock[i]
            level_at[row, unit] = turn
