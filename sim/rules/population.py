"""The population: civilians at the places of a battle, their dead and those who got away."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sim.elementary import chances
from sim.scenario.fates import Lot as Lot

if TYPE_CHECKING:
    from sim.battle import Battle


class Population:
    """Civilians by place; nobody aims at them, but fire finds them (`sim.combat.civilians`)."""

    def __init__(self, battle: "Battle") -> None:
        self._battle = battle
        places = battle.definition.places
        present = battle.inputs.numbers(
            {f"places.{name}.civilians": place.civilians for name, place in places.items()}
        )
        n = len(battle.everyone)
        self.people = np.zeros((n, len(places), len(Lot)), np.int64, order="F")
        """(n, P, Lot)"""
        self.people[:, :, Lot.PRESENT] = present
        self._inhabited = np.asarray(present.any(axis=0))
        self._fled_at = np.full((n, len(places)), -1, np.int32, order="F")
        for place in np.flatnonzero(self._inhabited).tolist():
            battle.subscribe(f"combat:{battle.order.places[place]}", partial(self._fought, place))

    def _fought(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place."""
        hours = self._battle.clock.hours
        hazard = self._battle.civilians.column("fighting", rows) * hours
        self._fall(rows, place, "fighting", hazard)
        self._flee(rows, place)

    def shelled(self, cause: str, rows: np.ndarray, place: int, power: np.ndarray) -> None:
        """Bombs or shells of a power (k,) fall on a place; `cause` names their luck."""
        if self._inhabited[place]:
            hazard = self._battle.civilians.column("shelling", rows) * power
            self._fall(rows, place, cause, hazard)
            self._flee(rows, place)

    def evacuate(self, rows: np.ndarray, place: int, number: np.ndarray) -> None:
        """Bring civilians (k,) to safety, as many as there are."""
        self._move(rows, place, Lot.EVACUATED, number)

    def embark(self, rows: np.ndarray, place: int, number: np.ndarray) -> np.ndarray:
        """Civilians (k,) of a port go aboard ships, as many as there are; returns how many."""
        boarding = np.minimum(number, self.people[rows, place, Lot.PRESENT]).astype(np.int64)
        self._move(rows, place, Lot.ABOARD, boarding)
        return np.asarray(boarding)

    def disembark(self, rows: np.ndarray, place: int, lot: Lot, number: np.ndarray) -> None:
        """Civilians (k,) of a port are aboard no longer: they are safe, or dead."""
        self._move(rows, place, lot, number, Lot.ABOARD)

    def _fall(self, rows: np.ndarray, place: int, cause: str, hazard: np.ndarray) -> None:
        killed = self._draw(rows, place, cause, hazard)
        self._move(rows, place, Lot.KILLED, killed)
        text = "civilians killed: {:,}"
        self._battle.chronicle.tell(rows, "civilians", place, text, killed, where=killed > 0)

    def _flee(self, rows: np.ndarray, place: int) -> None:
        """Those under fire get away; once a turn, whatever falls on them."""
        battle = self._battle
        rows = rows[self._fled_at[rows, place] < battle.turn]
        self._fled_at[rows, place] = battle.turn
        rate = battle.civilians.column("flight", rows) * battle.clock.hours
        self.evacuate(rows, place, self._draw(rows, place, "flight", rate))

    def _draw(self, rows: np.ndarray, place: int, item: str, hazard: np.ndarray) -> np.ndarray:
        """How many of those present meet a hazard, (k,)."""
        battle = self._battle
        address = battle.draws.address(f"civilians/{battle.order.places[place]}", item)
        present = self.people[rows, place, Lot.PRESENT]
        return battle.draws.binomials(address, battle.turn, rows, present, chances(hazard))

    def _move(
        self,
        rows: np.ndarray,
        place: int,
        lot: Lot,
        number: np.ndarray,
        source: Lot = Lot.PRESENT,
    ) -> None:
        number = np.minimum(number, self.people[rows, place, source])
        self.people[rows, place, source] -= number
        self.people[rows, place, lot] += number
