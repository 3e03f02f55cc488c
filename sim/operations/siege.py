"""Siege: an army lies before a fortress, and the days take their toll of both."""

from typing import NamedTuple

import numpy as np

from sim.elementary import chance
from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import siege as plan
from sim.rules.casualties import Casualties
from sim.rules.modifiers import FORTIFICATION, Modifiers
from sim.rules.rulebook import Rulebook
from sim.rules.siege import SAP_EXPOSURE, sick_hazard, trench_hazard
from sim.rules.siege import Siege as Rule
from sim.world.sequence import Step
from sim.world.state import Fate, Status, Whereabouts, under_arms

_FIELD, _PRESENT = Status.FIELD, int(Fate.PRESENT)


class Armies(NamedTuple):
    """Who faces whom."""

    units: np.ndarray
    """(U,) those of the besiegers, then those of the garrison."""
    besiegers: int
    """How many of them are besiegers."""


class Works(NamedTuple):
    """What the garrison has before it."""

    strength: np.ndarray
    """(n or 1, P), from 0 to 1."""
    modifiers: np.ndarray
    """The table of modifiers."""


class Siege(Operation[plan.Siege]):
    """Trench fire and sickness in every turn (`sim.rules.siege`) until one army is no more.

    The besiegers and the garrison need not stand at the same place, nor in contact: assaults are
    operations of their own. Complete when no man of the garrison, or of the besiegers, is left
    under arms.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Siege) -> None:
        super().__init__(rules, name, spec)
        garrison = self.world.forces.positions(spec.garrison)
        self._armies = Armies(np.concatenate([self.units, garrison]), len(self.units))
        self._days = self.world.clock.hours / 24.0
        self._trenches, self._sickness, self._sick = (
            self._addresses(cause) for cause in ("trenches", "sickness", "sick")
        )
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
        over = _over(rows, self._armies, self.world.state.whereabouts)
        self.complete(rows[over])
        rows = rows[~over]
        if not len(rows):
            return
        self._fire(rows)
        self._sicken(rows)
        self._tolls.add(rows, self.world.turn + 1)

    def _fire(self, rows: np.ndarray) -> None:
        """One turn of trench fire takes of the men of both armies."""
        world, armies = self.world, self._armies
        works = Works(world.survey.works, self.rules[Modifiers].parameters.values)
        table = self.rules[Rule].parameters.values
        men, chance = _in_trenches(rows, armies, world.state.whereabouts, works, table, self._days)
        hit = world.draws.binomials_each(self._trenches, world.turn, rows, men, chance)
        cause = f"operation/{self.luck}"
        self.rules[Casualties].hit_men_where_they_stand(cause, rows, armies.units, hit)

    def _sicken(self, rows: np.ndarray) -> None:
        """One turn of sickness in the units of both armies."""
        world, rule, armies = self.world, self.rules[Rule], self._armies
        lasted = world.turn - self.started_at[rows]
        men, chance = _in_camp(
            rows, armies, world.state.whereabouts, lasted, rule.parameters.values, self._days
        )
        sick = world.draws.binomials_each(self._sickness, world.turn, rows, men, chance)
        share = np.repeat(rule.value("sick_killed", rows)[None], len(armies.units), axis=0)
        dead = world.draws.binomials_each(self._sick, world.turn, rows, sick, share)
        self.rules[Casualties].lose(rows, armies.units, dead, sick - dead)

    def _addresses(self, cause: str) -> list[np.uint64]:
        luck = self.world.forces.luck
        return [self.address(f"{cause}/{luck[unit]}") for unit in self._armies.units.tolist()]


@njit(cache=True)
def _over(rows: np.ndarray, armies: Armies, where: Whereabouts) -> np.ndarray:
    """Where an army has no men on the battlefield, in the lines or on the march, (k,)."""
    first, units = armies.besiegers, armies.units
    besiegers: np.ndarray = under_arms(rows, units[:first], where.status, where.men)
    garrison: np.ndarray = under_arms(rows, units[first:], where.status, where.men)
    over: np.ndarray = (besiegers == 0) | (garrison == 0)
    return over


@njit(cache=True)
def _in_the_lines(rows: np.ndarray, units: np.ndarray, where: Whereabouts) -> np.ndarray:
    """Men of units who are in the field, (U, k)."""
    status, men = where.status, where.men
    found = np.zeros((units.shape[0], rows.shape[0]), np.int64)
    for u in range(units.shape[0]):
        for k in range(rows.shape[0]):
            if status[rows[k], units[u]] == _FIELD:
                found[u, k] = men[rows[k], units[u], _PRESENT]
    return found


@njit(cache=True)
def _in_trenches(
    rows: np.ndarray,
    armies: Armies,
    where: Whereabouts,
    works: Works,
    table: np.ndarray,
    days: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Men of units, (U, k), whom trench fire may hit, and its chance in a turn of some days."""
    men, places = _in_the_lines(rows, armies.units, where), where.place
    besiegers, garrison = men[: armies.besiegers].sum(axis=0), men[armies.besiegers :].sum(axis=0)
    chances = np.zeros(men.shape)
    for u in range(men.shape[0]):
        invested = u >= armies.besiegers
        own, enemy = (garrison, besiegers) if invested else (besiegers, garrison)
        for k in range(rows.shape[0]):
            if men[u, k] == 0:
                continue
            row = rows[k]
            m = table[row if table.shape[0] > 1 else 0]
            exposure = m[SAP_EXPOSURE]
            if invested:
                exposure = _left_by_works(works, row, places[row, armies.units[u]])
            chances[u, k] = chance(trench_hazard(m, exposure, own[k], enemy[k]) * days)
    return men, chances


@njit(cache=True, inline="always")
def _left_by_works(works: Works, row: int, place: int) -> float:
    """Exposure of men at a place."""
    taken = works.modifiers[row if works.modifiers.shape[0] > 1 else 0, FORTIFICATION]
    strength = works.strength[row if works.strength.shape[0] > 1 else 0, place]
    return float(1.0 - taken * strength)


@njit(cache=True)
def _in_camp(
    rows: np.ndarray,
    armies: Armies,
    where: Whereabouts,
    lasted: np.ndarray,
    table: np.ndarray,
    days: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Men of units, (U, k), who may fall sick, and the chance in a turn of some days.

    The siege has `lasted` some turns, (k,).
    """
    men = _in_the_lines(rows, armies.units, where)
    chances, each = np.empty(men.shape), np.empty((2, rows.shape[0]))
    for k in range(rows.shape[0]):
        m = table[rows[k] if table.shape[0] > 1 else 0]
        for invested in range(2):
            hazard = sick_hazard(m, lasted[k] * days, invested == 1)
            each[invested, k] = chance(hazard * days)
    for u in range(men.shape[0]):
        chances[u] = each[int(u >= armies.besiegers)]
    return men, chances
