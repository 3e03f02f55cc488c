"""Passage: ships, with the troops they carry, go to a place at sea and lie there."""

import numpy as np

from sim.operations.crossing import Course, Crossing
from sim.plan import passage as plan
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Fate, Status


class Passage(Crossing[plan.Passage]):
    """Complete on arrival, or on the return if the ships do not stay.

    Off the place the ships can be fired at; the troops wait aboard, out of reach, for a landing
    that begins there.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Passage) -> None:
        super().__init__(rules, name, spec)
        self.to = self.world.forces.place[spec.to]
        self._troops = self.world.forces.positions(spec.aboard)
        hours = self.sea_way(spec.origin, spec.to, spec.distance) / np.maximum(self.speed, 1e-9)
        self._turns = self.world.clock.spans(hours)
        """(n,): from the start to the arrival."""
        self._stay = self.number("stay") if spec.stay is not None else None
        self._from = np.full(
            (len(self.world.all_rows), len(self.world.forces.units)), NOWHERE, np.int16
        )
        self._arrivals = self.calendar(Step.LANDFALL, self._arrive)
        self._returns = self.calendar(Step.DEPARTURE, self._go_back)
        self.carry(self.units.tolist(), self._troops.tolist())

    @property
    def plain(self) -> bool:
        """Whether one unit of ships goes alone to stay, and nobody can find it at sea."""
        alone = len(self.units) == 1 and not len(self._troops)
        return alone and self._stay is None and self.spec.through is None

    @property
    def course(self) -> Course:
        """That of its first ships."""
        return Course(int(self.units[0]), self._troops, self.origin, self.to, self._turns)

    def begin(self, rows: np.ndarray) -> None:
        """Weigh anchor, if any of the ships are there."""
        super().begin(rows)
        world, state = self.world, self.world.state
        there = np.any([self.at_port(unit, rows) for unit in self.units.tolist()], axis=0)
        self._tell_absence(rows[~there])
        self.find_nobody(rows[~there])
        rows = rows[there]
        men = np.zeros(len(rows), np.int64)
        for unit in (*self.units.tolist(), *self._troops.tolist()):
            ready = self.at_port(unit, rows)
            self._from[rows, unit] = state.place[rows, unit]
            self.put_to_sea(unit, rows[ready])
            men += state.men[rows, unit, Fate.PRESENT] * ready
        origin = world.forces.place[self.spec.origin]
        text = "the ships put to sea" + (" with {:#man|men}" if len(self._troops) else "")
        world.chronicle.tell(rows, "sail", origin, text, men, side=self.side)
        self.out_since[rows] = world.turn
        self._arrivals.add(rows, world.turn + self._turns[rows])

    def voyagers(self) -> list[int]:
        """Ships, and the troops in them."""
        return [*self.units.tolist(), *self._troops.tolist()]

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """They can turn round at any time."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """Those at sea go back the way they came, those who have arrived put to sea again."""
        lying = np.any([self.world.state.in_field(u, self.to, rows) for u in self.units], axis=0)
        self._go_back(rows[lying])
        super().turn_back(rows[~lying])

    def _tell_absence(self, rows: np.ndarray) -> None:
        text = "no ship is there to put to sea"
        self.world.chronicle.tell(rows, "sail", self.origin, text, side=self.side)

    def _arrive(self, rows: np.ndarray) -> None:
        world = self.world
        self._lie_at(self.to, rows)
        world.chronicle.tell(rows, "arrival", self.to, "the ships arrive", side=self.side)
        if self._stay is None:
            self.complete(rows)
        else:
            self._returns.add(rows, world.turn + world.clock.spans(self._stay[rows]))

    def _lie_at(self, place: int, rows: np.ndarray) -> None:
        movement, state = self.rules[Movement], self.world.state
        for unit in self.units.tolist():
            movement.anchor(unit, place, rows)
        for unit in self._troops.tolist():
            aboard = rows[state.status[rows, unit] == Status.AFLOAT]
            movement.base(unit, aboard, place)

    def _go_back(self, rows: np.ndarray) -> None:
        world, movement, state = self.world, self.rules[Movement], self.world.state
        for unit in (*self.units.tolist(), *self._troops.tolist()):
            lying = state.status[rows, unit] == (
                Status.FIELD if unit in self.units else Status.WAITING
            )
            back = rows[lying & (state.place[rows, unit] == self.to)]
            movement.leave(unit, back)
            movement.base(unit, back, self._from[back, unit])
        world.chronicle.tell(rows, "return", self.to, "the ships turn back", side=self.side)
        self.complete(rows)
