"""Shipping: the people aboard ships, and what becomes of them and their ships at sea."""

from typing import TYPE_CHECKING

import numpy as np

from sim.rules.population import Lot
from sim.rules.submarine import chance_to_live
from sim.rules.troops_aboard import TroopsAboard
from sim.world.clock import NEVER
from sim.world.inputs import of_runs
from sim.world.order_of_battle import CATEGORIES
from sim.world.state import Fate, Status, Wear

if TYPE_CHECKING:
    from sim.battle import Battle

_CRAFT = CATEGORIES.index("craft")


class Ship:
    """The account of a unit of ships that carries civilians; arrays have shape (n,)."""

    def __init__(self, n: int) -> None:
        self.aboard: dict[int, np.ndarray] = {}
        """Civilians by the port that they come from."""
        self.dead = np.zeros(n, np.int64)
        """Civilians, troops and crew."""
        self.rescued = np.zeros(n, np.int64)
        """Civilians, troops and crew who were taken from the water."""
        self.landed = np.zeros(n, np.int64)
        """Civilians whom the ships put ashore in safety."""
        self.attacked_at = np.full(n, NEVER, np.int64)
        self.sunk_at = np.full(n, NEVER, np.int64)
        """Turn at which the last ship of the unit sank."""
        self.speed = np.zeros(n)
        """Under way, in km/h."""
        self.rescue = np.zeros(n)
        """Hours until help comes."""


