"""Civilians: what fighting does to people who are no targets but are there.

In each hour of fighting at their place a civilian is killed with the hazard `fighting`, and under
bombs or shells with the hazard `shelling` for each loss that they would inflict on men in the open;
those who are left flee to safety at the rate `flight` while there is fighting or shelling. The
values are assumptions shared by all battles of August 1945, of a size that gives the 500 to 1,000
dead whom the sources count at Maoka, the only battle with a count.
"""

from functools import partial
from typing import ClassVar

import numpy as np
from pydantic import Field

from sim.combat.parameters import Parameters
from sim.combat.prior import Prior, likely
from sim.elementary import chances
from sim.kernel import njit
from sim.rules.rule import Rule
from sim.scenario.definition import Definition
from sim.scenario.fates import Lot as Lot
from sim.world.inputs import Figures
from sim.world.news import Fought
from sim.world.world import World


class Civilians(Rule):
    """Civilians by place; nobody aims at them, but fire finds them."""

    section = "civilians"

    class Parameters(Parameters):
        """Hazards and flight."""

        title: ClassVar[str] = "civilians"
        units: ClassVar[dict[str, str]] = {"fighting": "an hour", "flight": "an hour"}
        priors: ClassVar[dict[str, Prior]] = {
            "fighting": likely(0.003, 0.05, "no rate is published; a tenth of a soldier's"),
            "shelling": likely(
                0.00015, 0.0025, "people in cellars are hit less than men in the open"
            ),
            "flight": likely(0.07, 0.6, "a town empties in hours, not in minutes or days"),
        }

        fighting: float = Field(
            0.012, ge=0, description="hazard of a civilian in an hour of fighting around him"
        )
        shelling: float = Field(
            0.0006,
            ge=0,
            description="hazard for each loss that the shells would inflict in the open",
        )
        flight: float = Field(
            0.2, ge=0, description="rate an hour at which those under fire get away to safety"
        )

    @classmethod
    def idle(cls, definition: Definition) -> dict[str, str]:
        """All of it where nobody lives."""
        inhabited = any(place.civilians.value != 0 for place in definition.places.values())
        return {} if inhabited else {"": "has no effect, for no place has civilians"}

    def __init__(self, world: World) -> None:
        super().__init__(world)
        places = world.definition.places
        present = world.inputs.numbers(
            Figures({f"places.{name}.civilians": place.civilians for name, place in places.items()})
        )
        n = len(world.all_rows)
        self.people = np.zeros((n, len(places), len(Lot)), np.int64, order="F")
        """(n, P, Lot)"""
        self.people[:, :, Lot.PRESENT] = present
        self._inhabited = np.asarray(present.any(axis=0))
        self._fled_at = np.full((n, len(places)), -1, np.int32, order="F")
        for place in np.flatnonzero(self._inhabited).tolist():
            world.news.subscribe(Fought(place), partial(self._fought, place))

    def _fought(self, place: int, rows: np.ndarray) -> None:
        """A turn of fighting at a place."""
        hours = self.world.clock.hours
        hazard = self.value("fighting", rows) * hours
        self._fall(rows, place, "fighting", hazard)
        self._flee(rows, place)

    def shelled(self, cause: str, rows: np.ndarray, place: int, power: np.ndarray) -> None:
        """Bombs or shells of a power (k,) fall on a place; `cause` names their luck."""
        if self._inhabited[place]:
            hazard = self.value("shelling", rows) * power
            self._fall(rows, place, cause, hazard)
            self._flee(rows, place)

    def shelled_each(
        self, luck: np.ndarray, rows: np.ndarray, places: np.ndarray, power: np.ndarray
    ) -> None:
        """As `shelled`, on a place in each run and under a random address, (k,) each."""
        some = self._inhabited[places]
        if not some.any():
            return
        luck, rows, places, power = (one[some] for one in (luck, rows, places, power))
        hazard = self.value("shelling", rows) * power
        self._draw_each(luck, rows, places, hazard, Lot.KILLED)
        new = self._fled_at[rows, places] < self.world.turn
        rows, places = rows[new], places[new]
        self._fled_at[rows, places] = self.world.turn
        names, address = self.world.forces.places, self.world.draws.address
        flights = [address(f"civilians/{names[place]}", "flight") for place in places.tolist()]
        rate = self.value("flight", rows) * self.world.clock.hours
        self._draw_each(np.array(flights, np.uint64), rows, places, rate, Lot.EVACUATED)

    def _draw_each(
        self, luck: np.ndarray, rows: np.ndarray, places: np.ndarray, hazard: np.ndarray, lot: Lot
    ) -> None:
        """Who meets a hazard, at a place in each run and under a random address, (k,) each."""
        present, draws = self.people[rows, places, Lot.PRESENT], self.world.draws
        met = draws.binomials_apart(luck, self.world.turn, rows, present, chances(hazard))
        self.people[rows, places, Lot.PRESENT] -= met
        self.people[rows, places, lot] += met

    def evacuate(self, rows: np.ndarray, place: int, number: np.ndarray) -> None:
        """Bring civilians (k,) to safety, as many as there are."""
        self._move(rows, place, Lot.EVACUATED, number)

    def embark(self, rows: np.ndarray, place: int, number: np.ndarray) -> np.ndarray:
        """Civilians (k,) of a port go aboard ships, as many as there are; returns how many."""
        return self._move(rows, place, Lot.ABOARD, number)

    def embark_each(self, rows: np.ndarray, places: np.ndarray, number: np.ndarray) -> np.ndarray:
        """As `embark`, of a port in each run, (k,)."""
        lots = int(Lot.PRESENT), int(Lot.ABOARD)
        moved: np.ndarray = _move_each(self.people, rows, places, lots, number)
        return moved

    def disembark_each(
        self, rows: np.ndarray, places: np.ndarray, lot: Lot, number: np.ndarray
    ) -> None:
        """As `disembark`, of a port in each run, (k,)."""
        _move_each(self.people, rows, places, (int(Lot.ABOARD), int(lot)), number)

    def disembark(self, rows: np.ndarray, place: int, lot: Lot, number: np.ndarray) -> None:
        """Civilians (k,) of a port are aboard no longer: they are safe, or dead."""
        self._move(rows, place, lot, number, Lot.ABOARD)

    def _fall(self, rows: np.ndarray, place: int, cause: str, hazard: np.ndarray) -> None:
        killed = self._draw(rows, place, cause, hazard)
        self._move(rows, place, Lot.KILLED, killed)
        text = "civilians killed: {:,}"
        self.world.chronicle.tell(rows, "civilians", place, text, killed, where=killed > 0)

    def _flee(self, rows: np.ndarray, place: int) -> None:
        """Those under fire get away; once a turn, whatever falls on them."""
        world = self.world
        rows = rows[self._fled_at[rows, place] < world.turn]
        self._fled_at[rows, place] = world.turn
        rate = self.value("flight", rows) * world.clock.hours
        self.evacuate(rows, place, self._draw(rows, place, "flight", rate))

    def _draw(self, rows: np.ndarray, place: int, item: str, hazard: np.ndarray) -> np.ndarray:
        """How many of those present meet a hazard, (k,)."""
        world = self.world
        stream = f"civilians/{world.forces.places[place]}"
        address, present = world.draws.address(stream, item), self.people[rows, place, Lot.PRESENT]
        with world.cast.part(stream):
            return world.draws.binomials(address, world.turn, rows, present, chances(hazard))

    def _move(
        self,
        rows: np.ndarray,
        place: int,
        lot: Lot,
        number: np.ndarray,
        source: Lot = Lot.PRESENT,
    ) -> np.ndarray:
        """As many as there are; returns how many, (k,)."""
        most = number.astype(np.int64, copy=False)
        moved: np.ndarray = _move(self.people, rows, place, int(source), int(lot), most)
        return moved


@njit(cache=True)
def _move(
    people: np.ndarray, rows: np.ndarray, place: int, source: int, target: int, most: np.ndarray
) -> np.ndarray:
    moved = np.empty_like(most)
    for k in range(rows.shape[0]):
        moved[k] = min(most[k], people[rows[k], place, source])
        people[rows[k], place, source] -= moved[k]
        people[rows[k], place, target] += moved[k]
    return moved


@njit(cache=True)
def _move_each(
    people: np.ndarray,
    rows: np.ndarray,
    places: np.ndarray,
    lots: tuple[int, int],
    most: np.ndarray,
) -> np.ndarray:
    source, target = lots
    moved = np.empty_like(most)
    for k in range(rows.shape[0]):
        moved[k] = min(most[k], people[rows[k], places[k], source])
        people[rows[k], places[k], source] -= moved[k]
        people[rows[k], places[k], target] += moved[k]
    return moved
