"""Siege: an army lies before a fortress, and the days take their toll of both."""

import numpy as np

from sim.elementary import chances
from sim.operations.base import Operation
from sim.plan import siege as plan
from sim.rules.casualties import Casualties
from sim.rules.modifiers import Modifiers
from sim.rules.rulebook import Rulebook
from sim.rules.siege import Siege as Rule
from sim.rules.siege import sick_hazard, trench_hazard
from sim.world.sequence import Step
from sim.world.state import Fate, Status


class Siege(Operation[plan.Siege]):
    """Trench fire and sickness in every turn (`sim.rules.siege`) until one army is no more.

    The besiegers and the garrison need not stand at the same place, nor in contact: assaults are
    operations of their own. Complete when no man of the garrison, or of the besiegers, is left
    under arms.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Siege) -> None:
        super().__init__(rules, name, spec)
        self._garrison = self.world.forces.positions(spec.garrison)
        self._days = self.world.clock.hours / 24.0
        # before anything else happens in a turn, so that its order among others is always the same
        self._tolls = self.calendar(Step.ATTRITION, self._take_toll)

    def begin(self, rows: np.ndarray) -> None:
        """Invest the fortress."""
        text = "the fortress is invested"
        self.world.chronicle.tell(rows, "siege", -1, text, side=self.side)
        self._tolls.add(rows, self.world.turn)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """A siege can be raised at any time."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """The lines are left."""
        self.world.chronicle.tell(rows, "siege", -1, "the siege is raised", side=self.side)

    def _take_toll(self, rows: np.ndarray) -> None:
        armies = (self.units, self._garrison)
        over = ~(self._under_arms(self.units, rows) & self._under_arms(self._garrison, rows))
        self.complete(rows[over])
        rows = rows[~over]
        if not len(rows):
            return
        strengths = [self._strength(units, rows) for units in armies]
        for invested, units in enumerate(armies):
            own, enemy = strengths[invested], strengths[1 - invested]
            for unit in units.tolist():
                self._hit(unit, rows, own, enemy, bool(invested))
        self._tolls.add(rows, self.world.turn + 1)

    def _under_arms(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether men of an army are on the battlefield, in the lines or on the march, (k,)."""
        state = self.world.state
        some = np.zeros(len(rows), bool)
        for unit in units.tolist():
            status = state.status[rows, unit]
            active = (status == Status.FIELD) | (status == Status.EN_ROUTE)
            some |= active & (state.men[rows, unit, Fate.PRESENT] > 0)
        return some

    def _strength(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        total = np.zeros(len(rows), np.int64)
        for unit in units.tolist():
            total += self._men(unit, rows)
        return total

    def _men(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """Men of a unit who are under arms in the lines, shape (k,)."""
        state = self.world.state
        there = state.status[rows, unit] == Status.FIELD
        return np.where(there, state.men[rows, unit, Fate.PRESENT], 0).astype(np.int64)

    def _hit(
        self, unit: int, rows: np.ndarray, own: np.ndarray, enemy: np.ndarray, invested: bool
    ) -> None:
        """One turn of trench fire and sickness in one unit."""
        here = self._men(unit, rows) > 0
        rows, own, enemy = rows[here], own[here], enemy[here]
        if not len(rows):
            return
        world = self.world
        rule = self.rules[Rule].parameters
        exposure = self._exposure(unit, rows, invested)
        shot = trench_hazard(rule, rows, exposure, own, enemy)
        hit = self._draw(unit, rows, "trenches", shot)
        places = world.state.place[rows, unit]
        for place in np.unique(places).tolist():
            part = places == place
            self.rules[Casualties].hit_men(
                f"operation/{self.luck}",
                place,
                int(world.forces.unit_side[unit]),
                rows[part],
                np.array([unit]),
                hit[part, None],
            )
        self._sicken(unit, rows, sick_hazard(rule, rows, self._days_since(rows), invested))

    def _sicken(self, unit: int, rows: np.ndarray, hazard: np.ndarray) -> None:
        world = self.world
        sick = self._draw(unit, rows, "sickness", hazard)
        address = self.address(f"sick/{world.forces.luck[unit]}")
        share = self.rules[Rule].value("sick_killed", rows)
        dead = world.draws.binomials(address, world.turn, rows, sick, share)
        places = world.state.place[rows, unit]
        for fate, number in ((Fate.KILLED, dead), (Fate.WOUNDED, sick - dead)):
            for place in np.unique(places).tolist():
                part = places == place
                self.rules[Casualties].transfer(
                    rows[part], unit, Fate.PRESENT, fate, number[part], place
                )

    def _draw(self, unit: int, rows: np.ndarray, cause: str, hazard: np.ndarray) -> np.ndarray:
        """How many men of a unit meet a hazard (a day) in this turn, shape (k,)."""
        world = self.world
        address = self.address(f"{cause}/{world.forces.luck[unit]}")
        chance = chances(hazard * self._days)
        return world.draws.binomials(address, world.turn, rows, self._men(unit, rows), chance)

    def _exposure(self, unit: int, rows: np.ndarray, invested: bool) -> np.ndarray:
        world = self.world
        if not invested:
            return self.rules[Rule].value("sap_exposure", rows)
        exposure = np.ones(len(rows))
        places = world.state.place[rows, unit]
        for place in np.unique(places).tolist():
            part = places == place
            taken = self.rules[Modifiers].value("fortification", rows[part])
            exposure[part] = 1.0 - taken * world.survey.works_at(place, rows[part])
        return exposure

    def _days_since(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray((self.world.turn - self.started_at[rows]) * self._days)
