"""Regroup: units are split and joined."""

import numpy as np

from sim.operations.base import Operation
from sim.plan import regroup as plan
from sim.rules.bombardment import Bombardment
from sim.rules.casualties import Casualties
from sim.rules.fatigue import Fatigue
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.rules.supply import Supply
from sim.world.state import Fate, Status


class Regroup(Operation[plan.Regroup]):
    """Done at once where those who give stand in the field and are all ashore.

    They join a unit at the same place; one that has nobody is formed there, as suppressed, worn and
    supplied as they are. Elsewhere nothing happens, and the record says so. Complete in any case.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Regroup) -> None:
        super().__init__(rules, name, spec)
        self._into = self.world.forces.unit[spec.into]
        self._men = self.number("men") if spec.men is not None else None

    def begin(self, rows: np.ndarray) -> None:
        """Regroup."""
        for unit in self.units.tolist():
            self._give(unit, rows)
        self.complete(rows)

    def _give(self, unit: int, rows: np.ndarray) -> None:
        men, asked = self.world.state.men[:, :, Fate.PRESENT], rows
        rows = rows[self._ashore(unit, rows) & (men[rows, unit] > 0)]
        empty = men[rows, self._into] == 0
        self._form(unit, rows[empty])
        places = self.world.state.place
        together = self._ashore(self._into, rows)
        together &= places[rows, unit] == places[rows, self._into]
        rows = rows[together]
        number = men[rows, unit].astype(np.int64)
        if self._men is not None:
            number = np.minimum(number, self._men[rows].astype(np.int64))
        self.rules[Casualties].regroup(rows, unit, self._into, number)
        self._tell(unit, rows, number)
        self._tell_apart(unit, np.setdiff1d(asked, rows, assume_unique=True))

    def _ashore(self, unit: int, rows: np.ndarray) -> np.ndarray:
        state = self.world.state
        afield = state.status[rows, unit] == Status.FIELD
        return np.asarray(afield & (state.men_afloat(unit, rows) == 0))

    def _form(self, unit: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        self.rules[Bombardment].form(self._into, unit, rows)
        self.rules[Fatigue].form(self._into, unit, rows)
        self.rules[Supply].form(self._into, unit, rows)
        self.rules[Movement].form(self._into, unit, rows)

    def _tell(self, unit: int, rows: np.ndarray, number: np.ndarray) -> None:
        into = self.world.chronicle.name(self._into)
        places = self.world.state.place[rows, unit]
        for place in np.unique(places).tolist():
            about = rows, "regroup", place, unit, "{0:#man|men} of {unit} {0:joins|join} {into}"
            self.world.chronicle.tell_unit(*about, number, where=places == place, into=into)

    def _tell_apart(self, unit: int, rows: np.ndarray) -> None:
        chronicle = self.world.chronicle
        text = "{unit:does|do} not join {into}: they do not stand together"
        chronicle.tell_unit(rows, "regroup", -1, unit, text, into=chronicle.name(self._into))
