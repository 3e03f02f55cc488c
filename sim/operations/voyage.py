"""Voyage: what operations share whose ships or aircraft turn back when they are called off."""

from abc import abstractmethod
from typing import TypeVar

import numpy as np

from sim.operations.base import Operation
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.rules.voyages import Voyages
from sim.scenario.kinds import OperationSpec
from sim.scenario.vocabulary import TERRAINS
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Status

VoyageT = TypeVar("VoyageT", bound=OperationSpec, covariant=True)


class Voyage(Operation[VoyageT]):
    """Who is called back is home in the time for which he has been out.

    Until then the operation cannot be ordered anew.
    """

    def __init__(self, rules: Rulebook, name: str, spec: VoyageT) -> None:
        super().__init__(rules, name, spec)
        self.log = rules[Voyages]
        self.voyage = self.log.open()
        """Its line of the log."""
        self._homecomings = self.calendar(Step.LANDFALL, self._come_home)

    @property
    def out_since(self) -> np.ndarray:
        """The turn at which they set out, (n,)."""
        line: np.ndarray = self.log.out_since[self.voyage]
        return line

    @property
    def _coming_home(self) -> np.ndarray:
        line: np.ndarray = self.log.coming_home[self.voyage]
        return line

    @abstractmethod
    def voyagers(self) -> list[int]:
        """Units that are afloat or in the air on the way."""

    @abstractmethod
    def come_home(self, unit: int, rows: np.ndarray) -> None:
        """A unit is back where it came from."""

    def busy(self, rows: np.ndarray) -> np.ndarray:
        """Whether it is under way, or comes home."""
        status = self.world.state.status
        out = np.any([status[rows, unit] == Status.AFLOAT for unit in self.voyagers()], axis=0)
        return np.asarray(super().busy(rows) | self._coming_home[rows] & out)

    def start(self, rows: np.ndarray) -> None:
        """Set out anew; nobody is on his way home any more."""
        if self._coming_home[rows].any():
            self.stay_out(rows)
        super().start(rows)

    def stay_out(self, rows: np.ndarray) -> None:
        """They set out anew before they are home."""
        self._homecomings.drop(rows)
        self._coming_home[rows] = False

    def turn_back(self, rows: np.ndarray) -> None:
        """Turn round."""
        turn = self.world.turn
        text = "they are called back and turn round"
        self.world.chronicle.tell(rows, "countermand", NOWHERE, text, side=self.side)
        self._coming_home[rows] = True
        self._homecomings.add(rows, turn + np.maximum(turn - self.out_since[rows], 1))

    def _come_home(self, rows: np.ndarray) -> None:
        self._coming_home[rows] = False
        for unit in self.voyagers():
            self.come_home(unit, rows[self.world.state.status[rows, unit] == Status.AFLOAT])

    def put_down(self, unit: int, place: int, rows: np.ndarray) -> None:
        """Troops leave their ships or aircraft at a place of their own side."""
        if self.lies_off_map(place):
            self.rules[Movement].base(unit, rows, place)
        else:
            self.rules[Movement].arrive(unit, place, rows)

    def lies_off_map(self, place: int) -> bool:
        """Whether nobody takes the field at a place."""
        name = self.world.forces.places[place]
        return TERRAINS[self.world.definition.places[name].terrain].off_map
