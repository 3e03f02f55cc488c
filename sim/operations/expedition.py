"""Expedition: a small party goes by ship or aircraft to a place that is not to be stormed."""

import numpy as np

from sim.battle import Battle
from sim.operations.base import Operation
from sim.plan import expedition as plan
from sim.world.phases import Phase
from sim.world.state import NOWHERE, Fate, Status


class Expedition(Operation[plan.Expedition]):
    """Passage, perhaps back in the face of the weather and out again, and stepping ashore.

    Each attempt is turned back half-way with the probability `turned_back`; the next one follows
    when the party has waited. Who steps ashore meets the garrison like anybody who arrives: there
    is a fight unless a cease-fire is kept on both sides or the garrison has given up. Complete when
    the party is ashore.
    """

    def __init__(self, battle: Battle, name: str, spec: plan.Expedition) -> None:
        super().__init__(battle, name, spec)
        self.origin, self.to = (battle.order.place[place] for place in (spec.origin, spec.to))
        self._turned_back = self.number("turned_back")
        self._wait = np.maximum(battle.clock.spans(self.number("wait")), 1)
        hours = self.sea_way(spec.origin, spec.to) / np.maximum(self.number("speed"), 1e-9)
        self._turns = np.maximum(battle.clock.spans(hours), 1)
        self._craft = " and ".join(
            battle.definition.units[unit].title or str(unit) for unit in spec.craft
        )
        self._departures = self.calendar(Phase.MOVEMENT, self._depart, "_depart")
        self._returns = self.calendar(Phase.MOVEMENT, self._return, "_return")
        self._arrivals = self.calendar(Phase.MOVEMENT, self._arrive, "_arrive")

    def begin(self, rows: np.ndarray) -> None:
        """Set out."""
        self._depart(rows)

    def _depart(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        men = np.zeros(len(rows), np.int64)
        for unit in self.units.tolist():
            ready = (state.place[rows, unit] == self.origin) & (
                (state.status[rows, unit] == Status.WAITING)
                | (state.status[rows, unit] == Status.FIELD)
            )
            men += state.men[rows, unit, Fate.PRESENT] * ready
            going = rows[ready]
            battle.travel.leave(unit, going)
            state.status[going, unit] = Status.AFLOAT
            state.place[going, unit] = NOWHERE
            state.origin[going, unit] = self.origin
        text = f"{{:,}} men set out with {self._craft}"
        self._tell(rows, "departure", self.origin, text, men)
        uniform = battle.draws.uniform(self.address("weather"), battle.turn, rows)
        back = uniform < self._turned_back[rows]
        for calendar, part in ((self._returns, rows[back]), (self._arrivals, rows[~back])):
            calendar.add(part, battle.turn + self._turns[part])

    def _return(self, rows: np.ndarray) -> None:
        """Half the way out and back takes as long as the whole way."""
        battle, state = self.battle, self.battle.state
        at_base = battle.definition.places[self.spec.origin].terrain == "base"
        party = " and ".join(battle.chronicle.title(unit) for unit in self.units.tolist())
        text = f"the weather turns back {party}"
        self._tell(rows, "turned back", self.to, text)
        for unit in self.units.tolist():
            coming = rows[state.status[rows, unit] == Status.AFLOAT]
            if at_base:
                state.status[coming, unit] = Status.WAITING
                state.place[coming, unit] = self.origin
            else:
                battle.travel.put(unit, self.origin, coming)
        self._departures.add(rows, battle.turn + self._wait[rows])

    def _arrive(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        for unit in self.units.tolist():
            coming = rows[state.status[rows, unit] == Status.AFLOAT]
            state.disorganised_at[coming, unit] = battle.turn
            battle.travel.put(unit, self.to, coming)
        self.complete(rows)

    def _tell(
        self, rows: np.ndarray, kind: str, place: int, text: str, *values: np.ndarray
    ) -> None:
        self.battle.chronicle.tell(rows, kind, place, text, *values, side=self.side)
