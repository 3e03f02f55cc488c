"""Passage: ships, with the troops they carry, go to a place at sea and lie there."""

import numpy as np

from sim.battle import Battle
from sim.operations.crossing import Crossing
from sim.plan import passage as plan
from sim.world.phases import Phase
from sim.world.state import NOWHERE, Fate, Status


class Passage(Crossing[plan.Passage]):
    """Complete on arrival, or on the return if the ships do not stay.

    Off the place the ships can be fired at; the troops wait aboard, out of reach, for a landing
    that begins there.
    """

    def __init__(self, battle: Battle, name: str, spec: plan.Passage) -> None:
        super().__init__(battle, name, spec)
        self.to = battle.order.place[spec.to]
        self._troops = battle.order.positions(spec.aboard)
        self._length = self.sea_way(spec.origin, spec.to)
        self._stay = self.number("stay") if spec.stay is not None else None
        self._from = np.full((len(battle.everyone), len(battle.order.units)), NOWHERE, np.int16)
        self._arrivals = self.calendar(Phase.MOVEMENT, self._arrive, "_arrive")
        self._returns = self.calendar(Phase.MOVEMENT, self._go_back, "_go_back")
        self.carry(self.units.tolist(), self._troops.tolist())

    def begin(self, rows: np.ndarray) -> None:
        """Weigh anchor."""
        battle, state = self.battle, self.battle.state
        men = np.zeros(len(rows), np.int64)
        for unit in (*self.units.tolist(), *self._troops.tolist()):
            ready = (state.status[rows, unit] == Status.WAITING) | (
                state.status[rows, unit] == Status.FIELD
            )
            self._from[rows, unit] = state.place[rows, unit]
            self.put_to_sea(unit, rows[ready])
            men += state.men[rows, unit, Fate.PRESENT] * ready
        battle.chronicle.tell(
            rows,
            "sail",
            battle.order.place[self.spec.origin],
            "the ships put to sea with {:,} men" if len(self._troops) else "the ships put to sea",
            *([men] if len(self._troops) else []),
            side=self.side,
        )
        hours = self._length[rows] / np.maximum(self._speed[rows], 1e-9)
        self._arrivals.add(rows, battle.turn + battle.clock.spans(hours))

    def _arrive(self, rows: np.ndarray) -> None:
        battle = self.battle
        self._lie_at(self.to, rows, Status.FIELD)
        battle.chronicle.tell(rows, "arrival", self.to, "the ships arrive", side=self.side)
        if self._stay is None:
            self.complete(rows)
        else:
            self._returns.add(rows, battle.turn + battle.clock.spans(self._stay[rows]))

    def _lie_at(self, place: int, rows: np.ndarray, ships: int) -> None:
        battle, state = self.battle, self.battle.state
        for unit in self.units.tolist():
            coming = rows[state.status[rows, unit] == Status.AFLOAT]
            state.status[coming, unit] = ships
            state.place[coming, unit] = place
            battle.engagements[place].enter(unit, coming)
        for unit in self._troops.tolist():
            coming = rows[state.status[rows, unit] == Status.AFLOAT]
            state.status[coming, unit] = Status.WAITING
            state.place[coming, unit] = place

    def _go_back(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        for unit in (*self.units.tolist(), *self._troops.tolist()):
            battle.travel.leave(unit, rows)
            state.status[rows, unit] = Status.WAITING
            state.place[rows, unit] = self._from[rows, unit]
        battle.chronicle.tell(rows, "return", self.to, "the ships turn back", side=self.side)
        self.complete(rows)
