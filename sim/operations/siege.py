"""Siege: an army lies before a fortress, and the days take their toll of both."""

import numpy as np

from sim.elementary import chances
from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import siege as plan
from sim.rules.casualties import Casualties
from sim.rules.modifiers import Modifiers
from sim.rules.rulebook import Rulebook
from sim.rules.siege import Siege as Rule
from sim.rules.siege import sick_hazard, trench_hazard
from sim.world.sequence import Step
from sim.world.state import Fate, Status, distinct, under_arms

_FIELD, _PRESENT = Status.FIELD, int(Fate.PRESENT)


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
        lines = [self._men(units, rows) for units in armies]
        strengths = [men.sum(axis=0) for men in lines]
        for invested, units in enumerate(armies):
            own, enemy = strengths[invested], strengths[1 - invested]
            self._fire(units, rows, lines[invested], own, enemy, bool(invested))
            self._sicken(units, rows, bool(invested))
        self._tolls.add(rows, self.world.turn + 1)

    def _under_arms(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether men of an army are on the battlefield, in the lines or on the march, (k,)."""
        there = self.world.state.whereabouts
        return np.asarray(under_arms(rows, units, there.status, there.men) > 0)

    def _men(self, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Men of units who are under arms in the lines, shape (U, k)."""
        there = self.world.state.whereabouts
        men: np.ndarray = _in_the_lines(rows, units, there.status, there.men)
        return men

    def _fire(
        self,
        units: np.ndarray,
        rows: np.ndarray,
        men: np.ndarray,
        own: np.ndarray,
        enemy: np.ndarray,
        invested: bool,
    ) -> None:
        """One turn of trench fire takes of the men, (U, k), of an army."""
        world = self.world
        places = world.state.place[:, units][rows].T
        exposure = self._exposure(places, rows, invested)
        shot = trench_hazard(self.rules[Rule].parameters, rows, exposure, own, enemy)
        hit = self._draw("trenches", units, rows, men, shot)
        side = int(world.forces.unit_side[units[0]])
        for place in distinct(places[hit > 0]):
            here = np.where(places == place, hit, 0)
            some, cause = here.any(axis=1), f"operation/{self.luck}"
            lost = np.ascontiguousarray(here[some].T)
            self.rules[Casualties].hit_men(cause, place, side, rows, units[some], lost)

    def _sicken(self, units: np.ndarray, rows: np.ndarray, invested: bool) -> None:
        """One turn of sickness in the units of an army."""
        world, rule = self.world, self.rules[Rule]
        hazard = sick_hazard(rule.parameters, rows, self._days_since(rows), invested)
        sick = self._draw("sickness", units, rows, self._men(units, rows), hazard)
        share = np.tile(rule.value("sick_killed", rows), (len(units), 1))
        addresses = self._addresses("sick", units)
        dead = world.draws.binomials_each(addresses, world.turn, rows, sick, share)
        for fate, number in ((Fate.KILLED, dead), (Fate.WOUNDED, sick - dead)):
            self.rules[Casualties].take(rows, units, np.ascontiguousarray(number.T), fate)

    def _draw(
        self, cause: str, units: np.ndarray, rows: np.ndarray, men: np.ndarray, hazard: np.ndarray
    ) -> np.ndarray:
        """How many men of units meet a hazard (a day) in this turn, shape (U, k)."""
        chance = np.broadcast_to(chances(hazard * self._days), men.shape)
        return self.world.draws.binomials_each(
            self._addresses(cause, units), self.world.turn, rows, men, np.ascontiguousarray(chance)
        )

    def _addresses(self, cause: str, units: np.ndarray) -> list[np.uint64]:
        return [self.address(f"{cause}/{self.world.forces.luck[u]}") for u in units.tolist()]

    def _exposure(self, places: np.ndarray, rows: np.ndarray, invested: bool) -> np.ndarray:
        """That of units at some places, (U, k)."""
        if not invested:
            return self.rules[Rule].value("sap_exposure", rows)
        exposure = np.ones(places.shape)
        taken = self.rules[Modifiers].value("fortification", rows)
        for place in distinct(places.ravel()):
            inside = 1.0 - taken * self.world.survey.works_at(place, rows)
            exposure = np.where(places == place, inside, exposure)
        return exposure

    def _days_since(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray((self.world.turn - self.started_at[rows]) * self._days)


@njit(cache=True)
def _in_the_lines(
    rows: np.ndarray, units: np.ndarray, status: np.ndarray, men: np.ndarray
) -> np.ndarray:
    """Men of units who are in the field, (U, k)."""
    found = np.zeros((units.shape[0], rows.shape[0]), np.int64)
    for u in range(units.shape[0]):
        for k in range(rows.shape[0]):
            if status[rows[k], units[u]] == _FIELD:
                found[u, k] = men[rows[k], units[u], _PRESENT]
    return found
