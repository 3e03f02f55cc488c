"""Landing: embarkation, passage, approach, run-in and unloading of one echelon."""

from typing import Any, TypeVar

import numpy as np

from sim.battle import Battle
from sim.kernel import njit
from sim.operations.crossing import Crossing
from sim.plan import landing as plan
from sim.plan.parts.landing import LandingSpec
from sim.rules.surprise import surprise_garrisons
from sim.world.phases import Phase
from sim.world.state import Fate, Status, Wear

_AFLOAT, _FIELD = Status.AFLOAT, Status.FIELD


LandingT = TypeVar("LandingT", bound=LandingSpec, covariant=True)


class Disembarkation(Crossing[LandingT]):
    """An echelon crosses the sea and goes ashore at the pace of the landing sites.

    An approach that is not detected surprises the garrisons of the whole area. A detected one lies
    under their fire for the run-in. Craft may strike rocks. Troops fight as they come ashore, in
    disorder at first. Complete when all men of the echelon are ashore.
    """

    def __init__(self, battle: Battle, name: str, spec: LandingT) -> None:
        super().__init__(battle, name, spec)
        self.origin, self.to = (battle.order.place[place] for place in (spec.origin, spec.to))
        self._craft = battle.order.positions(spec.craft)
        self._embarkation = self.number("embarkation")
        self._length = self.sea_way(spec.origin, spec.to)
        self._detection = self.number("detection")
        self._run_in = self.number("run_in")
        self._rocks = battle.inputs.number(
            battle.definition.places[spec.to].rocks, f"places.{spec.to}.rocks"
        )
        self._capacity = self._men_an_hour()
        self._approaches = self.calendar(Phase.MOVEMENT, self._approach, "_approach")
        self._unloading = self.calendar(Phase.MOVEMENT, self._put_ashore, "_put_ashore")
        self.carry(self._craft.tolist(), self.units.tolist())

    def _men_an_hour(self) -> np.ndarray:
        sites = self.battle.definition.places[self.spec.to].landing_sites
        used = self.spec.sites or list(sites)
        total = np.zeros(len(self.battle.everyone))
        for site in used:
            path = f"places.{self.spec.to}.landing_sites.{site}.capacity"
            total += self.battle.inputs.number(sites[site].capacity, path)
        return total

    # at sea ---------------------------------------------------------------------------------

    def begin(self, rows: np.ndarray) -> None:
        """Embark those who are at the port and sail."""
        battle, state = self.battle, self.battle.state
        for unit in (*self.units, *self._craft):
            aboard = self._at_port(int(unit), rows)
            self.put_to_sea(int(unit), aboard)
            state.origin[:, unit][aboard] = self.origin
        battle.chronicle.tell(
            rows, "embark", self.origin, "{:,} men put to sea", self._afloat(rows), side=self.side
        )
        hours = self._embarkation[rows] + self._length[rows] / np.maximum(self._speed[rows], 1e-9)
        self._approaches.add(rows, battle.turn + battle.clock.spans(hours))

    def _at_port(self, unit: int, rows: np.ndarray) -> np.ndarray:
        state = self.battle.state
        place = state.place[:, unit][rows]
        there = (state.status[:, unit][rows] == Status.WAITING) & (
            (place == self.origin) | (place < 0)
        )
        there |= (state.status[:, unit][rows] == Status.FIELD) & (place == self.origin)
        return np.asarray(rows[there])

    def _afloat(self, rows: np.ndarray) -> np.ndarray:
        state = self.battle.state
        total = np.zeros(len(rows), np.int64)
        for unit in self.units:
            aboard = state.status[:, unit][rows] == Status.AFLOAT
            total += state.men[:, unit, Fate.PRESENT][rows] * aboard
        return total

    # off the shore --------------------------------------------------------------------------

    def _approach(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        detected = self._is_detected(rows)
        hostile = state.control[:, self.to][rows] == 1 - self.side
        warned = rows[hostile & detected]
        for place in battle.area(self.to):
            state.alert[:, place][warned] = True
        self._surprise(rows[hostile & ~detected])
        self._strike_rocks(rows)
        self._close_in(rows)
        under_fire = detected & (battle.men_at(self.to, 1 - self.side, rows) > 0)
        under_fire &= ~state.truce[:, self.to][rows]
        text = "the craft are seen and come under fire"
        battle.chronicle.tell(rows, "approach", self.to, text, side=self.side, where=under_fire)
        delay = battle.clock.spans(np.where(under_fire, self._run_in[rows], 0.0))
        self._unloading.add(rows[delay > 0], (battle.turn + delay)[delay > 0])
        self._put_ashore(rows[delay == 0])

    def _is_detected(self, rows: np.ndarray) -> np.ndarray:
        battle, state = self.battle, self.battle.state
        chance = battle.sky.detection(self._detection[rows], rows)
        scouted = state.scouted[:, self.to][rows]
        chance[scouted] *= battle.modifiers.column("scouted_detection", rows[scouted])
        uniform = battle.draws.uniform(self.address("detection"), 0, rows)
        awake = state.alert[:, self.to][rows] | state.contested[:, self.to][rows]
        return np.asarray((uniform < chance) | awake)

    def _surprise(self, rows: np.ndarray) -> None:
        text = "the landing is not detected"
        surprise_garrisons(self.battle, self.to, self.side, rows, text)

    def _strike_rocks(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        chance = self._rocks[rows]
        scouted = state.scouted[:, self.to][rows]
        chance[scouted] *= battle.modifiers.column("scouted_rocks", rows[scouted])
        total = np.zeros(len(rows), np.int64)
        for unit in self._craft:
            for entry in battle.order.entries_of(int(unit)):
                address = self.address(f"rocks/{battle.order.entry_names[entry]}")
                craft = state.weapons[:, entry, Wear.PRESENT][rows]
                struck = battle.draws.binomials(address, 0, rows, craft, chance)
                battle.casualties.wear(rows, entry, np.zeros_like(struck), struck)
                total += struck
        text = "{:,} craft strike rocks"
        battle.chronicle.tell(
            rows, "grounding", self.to, text, total, side=self.side, where=total > 0
        )

    def _close_in(self, rows: np.ndarray) -> None:
        """Bring the echelon before the shore: it can be fired at, but nobody is ashore yet."""
        self._enter([*self.units.tolist(), *self._craft.tolist()], rows)

    def _enter(self, units: list[int], rows: np.ndarray) -> None:
        state = self.battle.state
        for unit in units:
            coming = _lie_off(
                rows,
                self.to,
                self.battle.turn,
                state.status[:, unit],
                state.place[:, unit],
                state.men[:, unit, Fate.PRESENT],
                state.afloat[:, unit],
                state.disorganised_at[:, unit],
            )
            self.battle.engagements[self.to].enter(unit, coming)

    # ashore ---------------------------------------------------------------------------------

    def _put_ashore(self, rows: np.ndarray) -> None:
        battle, state = self.battle, self.battle.state
        landed, waiting = _go_ashore(
            rows,
            self.to,
            self.units,
            self._capacity * battle.clock.hours,
            battle.turn,
            (state.status, state.place),
            (state.afloat, state.landed, state.disorganised_at),
        )
        text = self.echelon("{:,} men go ashore")
        battle.chronicle.tell(
            rows, "landing", self.to, text, landed, side=self.side, where=landed > 0
        )
        self._unloading.add(rows[waiting], battle.turn + 1)
        self._release_craft(rows[~waiting])
        self.complete(rows[~waiting])

    def echelon(self, text: str) -> str:
        """The text after the title of the operation, if it has one."""
        title: str = self.spec.title.replace("{", "{{").replace("}", "}}")
        return f"{title}, {text}" if title else text

    def _release_craft(self, rows: np.ndarray) -> None:
        state = self.battle.state
        for unit in self._craft:
            state.status[:, unit][rows] = Status.WAITING
            state.place[:, unit][rows] = self.origin


class Landing(Disembarkation[plan.Landing]):
    """A landing in one go."""


@njit(cache=True)
def _lie_off(
    rows: np.ndarray,
    place: int,
    turn: int,
    status: np.ndarray,
    unit_place: np.ndarray,
    men: np.ndarray,
    afloat: np.ndarray,
    disorganised_at: np.ndarray,
) -> np.ndarray:
    """Bring a unit that is at sea before the shore; returns those runs in which it was, (k,).

    The other arrays are (n,), those of the unit.
    """
    coming = np.empty_like(rows)
    found = 0
    for row in rows:
        if status[row] == _AFLOAT:
            afloat[row] = men[row]
            disorganised_at[row] = turn
            status[row] = _FIELD
            unit_place[row] = place
            coming[found] = row
            found += 1
    return coming[:found]


@njit(cache=True)
def _go_ashore(
    rows: np.ndarray,
    place: int,
    units: np.ndarray,
    capacity: np.ndarray,
    turn: int,
    where: tuple[Any, ...],
    condition: tuple[Any, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """Men who go ashore, (k,), unit after unit up to a capacity, (n,), and whether others wait."""
    status, unit_place = where
    afloat, ashore, disorganised_at = condition
    landed = np.zeros(rows.shape[0], np.int64)
    waiting = np.zeros(rows.shape[0], np.bool_)
    for unit in units:
        for i in range(rows.shape[0]):
            row = rows[i]
            if status[row, unit] != _FIELD or unit_place[row, unit] != place:
                continue
            moving = min(afloat[row, unit], int(capacity[row]) - landed[i])
            if moving > 0:
                afloat[row, unit] -= moving
                ashore[row, unit] = True
                disorganised_at[row, unit] = turn
                landed[i] += moving
            waiting[i] |= afloat[row, unit] > 0
    return landed, waiting
