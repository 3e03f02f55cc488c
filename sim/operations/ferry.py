"""Ferry: ships go to and fro between a port and safety."""

import numpy as np

from sim.operations.base import Operation
from sim.plan import ferry as plan
from sim.rules.ferries import Ferries, Line
from sim.rules.rulebook import Rulebook
from sim.rules.shipping import Shipping
from sim.world.clock import NEVER
from sim.world.sequence import Position


class Ferry(Operation[plan.Ferry]):
    """Each unit of ships loads, crosses, unloads and comes back on its own.

    Boarding takes as long as `boarding` says, so that many ships are no faster than the quay. A
    unit sails only in good weather, which is drawn for each day, and not from a port that the enemy
    holds or fights for. It lies up when nobody waits any more, or after `until`; the operation is
    complete when all units do. Each ship with people aboard is lost on a crossing with the
    probability `loss`; submarines may find it in the waters of `through`. The ships of all ferries
    are carried on together, see `sim.rules.ferries`.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Ferry) -> None:
        super().__init__(rules, name, spec)
        self._craft = self.world.forces.positions(spec.craft).tolist()
        self._speed, self._rescue = self.number("speed"), self.number("rescue")
        for unit in self._craft:
            self.rules[Shipping].ship(unit)
        self._line = self._as_line()
        self._fleet = self.rules[Ferries].fleet(self.position)
        self._ranks = self._fleet.join(self._line, self._craft)

    def _as_line(self) -> Line:
        spec, clock, place = self.spec, self.world.clock, self.world.forces.place
        hours = self.sea_way(spec.origin, spec.to, spec.distance) / np.maximum(self._speed, 1e-9)
        return Line(
            actor=self.actor,
            luck=f"operation/{self.luck}",
            going=self.line,
            side=self.side,
            port=place[spec.origin],
            haven=place[spec.to],
            lane=place[spec.through or spec.to],
            last=clock.turn_of(spec.until.value) if spec.until else NEVER,
            capacity=self.number("capacity"),
            boarding=self.number("boarding"),
            crossing=clock.spans(hours),
            turnaround=clock.spans(self.number("turnaround")),
            storm=self.number("storm"),
            loss=self.number("loss"),
            complete=self.complete,
        )

    def begin(self, rows: np.ndarray) -> None:
        """Ships in the port begin to load; the others come for their first load."""
        text = "{0:#person|people} {0:waits|wait} for the ships"
        self._fleet.tell_waiting(self._line, rows, text)
        for rank, unit in zip(self._ranks, self._craft, strict=True):
            self.rules[Shipping].get_under_way(unit, rows, self._speed[rows])
            self.rules[Shipping].await_rescue(unit, rows, self._rescue[rows])
            self._fleet.begin(rank, rows)

    def come_after(self, position: Position) -> None:
        """Act after the operations of the plan, among those that were improvised."""
        super().come_after(position)
        self._fleet.come_at(self.position)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Ships can be told at any time to take nobody aboard any more."""
        return np.ones(len(rows), bool)

    def forget(self, rows: np.ndarray) -> None:
        """No ship loads any more; those with people aboard bring them to safety."""
        for rank in self._ranks:
            self._fleet.forget(rank, rows)

    def busy(self, rows: np.ndarray) -> np.ndarray:
        """Whether it goes on, or was called off and has not put everybody ashore yet."""
        aboard = [self.rules[Shipping].passengers(rows, unit) > 0 for unit in self._craft]
        return np.asarray(super().busy(rows) | self.called_off[rows] & np.any(aboard, axis=0))
