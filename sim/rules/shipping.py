"""Shipping: the people aboard ships, and what becomes of them and their ships at sea."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.berths import Berths
from sim.rules.casualties import Casualties
from sim.rules.civilians import Civilians, Lot
from sim.rules.movement import Movement
from sim.rules.rule import Rule
from sim.rules.submarine import SubmarineWarfare, chance_to_live
from sim.rules.troops_aboard import TroopsAboard
from sim.scenario.vocabulary import POSITION, STAYING
from sim.world.clock import NEVER
from sim.world.inputs import of_runs
from sim.world.news import Damaged, Sunk
from sim.world.state import Fate, Status, Wear
from sim.world.world import World

_CRAFT = POSITION["craft"]
_PRESENT, _DAMAGED = int(Wear.PRESENT), int(Wear.DAMAGED)


class Ship:
    """The account of a unit of ships that carries civilians; arrays have shape (n,)."""

    def __init__(self, n: int, landed: np.ndarray, speed: np.ndarray) -> None:
        self.dead = np.zeros(n, np.int64)
        """Civilians, troops and crew."""
        self.rescued = np.zeros(n, np.int64)
        """Civilians, troops and crew who were taken from the water."""
        self.landed = landed
        """Civilians whom the ships put ashore in safety."""
        self.attacked_at = np.full(n, NEVER, np.int64)
        self.sunk_at = np.full(n, NEVER, np.int64)
        """Turn at which the last ship of the unit sank."""
        self.speed = speed
        """Under way, in km/h."""
        self.rescue = np.zeros(n)
        """Hours until help comes."""


class Craft(NamedTuple):
    """The weapon entries of units that are craft."""

    entries: np.ndarray
    begins: np.ndarray
    """(U + 1,) where those of each unit begin in it."""


class Shipping(Rule):
    """People go aboard, ashore and down; `rows` are runs, results have shape (k,).

    A unit of ships is its weapon entries of the category `craft`. Damaged ones stay afloat.
    """

    def __init__(
        self,
        world: World,
        movement: Movement,
        casualties: Casualties,
        civilians: Civilians,
        sea: SubmarineWarfare,
    ) -> None:
        super().__init__(world)
        self._movement = movement
        self._casualties = casualties
        self._civilians = civilians
        self._sea = sea.parameters
        self._ships: dict[int, Ship] = {}
        self._staying: dict[int, np.ndarray] = {}
        """By unit, the hits that sink one of its ships, (n or 1,)."""
        self.speeds = np.zeros(world.state.status.shape[::-1])
        """(U, n), to be read: km/h under way."""
        self._aboard = Berths(*world.state.status.shape)
        self.troops = TroopsAboard(world)
        forces = world.forces
        craft = forces.class_category[forces.entry_class] == _CRAFT
        entries = (forces.entries_of(unit) for unit in range(len(forces.units)))
        self._entries = [own[craft[own]] for own in entries]
        counts = [len(own) for own in self._entries]
        self.craft = Craft(np.concatenate(self._entries), np.cumsum([0, *counts]))

    def ship(self, unit: int) -> Ship:
        """The account of a unit, opened when it is first asked for."""
        if unit not in self._ships:
            n, landed = len(self.world.all_rows), self._aboard.landed[unit]
            self._ships[unit] = Ship(n, landed, self.speeds[unit])
        return self._ships[unit]

    def of_side(self, side: int) -> list[int]:
        """Units of a side that have an account, in the order of the scenario."""
        return sorted(u for u in self._ships if self.world.forces.unit_side[u] == side)

    # who and what is there ------------------------------------------------------------------

    def passengers(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Civilians aboard."""
        total = np.zeros(len(rows), np.int64)
        for _, people in self._aboard.of(unit):
            total += people[rows]
        return total

    def crew(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Men of the unit."""
        return np.asarray(self.world.state.men[rows, unit, Fate.PRESENT].astype(np.int64))

    def vessels(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Ships of the unit that are afloat."""
        afloat: np.ndarray = _afloat(rows, self._entries[unit], self.world.state.weapons)
        return afloat

    def vessels_each(self, rows: np.ndarray, units: np.ndarray) -> np.ndarray:
        """Ships of a unit in each run, (k,), that are afloat."""
        afloat: np.ndarray = _afloat_each(rows, units, self.craft, self.world.state.weapons)
        return afloat

    def craft_fire(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Losses an hour that its ships inflict on craft; a damaged one serves its guns too."""
        world = self.world
        table = world.arsenal.bombardment[:, :, _CRAFT]
        total = np.zeros(len(rows))
        for i, kind in enumerate(world.forces.entry_class[self._entries[unit]].tolist()):
            afloat = _afloat(rows, self._entries[unit][i : i + 1], world.state.weapons)
            total += afloat * of_runs(table[:, kind], rows)
        return total

    def anti_aircraft_fire(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Anti-aircraft fire of its undamaged ships in machine guns."""
        world = self.world
        table = world.arsenal.anti_aircraft
        total = np.zeros(len(rows))
        for entry in self._entries[unit]:
            guns = of_runs(table[:, world.forces.entry_class[entry]], rows)
            total += world.state.weapons[rows, entry, Wear.PRESENT] * guns
        return total

    def staying(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Hits that sink one of its ships, 1 if the class does not say."""
        if unit not in self._staying:
            table, entries = self.world.arsenal.salvo, self._entries[unit]
            self._staying[unit] = np.ones(1)
            if table is not None and len(entries):
                powers = table[:, self.world.forces.entry_class[entries[0]], STAYING]
                self._staying[unit] = np.maximum(powers, 1.0)
        powers = self._staying[unit]
        return np.full(len(rows), powers[0]) if len(powers) == 1 else powers[rows]

    def in_waters(self, rows: np.ndarray, unit: int, place: int) -> np.ndarray:
        """Whether the unit is under way in the waters of a place."""
        state = self.world.state
        under_way = state.status[rows, unit] == Status.AFLOAT
        there = under_way & (state.place[rows, unit] == place)
        return np.asarray(there & (self.vessels(rows, unit) > 0))

    def vessels_at(self, rows: np.ndarray, unit: int, place: int | np.ndarray) -> np.ndarray:
        """Ships of the unit that are afloat at a place, under way or at anchor."""
        there = self.world.state.place[rows, unit] == place
        return np.where(there, self.vessels(rows, unit), 0)

    # on the way -----------------------------------------------------------------------------

    def embark(self, rows: np.ndarray, unit: int, home: int, number: np.ndarray) -> np.ndarray:
        """Civilians of a port go aboard, as many as there are; returns how many."""
        boarding = self._civilians.embark(rows, home, number)
        self._aboard.take(rows, self._aboard.berth(unit, home), boarding)
        return boarding

    def berth(self, unit: int, home: int) -> int:
        """The number of the place aboard a unit for those who come from a port."""
        return self._aboard.berth(unit, home)

    def embark_each(
        self, rows: np.ndarray, berths: np.ndarray, homes: np.ndarray, number: np.ndarray
    ) -> np.ndarray:
        """As `embark`, from a port in each run, (k,), into its berth aboard a unit."""
        boarding = self._civilians.embark_each(rows, homes, number)
        self._aboard.take(rows, berths, boarding)
        return boarding

    def land_each(self, rows: np.ndarray, units: np.ndarray) -> np.ndarray:
        """All civilians aboard a unit in each run go ashore in safety; returns how many."""
        total = np.zeros(len(rows), np.int64)
        for homes, leaving in self._aboard.land_each(rows, units):
            self._civilians.disembark_each(rows, homes, Lot.EVACUATED, leaving)
            total += leaving
        return total

    def land(self, rows: np.ndarray, unit: int, share: np.ndarray) -> np.ndarray:
        """A share of the civilians aboard go ashore in safety; returns how many."""
        total = np.zeros(len(rows), np.int64)
        for home, people in self._aboard.of(unit):
            leaving = np.rint(people[rows] * share).astype(np.int64)
            people[rows] -= leaving
            self._civilians.disembark(rows, home, Lot.EVACUATED, leaving)
            total += leaving
        self._aboard.landed[unit][rows] += total
        return total

    def get_under_way(self, unit: int, rows: np.ndarray, speed: np.ndarray) -> None:
        """The unit sails at a speed in km/h, (k,), when it is under way."""
        self.ship(unit).speed[rows] = speed

    def await_rescue(self, unit: int, rows: np.ndarray, hours: np.ndarray) -> None:
        """Help comes for those in the water after some hours, (k,)."""
        self.ship(unit).rescue[rows] = hours

    # losses ---------------------------------------------------------------------------------

    def note_attack(self, rows: np.ndarray, unit: int) -> None:
        """The unit is under attack from now on."""
        ship = self.ship(unit)
        ship.attacked_at[rows] = np.minimum(ship.attacked_at[rows], self.world.turn)

    def kill(
        self, rows: np.ndarray, unit: int, cause: str, number: np.ndarray, chance: np.ndarray
    ) -> np.ndarray:
        """Each person aboard so many of its ships dies with a probability; returns how many do."""
        vessels = self.vessels(rows, unit)
        return self._lose(rows, unit, cause, number, vessels, chance, Fate.KILLED)[0]

    def damage(self, rows: np.ndarray, unit: int, number: np.ndarray) -> None:
        """So many undamaged ships of the unit, or as many as there are, are damaged."""
        due = number.astype(np.int64)
        for entry in self._entries[unit]:
            fit = np.minimum(due, self.world.state.weapons[rows, entry, Wear.PRESENT])
            self._casualties.wear(rows, entry, 0 * fit, fit)
            due = due - fit
        self.world.news.announce(Damaged(unit), rows[due < number])

    def sink(self, rows: np.ndarray, unit: int, cause: str, number: np.ndarray) -> None:
        """Ships of the unit sink with their share of those aboard; help comes for some."""
        hit = number > 0
        if not hit.any():
            return
        rows, number = rows[hit], number[hit]
        before = self.vessels(rows, unit)
        sunk = before > 0
        rows, before, number = rows[sunk], before[sunk], np.minimum(number, before)[sunk]
        if not len(rows):
            return
        ship = self.ship(unit)
        due = number.copy()
        for entry in self._entries[unit]:
            due -= self._casualties.sink(rows, entry, due)
        clear, endurance = self._sea.column("clear", rows), self._sea.column("endurance", rows)
        doomed = 1.0 - chance_to_live(clear, ship.rescue[rows], endurance)
        dead, saved = self._lose(rows, unit, cause, number, before, doomed, Fate.MISSING)
        self._tell_sinking(rows, unit, dead, saved)
        gone = rows[number == before]
        if len(gone):
            ship.sunk_at[gone] = self.world.turn
            self._movement.base(unit, gone)
            self.world.news.announce(Sunk(unit), gone)

    def _tell_sinking(
        self, rows: np.ndarray, unit: int, dead: np.ndarray, saved: np.ndarray
    ) -> None:
        text = (
            "{unit:sinks|sink}: {0:#person|people} {0:dies|die}, "
            "{1:,} {1:is|are} saved from the water"
        )
        if not self.world.chronicle.traced:
            return
        places = self.world.state.place[rows, unit]
        for place in np.unique(places).tolist():
            self.world.chronicle.tell_unit(
                rows, "sinking", place, unit, text, dead, saved, where=places == place
            )

    def _lose(
        self,
        rows: np.ndarray,
        unit: int,
        cause: str,
        number: np.ndarray,
        vessels: np.ndarray,
        chance: np.ndarray,
        fate: Fate,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Of those aboard `number` of its `vessels` each dies with a probability.

        Returns the dead and the others. Survivors of a sinking (`fate` MISSING) leave the ship and
        are safe.
        """
        share = number / np.maximum(vessels, 1)
        dead, saved = self._lose_civilians(rows, unit, cause, share, chance, fate)
        crew = np.rint(self.crew(rows, unit) * share).astype(np.int64)
        soldiers = [(unit, "crew", crew)]
        for troops in self.troops.of(unit):
            men = self.troops.men(rows, troops, unit) * number
            men = np.rint(men / np.maximum(self._fleet(rows, unit, troops, vessels), 1))
            soldiers.append((troops, self.world.forces.luck[troops], men.astype(np.int64)))
        for who, item, men in soldiers:
            lost = self._draw(rows, unit, f"{cause}/{item}", men, chance)
            self._take(rows, who, fate, lost)
            if fate == Fate.MISSING:
                self._take(rows, who, Fate.EVACUATED, men - lost)
                saved += men - lost
            dead += lost
        self.ship(unit).dead[rows] += dead
        self.ship(unit).rescued[rows] += saved
        return dead, saved

    def _lose_civilians(
        self,
        rows: np.ndarray,
        unit: int,
        cause: str,
        share: np.ndarray,
        chance: np.ndarray,
        fate: Fate,
    ) -> tuple[np.ndarray, np.ndarray]:
        dead, saved = np.zeros((2, len(rows)), np.int64)
        for home, people in self._aboard.of(unit):
            touched = np.rint(people[rows] * share).astype(np.int64)
            item = f"{cause}/{self.world.forces.places[home]}"
            lost = self._draw(rows, unit, item, touched, chance)
            self._civilians.disembark(rows, home, Lot.KILLED, lost)
            people[rows] -= lost
            dead += lost
            if fate == Fate.MISSING:
                self._civilians.disembark(rows, home, Lot.EVACUATED, touched - lost)
                people[rows] -= touched - lost
                saved += touched - lost
        return dead, saved

    def _fleet(self, rows: np.ndarray, unit: int, troops: int, vessels: np.ndarray) -> np.ndarray:
        """All ships over which some troops are spread, with the `vessels` of one unit."""
        total = vessels.astype(np.int64)
        for other in self.troops.fellows(troops, unit):
            total += self.vessels_at(rows, other, self.world.state.place[rows, unit])
        return total

    def _take(self, rows: np.ndarray, unit: int, fate: Fate, number: np.ndarray) -> None:
        if number.any():
            self._casualties.take(rows, np.array([unit]), number[None], fate)

    def _draw(
        self, rows: np.ndarray, unit: int, item: str, people: np.ndarray, chance: np.ndarray
    ) -> np.ndarray:
        world = self.world
        address = world.draws.address(f"shipping/{world.forces.luck[unit]}", item)
        return world.draws.binomials(address, world.turn, rows, people, chance)


@njit(cache=True)
def _afloat(rows: np.ndarray, entries: np.ndarray, weapons: np.ndarray) -> np.ndarray:
    """Ships of some entries that are afloat, (k,)."""
    total = np.zeros(rows.shape[0], np.int64)
    for entry in entries:
        for k in range(rows.shape[0]):
            total[k] += weapons[rows[k], entry, _PRESENT] + weapons[rows[k], entry, _DAMAGED]
    return total


@njit(cache=True)
def _afloat_each(
    rows: np.ndarray, units: np.ndarray, craft: Craft, weapons: np.ndarray
) -> np.ndarray:
    """Ships of a unit in each run that are afloat, (k,)."""
    total = np.empty(rows.shape[0], np.int64)
    for k in range(rows.shape[0]):
        total[k] = vessels_of(rows[k], units[k], craft, weapons)
    return total


@njit(cache=True, inline="always")
def vessels_of(row: int, unit: int, craft: Craft, weapons: np.ndarray) -> int:
    """Ships of a unit that are afloat in a run."""
    total = 0
    for i in range(craft.begins[unit], craft.begins[unit + 1]):
        entry = craft.entries[i]
        total += weapons[row, entry, _PRESENT] + weapons[row, entry, _DAMAGED]
    return total
