"""Fitness: what units are worth now, of what the scenario says of them.

A unit names a grade of the scale of quality, whose values all battles share: how much its men fire
and hit relative to regulars, for their training, leadership, arms and ammunition. No rate is
published for these battles; the values are assumptions, and a scenario may override them.
"""

from typing import Any, ClassVar, NamedTuple, Protocol

import numpy as np
from pydantic import Field, create_model

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, likely
from sim.kernel import borrower, njit
from sim.rules.presence import Opponents
from sim.rules.rule import Rule
from sim.scenario.definition import Definition
from sim.scenario.figures import Factor
from sim.scenario.vocabulary import GRADES, Grade
from sim.world.inputs import Figures
from sim.world.state import Status
from sim.world.world import World

_FIELD = Status.FIELD


class Strain(Protocol):
    """Something that takes from units, one in each of some runs; all arrays have shape (k,)."""

    def fire(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """Multiply what is left of their fire."""

    def resolve(self, units: np.ndarray, rows: np.ndarray, left: np.ndarray) -> None:
        """Multiply what is left of their resolve."""


class Standing(NamedTuple):
    """Whose fitness is asked for: who is in the field at F places, and in which runs."""

    places: np.ndarray
    """(F,)"""
    ends: np.ndarray
    """(F + 1,) where the runs of each begin, and where those of the last end."""
    rows: np.ndarray
    opponents: Opponents


def _worth(grade: Grade) -> Any:
    return (float, Field(grade.worth, ge=0, description=f"fire of {grade.meaning}"))


_GRADED = Factor.of(0.0)
"""In place of the quality of a unit that has a grade."""
_WORTHS: dict[str, Any] = {name: _worth(grade) for name, grade in GRADES.items()}
_Grades = create_model("_Grades", __base__=Parameters, **_WORTHS)


class Fitness(Rule):
    """The quality and the resolve of units, less what rules such as fatigue take from them."""

    section = "quality"

    class Parameters(_Grades):
        """The scale of quality: multipliers of fire, that of regulars being 1."""

        title: ClassVar[str] = "quality"
        priors: ClassVar[dict[str, Prior]] = {
            "picked": likely(1.0, 2.5, "automatic weapons count for two or three rifles"),
            "guards": likely(0.8, 1.8, "veterans hit more, and are as few"),
            "naval_infantry": likely(0.8, 2.0, "some automatic weapons"),
            "regulars": likely(0.9, 1.1, "the unit of the scale"),
            "second_line": likely(0.25, 1.0, "between regulars and services"),
            "short": likely(0.15, 1.0, "few rounds a man, and rifles against automatic weapons"),
            "services": likely(0.08, 0.6, "men who have fired a rifle once a year"),
            "reservists": likely(0.05, 0.4, "drill rifles, 30 rounds a man"),
            "militia": likely(0.03, 0.3, "no training"),
        }

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._strains: list[Strain] = []
        self._plain = self._graded()
        """(n or 1, U): what the scenario says."""
        self._quality = self._resolve = np.ones((0, 0))

    def _graded(self) -> np.ndarray:
        """The quality of all units, (n or 1, U): the value of their grade, or their own."""
        units = self.world.definition.units
        figures = {
            f"units.{unit.luck or name}.quality": _GRADED if unit.quality.grade else unit.quality
            for name, unit in units.items()
        }
        table = self.world.inputs.numbers(Figures(figures))
        grades = self.parameters.values
        if len(grades) > len(table):
            table = np.repeat(table, len(grades), axis=0)
        for position, (name, unit) in enumerate(units.items()):
            if (grade := unit.quality.grade) is not None:
                worth = grades[:, self.parameters.position[grade]]
                path = f"units.{unit.luck or name}.quality"
                table[:, position] = self.world.inputs.guessed(path, worth)
        return table

    @classmethod
    def idle(cls, definition: Definition) -> dict[str, str]:
        """Grades that no unit has."""
        named = {unit.quality.grade for unit in definition.units.values()}
        vain = (name for name in cls.Parameters.names() if name not in named)
        return dict.fromkeys(vain, "has no effect without a unit of this quality")

    def strain(self, strain: Strain) -> None:
        """From now on this takes its part."""
        if not self._strains:
            shape = self.world.state.status.shape
            self._quality, self._resolve = np.ones(shape, order="F"), np.ones(shape, order="F")
        self._strains.append(strain)

    def quality(self, standing: Standing) -> np.ndarray:
        """The quality of units, (n or 1, U), less what is taken from those who stand somewhere."""
        table = self._plain
        if not self._strains:
            return table
        units, rows, left = _begin(table, standing)
        for strain in self._strains:
            strain.fire(units, rows, left)
        _put(units, rows, left, self._quality)
        return self._quality

    def resolve(self, standing: Standing) -> np.ndarray:
        """The resolve of units, (n or 1, U), less what is taken from those who stand somewhere."""
        table = self.world.arsenal.resolve
        if not self._strains:
            return table
        units, rows, left = _begin(table, standing)
        for strain in self._strains:
            strain.resolve(units, rows, left)
        _put(units, rows, left, self._resolve)
        return self._resolve


@njit(cache=True)
def _begin(whole: np.ndarray, standing: Standing) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the units that stand somewhere, the runs, and what is left of them at first, (k,).

    That is what the table of the `whole`, (n or 1, U), says.
    """
    there, begins, ends = standing.opponents.where, standing.opponents.begins, standing.ends
    status, places = there.status, there.place
    most = 0
    for f in range(standing.places.shape[0]):
        place = standing.places[f]
        most += (begins[place, 2] - begins[place, 0]) * (ends[f + 1] - ends[f])
    units, rows, found = np.empty(most, np.int64), np.empty(most, np.int64), 0
    left = np.empty(most)
    for f in range(standing.places.shape[0]):
        place = standing.places[f]
        visitors = standing.opponents.units[begins[place, 0] : begins[place, 2]]
        for row in standing.rows[ends[f] : ends[f + 1]]:
            for unit in visitors:
                if status[row, unit] == _FIELD and places[row, unit] == place:
                    left[found] = whole[row if whole.shape[0] > 1 else 0, unit]
                    units[found], rows[found] = unit, row
                    found += 1
    return units[:found], rows[:found], left[:found]


@borrower
def _put(units: np.ndarray, rows: np.ndarray, left: np.ndarray, table: np.ndarray) -> None:
    """Write what is left of some units, (k,), into the table of all, (n, U)."""
    for k in range(rows.shape[0]):
        table[rows[k], units[k]] = left[k]