class Shipping:
    """People go aboard, ashore and down; `rows` are runs, results have shape (k,).

    A unit of ships is its weapon entries of the category `craft`. Damaged ones stay afloat.
    """

    def __init__(self, battle: "Battle") -> None:
        self._battle = battle
        self._ships: dict[int, Ship] = {}
        self.troops = TroopsAboard(battle)
        order = battle.order
        craft = order.class_category[order.entry_class] == _CRAFT
        entries = (order.entries_of(unit) for unit in range(len(order.units)))
        self._entries = [own[craft[own]].tolist() for own in entries]

    def ship(self, unit: int) -> Ship:
        """The account of a unit, opened when it is first asked for."""
        if unit not in self._ships:
            self._ships[unit] = Ship(len(self._battle.everyone))
        return self._ships[unit]

    def of_side(self, side: int) -> list[int]:
        """Units of a side that have an account, in the order of the scenario."""
        return sorted(u for u in self._ships if self._battle.order.unit_side[u] == side)

    # who and what is there ------------------------------------------------------------------

    def passengers(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Civilians aboard."""
        total = np.zeros(len(rows), np.int64)
        for people in self.ship(unit).aboard.values():
            total += people[rows]
        return total

    def crew(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Men of the unit."""
        return np.asarray(self._battle.state.men[rows, unit, Fate.PRESENT].astype(np.int64))

    def vessels(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Ships of the unit that are afloat."""
        total = np.zeros(len(rows), np.int64)
        for entry in self._entries[unit]:
            total += self._afloat(rows, entry)
        return total

    def _afloat(self, rows: np.ndarray, entry: int) -> np.ndarray:
        weapons = self._battle.state.weapons
        return np.asarray(weapons[rows, entry, Wear.PRESENT] + weapons[rows, entry, Wear.DAMAGED])

    def craft_fire(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Losses an hour that its ships inflict on craft; a damaged one serves its guns too."""
        battle = self._battle
        table = battle.arsenal.bombardment[:, :, _CRAFT]
        total = np.zeros(len(rows))
        for entry in self._entries[unit]:
            total += self._afloat(rows, entry) * of_runs(
                table[:, battle.order.entry_class[entry]], rows
            )
        return total

    def anti_aircraft_fire(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Anti-aircraft fire of its undamaged ships in machine guns."""
        battle = self._battle
        table = battle.arsenal.anti_aircraft
        total = np.zeros(len(rows))
        for entry in self._entries[unit]:
            guns = of_runs(table[:, battle.order.entry_class[entry]], rows)
            total += battle.state.weapons[rows, entry, Wear.PRESENT] * guns
        return total

    def staying(self, rows: np.ndarray, unit: int) -> np.ndarray:
        """Hits that sink one of its ships, 1 if the class does not say."""
        table = self._battle.arsenal.salvo
        if table is None or not self._entries[unit]:
            return np.ones(len(rows))
        powers = table[:, self._battle.order.entry_class[self._entries[unit][0]], 2]
        return np.broadcast_to(np.maximum(of_runs(powers, rows), 1.0), len(rows))

    def in_waters(self, rows: np.ndarray, unit: int, place: int) -> np.ndarray:
        """Whether the unit is under way in the waters of a place."""
        state = self._battle.state
        under_way = state.status[rows, unit] == Status.AFLOAT
        there = under_way & (state.place[rows, unit] == place)
        return np.asarray(there & (self.vessels(rows, unit) > 0))

    def vessels_at(self, rows: np.ndarray, unit: int, place: int | np.ndarray) -> np.ndarray:
        """Ships of the unit that are afloat at a place, under way or at anchor."""
        there = self._battle.state.place[rows, unit] == place
        return np.where(there, self.vessels(rows, unit), 0)

    # on the way -----------------------------------------------------------------------------

    def sail(self, rows: np.ndarray, unit: int, place: int) -> None:
        """The unit is now under way in the waters of a place."""
        battle, state = self._battle, self._battle.state
        battle.travel.leave(unit, rows)
        state.status[rows, unit] = Status.AFLOAT
        state.place[rows, unit] = place
        battle.announce(f"waters:{battle.order.places[place]}", rows)

    def moor(self, rows: np.ndarray, unit: int, place: int) -> None:
        """The unit lies in a port."""
        self._battle.state.status[rows, unit] = Status.WAITING
        self._battle.state.place[rows, unit] = place

    def embark(self, rows: np.ndarray, unit: int, home: int, number: np.ndarray) -> np.ndarray:
        """Civilians of a port go aboard, as many as there are; returns how many."""
        ship = self.ship(unit)
        if home not in ship.aboard:
            ship.aboard[home] = np.zeros(len(self._battle.everyone), np.int64)
        boarding = self._battle.population.embark(rows, home, number)
        ship.aboard[home][rows] += boarding
        return boarding

    def land(self, rows: np.ndarray, unit: int, share: np.ndarray) -> np.ndarray:
        """A share of the civilians aboard go ashore in safety; returns how many."""
        ship = self.ship(unit)
        total = np.zeros(len(rows), np.int64)
        for home, people in ship.aboard.items():
            leaving = np.rint(people[rows] * share).astype(np.int64)
            people[rows] -= leaving
            self._battle.population.disembark(rows, home, Lot.EVACUATED, leaving)
            total += leaving
        ship.landed[rows] += total
        return total

    # losses ---------------------------------------------------------------------------------

    def note_attack(self, rows: np.ndarray, unit: int) -> None:
        """The unit is under attack from now on."""
        ship = self.ship(unit)
        ship.attacked_at[rows] = np.minimum(ship.attacked_at[rows], self._battle.turn)

    def kill(
        self, rows: np.ndarray, unit: int, cause: str, number: np.ndarray, chance: np.ndarray
    ) -> np.ndarray:
        """Each person aboard so many of its ships dies with a probability; returns how many do."""
        vessels = self.vessels(rows, unit)
        return self._lose(rows, unit, cause, number, vessels, chance, Fate.KILLED)[0]

    def damage(self, rows: np.ndarray, unit: int, number: np.ndarray) -> None:
        """So many undamaged ships of the unit, or as many as there are, are damaged."""
        left = number.astype(np.int64)
        for entry in self._entries[unit]:
            fit = np.minimum(left, self._battle.state.weapons[rows, entry, Wear.PRESENT])
            self._battle.casualties.wear(rows, entry, 0 * fit, fit)
            left = left - fit
        hit = rows[left < number]
        self._battle.announce(f"damaged:{self._battle.order.units[unit]}", hit)

    def sink(self, rows: np.ndarray, unit: int, cause: str, number: np.ndarray) -> None:
        """Ships of the unit sink with their share of those aboard; help comes for some."""
        battle, ship = self._battle, self.ship(unit)
        sunk = np.flatnonzero((number > 0) & (self.vessels(rows, unit) > 0))
        rows, number = rows[sunk], number[sunk]
        if not len(rows):
            return
        before = self.vessels(rows, unit)
        number = np.minimum(number, before)
        self._book_sunk(rows, unit, number)
        sea = battle.submarine
        clear, endurance = sea.column("clear", rows), sea.column("endurance", rows)
        doomed = 1.0 - chance_to_live(clear, ship.rescue[rows], endurance)
        dead, saved = self._lose(rows, unit, cause, number, before, doomed, Fate.MISSING)
        text = "sinks: {:,} people die, {:,} are saved from the water"
        place = int(battle.state.place[rows[0], unit])
        battle.chronicle.tell_unit(rows, "sinking", place, unit, text, dead, saved)
        gone = rows[number == before]
        ship.sunk_at[gone] = battle.turn
        battle.state.status[gone, unit] = Status.WAITING
        battle.announce(f"sunk:{battle.order.units[unit]}", gone)

    def _book_sunk(self, rows: np.ndarray, unit: int, number: np.ndarray) -> None:
        weapons, left = self._battle.state.weapons, number.copy()
        for entry in self._entries[unit]:
            for wear in (Wear.DAMAGED, Wear.PRESENT):
                part = np.minimum(left, weapons[rows, entry, wear])
                weapons[rows, entry, wear] -= part.astype(np.int32)
                weapons[rows, entry, Wear.LOST] += part.astype(np.int32)
                left -= part

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
            soldiers.append((troops, self._battle.order.units[troops], men.astype(np.int64)))
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
        population, ship = self._battle.population, self.ship(unit)
        dead, saved = np.zeros((2, len(rows)), np.int64)
        for home, people in ship.aboard.items():
            touched = np.rint(people[rows] * share).astype(np.int64)
            item = f"{cause}/{self._battle.order.places[home]}"
            lost = self._draw(rows, unit, item, touched, chance)
            population.disembark(rows, home, Lot.KILLED, lost)
            people[rows] -= lost
            dead += lost
            if fate == Fate.MISSING:
                population.disembark(rows, home, Lot.EVACUATED, touched - lost)
                people[rows] -= touched - lost
                saved += touched - lost
        return dead, saved

    def _fleet(self, rows: np.ndarray, unit: int, troops: int, vessels: np.ndarray) -> np.ndarray:
        """All ships over which some troops are spread, with the `vessels` of one unit."""
        total = vessels.astype(np.int64)
        for other in self.troops.fellows(troops, unit):
            total += self.vessels_at(rows, other, self._battle.state.place[rows, unit])
        return total

    def _take(self, rows: np.ndarray, unit: int, fate: Fate, number: np.ndarray) -> None:
        battle = self._battle
        places = battle.state.place[rows, unit]
        for place in np.unique(places).tolist():
            part = np.flatnonzero(places == place)
            battle.casualties.transfer(
                rows[part], unit, Fate.PRESENT, fate, number[part], max(place, 0)
            )

    def _draw(
        self, rows: np.ndarray, unit: int, item: str, people: np.ndarray, chance: np.ndarray
    ) -> np.ndarray:
        battle = self._battle
        address = battle.draws.address(f"shipping/{battle.order.units[unit]}", item)
        return battle.draws.binomials(address, battle.turn, rows, people, chance)
