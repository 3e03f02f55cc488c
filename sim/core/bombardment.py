"""Fire from outside an engagement, by aircraft or ships, on the men at a place."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.combat.modifiers import place_factors
from sim.core.state import Fate, Status
from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import fallen

if TYPE_CHECKING:
    from sim.core.battle import Battle

_PRESENT = int(Fate.PRESENT)
_FIELD = int(Status.FIELD)


class Bombardment:
    """Losses and suppression that one operation inflicts on one side; `cause` names its luck."""

    def __init__(self, battle: "Battle", cause: str, side: int) -> None:
        self._battle = battle
        self._cause = cause
        self._side = side
        self._units = battle.order.units_of_side(side)[
            battle.order.ground[battle.order.units_of_side(side)]
        ]
        names = [battle.order.units[unit] for unit in self._units]
        self._addresses = np.array([battle.draws.address(cause, n) for n in names], np.uint64)

    def fall(
        self, rows: np.ndarray, place: int, power: np.ndarray, suppression: np.ndarray
    ) -> np.ndarray:
        """Hit the side's men at a place; returns the losses, (k,).

        `power` (k,) are the losses that it would inflict on men in the open, `suppression` (k,) the
        suppression of a hundred men.
        """
        battle, state = self._battle, self._battle.state
        lost = np.zeros((len(rows), len(self._units)), np.int64)
        _fall(
            rows,
            place,
            self._units,
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
            battle.modifiers.column("suppression_hours", rows),
            (battle.draws.seed, battle.draws.runs, np.uint64(battle.turn), self._addresses),
            lost,
        )
        return battle.casualties.hit_men(self._cause, place, self._side, rows, self._units, lost)


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
    half_lives: np.ndarray,
    luck: tuple[Any, ...],
    lost: np.ndarray,
) -> None:
    status, unit_place, men = who
    level, level_at = condition
    night, turn, hours, terrain, fortification = where
    seed, runs, draw_turn, addresses = luck
    for i in range(rows.shape[0]):
        row = rows[i]
        targets = 0
        for unit in units:
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                targets += men[row, unit, _PRESENT]
        if targets == 0:
            continue
        m = modifiers[row if modifiers.shape[0] > 1 else 0]
        fort = fortification[row if fortification.shape[0] > 1 else 0]
        factors = place_factors(m, terrain, fort, attacking[row], night, False)
        hazard = power[i] * factors[1] / targets
        shock = -np.expm1(-suppression[i] * 100.0 / targets)
        for u in range(units.shape[0]):
            unit = units[u]
            if status[row, unit] != _FIELD or unit_place[row, unit] != place:
                continue
            if hazard > 0.0:
                uniform, _ = uniform_pair(seed, runs[row], draw_turn, addresses[u])
                lost[i, u] = fallen(men[row, unit, _PRESENT], hazard, uniform)
            age = (turn - level_at[row, unit]) * hours
            old = level[row, unit] * 0.5 ** (age / half_lives[i])
            level[row, unit] = old + (1.0 - old) * shock
            level_at[row, unit] = turn
