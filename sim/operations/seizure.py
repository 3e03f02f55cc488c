"""Seizure: a barely guarded object is taken by surprise."""

import numpy as np

from sim.operations.assault import Attack
from sim.plan import seizure as plan
from sim.rules.casualties import Casualties
from sim.rules.engagement import Engagements
from sim.rules.movement import Movement
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.world.news import PlaceChanged
from sim.world.state import Fate, Status


class Seizure(Attack[plan.Seizure]):
    """An assault that may overpower the guards before they can fire.

    It does so with the probability `success` where there are at least `odds` attackers to a guard;
    the guards are then killed or captured without a fight. Otherwise it goes on as an assault.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Seizure) -> None:
        super().__init__(rules, name, spec)
        self._success = self.number("success")
        self._odds = self.number("odds")
        self._killed = self.number("killed")
        spring = self.world.cast.by(self.actor, self._spring)
        self.world.news.subscribe(PlaceChanged(self.to), spring)

    def _spring(self, rows: np.ndarray) -> None:
        world = self.world
        rows = self.under_way(rows)
        rows = rows[world.state.contested[rows, self.to]]
        if not len(rows):
            return
        own, guards = (
            self.rules[Presence].men_at(self.to, s, rows) for s in (self.side, 1 - self.side)
        )
        uniform = world.draws.uniform(self.address(), 0, rows)
        caught = (uniform < self._success[rows]) & (own >= self._odds[rows] * guards)
        text = "{0:#guard|guards} {0:is|are} overpowered before {0:he|they} can fire"
        world.chronicle.tell(rows, "seizure", self.to, text, guards, side=self.side, where=caught)
        for unit in world.forces.units_of_side(1 - self.side).tolist():
            self._overpower(unit, rows[caught])
        self.rules[Engagements].review(world.alike(self.to, rows[caught]), rows[caught])

    def _overpower(self, unit: int, rows: np.ndarray) -> None:
        world, state = self.world, self.world.state
        here = (state.status[rows, unit] == Status.FIELD) & (state.place[rows, unit] == self.to)
        rows = rows[here]
        if not len(rows):
            return
        men = state.men[rows, unit, Fate.PRESENT].astype(np.int64)
        address = self.address(world.forces.luck[unit])
        killed = world.draws.binomials(address, world.turn, rows, men, self._killed[rows])
        for fate, number in ((Fate.KILLED, killed), (Fate.CAPTURED, men - killed)):
            self.rules[Casualties].transfer(rows, unit, Fate.PRESENT, fate, number, self.to)
        self.rules[Movement].give_up(unit, rows)
