"""Expedition: a small party goes by ship or aircraft to a place that is not to be stormed."""

import numpy as np

from sim.operations.voyage import Voyage
from sim.plan import expedition as plan
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Fate, Status
from sim.world.words import Name


class Expedition(Voyage[plan.Expedition]):
    """Passage, perhaps back in the face of the weather and out again, and stepping ashore.

    Each attempt is turned back half-way with the probability `turned_back`; the next one follows
    when the party has waited. Who steps ashore meets the garrison like anybody who arrives: there
    is a fight unless a cease-fire is kept on both sides or the garrison has given up. Complete when
    the party is ashore.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Expedition) -> None:
        super().__init__(rules, name, spec)
        self.origin, self.to = (self.world.forces.place[place] for place in (spec.origin, spec.to))
        self._turned_back = self.number("turned_back")
        self._wait = np.maximum(self.world.clock.spans(self.number("wait")), 1)
        hours = self.sea_way(spec.origin, spec.to, spec.distance) / np.maximum(
            self.number("speed"), 1e-9
        )
        self._turns = np.maximum(self.world.clock.spans(hours), 1)
        self._craft = " and ".join(
            self.world.definition.units[unit].title or str(unit) for unit in spec.craft
        )
        self._departures = self.calendar(Step.DEPARTURE, self._depart)
        self._returns = self.calendar(Step.LANDFALL, self._return)
        self._arrivals = self.calendar(Step.LANDFALL, self._arrive)

    def begin(self, rows: np.ndarray) -> None:
        """Set out."""
        self._depart(rows)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """They can turn round at any time."""
        return np.ones(len(rows), bool)

    def voyagers(self) -> list[int]:
        """The party."""
        return list(self.units.tolist())

    def come_home(self, unit: int, rows: np.ndarray) -> None:
        """The party is where it came from."""
        self.put_down(unit, self.origin, rows)

    def _depart(self, rows: np.ndarray) -> None:
        world, movement = self.world, self.rules[Movement]
        going = {unit: rows[self._ready(unit, rows)] for unit in self.units.tolist()}
        for unit, there in going.items():
            movement.put_to_sea(unit, there, NOWHERE)
            movement.come_from(unit, there, self.origin)
        self._tell_departure(rows, going)
        self.out_since[rows] = world.turn
        uniform = world.draws.uniform(self.address("weather"), world.turn, rows)
        back = uniform < self._turned_back[rows]
        for calendar, part in ((self._returns, rows[back]), (self._arrivals, rows[~back])):
            calendar.add(part, world.turn + self._turns[part])

    def _ready(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Whether one of the party is where it sets out from, (k,)."""
        state = self.world.state
        status = state.status[:, unit][rows]
        free = (status == Status.WAITING) | (status == Status.FIELD)
        return np.asarray(free & (state.place[:, unit][rows] == self.origin))

    def _tell_departure(self, rows: np.ndarray, going: dict[int, np.ndarray]) -> None:
        world = self.world
        if not world.chronicle.traced:
            return
        men = np.zeros(len(rows), np.int64)
        for unit, there in going.items():
            men += world.state.men[rows, unit, Fate.PRESENT] * np.isin(rows, there)
        text = "{0:#man|men} {0:sets|set} out with {craft}"
        about = rows, "departure", self.origin, text, men
        world.chronicle.tell(*about, side=self.side, craft=Name(self._craft))

    def _return(self, rows: np.ndarray) -> None:
        """Half the way out and back takes as long as the whole way."""
        world, state = self.world, self.world.state
        if world.chronicle.traced:
            party = " and ".join(world.chronicle.name(unit) for unit in self.units.tolist())
            text = "the weather turns back {party}"
            about = rows, "turned back", self.to, text
            world.chronicle.tell(*about, side=self.side, party=Name(party))
        for unit in self.units.tolist():
            self.come_home(unit, rows[state.status[rows, unit] == Status.AFLOAT])
        self._departures.add(rows, world.turn + self._wait[rows])

    def _arrive(self, rows: np.ndarray) -> None:
        state = self.world.state
        for unit in self.units.tolist():
            coming = rows[state.status[rows, unit] == Status.AFLOAT]
            self.rules[Movement].disorder(unit, coming)
            self.rules[Movement].arrive(unit, self.to, coming)
        self.complete(rows)
