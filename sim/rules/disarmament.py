"""Disarmament: units that have given up pass into captivity, at once or step by step."""

from typing import TYPE_CHECKING

import numpy as np

from sim.world.calendar import Calendar
from sim.world.phases import Phase
from sim.world.state import Fate, Status

if TYPE_CHECKING:
    from sim.battle import Battle


class Disarmament:
    """Some units of one side lay down their arms, under a commander at a place if one is given.

    From the first moment they fight no longer and hold nothing; the men count as present until they
    are disarmed, the same number in each turn.
    """

    def __init__(self, battle: "Battle", name: str, units: np.ndarray, place: int = -1) -> None:
        self.name = name
        self._battle = battle
        self._units = units
        self._place = place
        self._last = np.zeros(len(battle.everyone), np.int64)
        self._given_up = np.zeros((len(battle.everyone), len(units)), bool)
        self._steps = Calendar(battle, Phase.MORALE, self._step, f"Disarmament._step {name}")

    def begin(self, rows: np.ndarray, first: np.ndarray, turns: np.ndarray) -> None:
        """Give up now; disarm from turn `first` on for `turns` turns, both of shape (k,).

        Where `turns` is 0 and `first` not later than now, all are disarmed at once.
        """
        battle, state = self._battle, self._battle.state
        for column, unit in enumerate(self._units.tolist()):
            giving = self._under_arms(unit, rows)
            self._given_up[giving, column] = True
            self._tell(unit, giving)
            state.status[giving, unit] = Status.SURRENDERED
            self._give_way(unit, giving)
        now = np.maximum(first, battle.turn)
        self._last[rows] = now + np.maximum(turns, 1) - 1
        at_once = (turns == 0) & (first <= battle.turn)
        self._step(rows[at_once])
        self._steps.add(rows[~at_once], now[~at_once])

    def _under_arms(self, unit: int, rows: np.ndarray) -> np.ndarray:
        state = self._battle.state
        status = state.status[rows, unit]
        there = (status < Status.ROUTED) & (status != Status.AFLOAT)
        return np.asarray(rows[there & (state.men[rows, unit, Fate.PRESENT] > 0)])

    def _give_way(self, unit: int, rows: np.ndarray) -> None:
        """Where the enemy stands, the place is his."""
        places = self._battle.state.place[rows, unit]
        for place in np.unique(places[places >= 0]).tolist():
            self._battle.engagements[place].review(rows[places == place])

    def _tell(self, unit: int, rows: np.ndarray) -> None:
        state = self._battle.state
        for place in np.unique(state.place[rows, unit]).tolist():
            part = rows[state.place[rows, unit] == place]
            men = state.men[part, unit, Fate.PRESENT]
            text = "surrenders with {:,} men"
            self._battle.chronicle.tell_unit(part, "surrender", place, unit, text, men)

    def _step(self, rows: np.ndarray) -> None:
        """Disarm the men that are due in this turn."""
        battle, state = self._battle, self._battle.state
        left = np.maximum(self._last[rows] - battle.turn + 1, 1)
        for column, unit in enumerate(self._units.tolist()):
            men = np.where(self._given_up[rows, column], state.men[rows, unit, Fate.PRESENT], 0)
            self._take(unit, rows, -(-men // left))
        going_on = self._last[rows] > battle.turn
        self._steps.add(rows[going_on], battle.turn + 1)
        self._tell_end(rows[~going_on])

    def _tell_end(self, rows: np.ndarray) -> None:
        side = int(self._battle.order.unit_side[self._units[0]])
        text = "the last men are disarmed"
        self._battle.chronicle.tell(rows, "disarmament", self._place, text, side=side)

    def _take(self, unit: int, rows: np.ndarray, men: np.ndarray) -> None:
        places = self._battle.state.place[rows, unit]
        for place in np.unique(places[men > 0]).tolist():
            part = places == place
            self._battle.casualties.transfer(
                rows[part], unit, Fate.PRESENT, Fate.CAPTURED, men[part], place
            )
