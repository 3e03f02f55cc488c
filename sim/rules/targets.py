"""Targets: what fire from afar finds at a place, and which of it each weapon is aimed at.

What is there are categories of targets, one bit for each in a number for each run.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.rules.presence import Opponents, Presence
from sim.rules.rule import Rule
from sim.scenario.vocabulary import CATEGORIES, PERSONNEL
from sim.world.state import NOWHERE, Fate, Status, Wear, Whereabouts
from sim.world.world import World

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD
_CATEGORIES = len(CATEGORIES)


class Arms(NamedTuple):
    """The weapon entries of all units."""

    unit: np.ndarray
    """(W,) the unit of each, in ascending order."""
    kind: np.ndarray
    """(W,) the class of each."""
    category: np.ndarray
    """(classes,) what each class is as a target, -1 if it is none."""
    crew: np.ndarray
    """(n or 1, classes) men who serve one."""


class Shooting(NamedTuple):
    """What one weapon of each class does in fire of some kind."""

    effect: np.ndarray
    """(n or 1, classes, C) losses that it inflicts."""
    priority: np.ndarray
    """(classes, C) categories in the order in which it prefers them, then -1."""
    suppression: np.ndarray
    """(n or 1, classes)"""


class Targets(Rule):
    """What the sides offer to fire from afar."""

    def __init__(self, world: World, presence: Presence) -> None:
        super().__init__(world)
        self._presence = presence
        forces = world.forces
        self._places = np.arange(len(forces.places))
        self._arms = Arms(
            forces.entry_unit, forces.entry_class, forces.class_category, world.arsenal.crew
        )

    def offered(self, place: int, side: int, rows: np.ndarray) -> np.ndarray:
        """Which target categories a side offers at a place, (k,) uint8, 0 where there are none.

        Men who fight under armour are no targets of their own.
        """
        return self._offered(
            self._places[place : place + 1], self._presence.visitors(place, side), rows
        )

    def offered_each(self, places: np.ndarray, side: int, rows: np.ndarray) -> np.ndarray:
        """As `offered`, at a place in each run, (k,)."""
        return self._offered(places, self.world.forces.units_of_side(side), rows)

    def _offered(self, places: np.ndarray, units: np.ndarray, rows: np.ndarray) -> np.ndarray:
        there: np.ndarray = _offered(rows, places, units, self.world.state.whereabouts, self._arms)
        return there

    def found(
        self, places: Sequence[int], side: int, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Where the enemy attacks a side from the air, and what it offers there, (k,) each.

        It is the first of the places at which there is a fight, else the first at which there is
        anything, but none at which the enemy keeps a cease-fire; NOWHERE if there is none.
        """
        state = self.world.state
        found: tuple[np.ndarray, np.ndarray] = _found(
            rows,
            np.array(places),
            side,
            self._presence.opponents,
            state.ceased[:, :, 1 - side],
            state.contested,
            self._arms,
        )
        return found


@njit(cache=True)
def _offered(
    rows: np.ndarray, places: np.ndarray, units: np.ndarray, where: Whereabouts, arms: Arms
) -> np.ndarray:
    """What units offer at a place in each run, (k,), or at one for all, (1,)."""
    several = places.shape[0] > 1
    status, unit_place, men, weapons = where.status, where.place, where.men, where.weapons
    owners, kinds, categories, crews = arms  # see `sim.kernel.borrower`
    there = np.zeros(rows.shape[0], np.uint8)
    last = 0
    for unit in units:  # unit by unit, for its runs lie side by side in memory
        first = last
        while first < owners.shape[0] and owners[first] < unit:
            first += 1
        last = first
        while last < owners.shape[0] and owners[last] == unit:
            last += 1
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])  # unsigned: see `muster`
            if status[row, unit] != _FIELD or unit_place[row, unit] != places[i if several else 0]:
                continue
            left = int(men[row, unit, _PRESENT])
            for entry in range(first, last):
                number = int(weapons[row, entry, _READY])
                if number == 0:
                    continue
                kind = kinds[entry]
                crew = crews[row if crews.shape[0] > 1 else 0, kind]
                left = max(0, left - int(crew * number))
                if categories[kind] >= 0:
                    there[i] |= 1 << categories[kind]
            if left > 0:
                there[i] |= 1 << PERSONNEL
    return there


@njit(cache=True)
def _found(
    rows: np.ndarray,
    places: np.ndarray,
    side: int,
    opponents: Opponents,
    ceased: np.ndarray,
    contested: np.ndarray,
    arms: Arms,
) -> tuple[np.ndarray, np.ndarray]:
    """Which of some places is attacked, and what a side offers there, (k,) each."""
    chosen = np.full(rows.shape[0], NOWHERE)
    offered = np.zeros(rows.shape[0], np.uint8)
    for in_contact in (True, False):
        for p in range(places.shape[0]):
            place, begins = places[p], opponents.begins[places[p]]
            free = _open_to_attack(rows, chosen, ceased[:, place], contested[:, place], in_contact)
            if not len(free):
                continue
            units = opponents.units[begins[side] : begins[side + 1]]
            there = _offered(rows[free], places[p : p + 1], units, opponents.where, arms)
            for i in range(free.shape[0]):
                if there[i] > 0:
                    chosen[free[i]] = place
                    offered[free[i]] = there[i]
    return chosen, offered


@njit(cache=True)
def _open_to_attack(
    rows: np.ndarray,
    chosen: np.ndarray,
    ceased: np.ndarray,
    contested: np.ndarray,
    in_contact: bool,
) -> np.ndarray:
    """Positions in `rows` where nothing is chosen yet and a place comes into question."""
    found = 0
    free = np.empty_like(chosen)
    for i in range(rows.shape[0]):
        row = rows[i]
        if chosen[i] == NOWHERE and not ceased[row] and (contested[row] or not in_contact):
            free[found] = i
            found += 1
    return free[:found]


@njit(cache=True)
def aim(
    rows: np.ndarray,
    numbers: np.ndarray,
    classes: np.ndarray,
    targets: np.ndarray,
    by: Shooting,
) -> tuple[np.ndarray, np.ndarray]:
    """The power of fire on each category (k, C), and its suppression (k,).

    Each weapon is aimed at the first category of its list that is there. `numbers` (E, k) are
    weapons or sorties of some `classes`, (E,), `targets` (k,) as of `offered`.
    """
    effect, priority, suppression = by.effect, by.priority, by.suppression
    power = np.zeros((_CATEGORIES, rows.shape[0]))
    shock = np.zeros(rows.shape[0])
    for e in range(classes.shape[0]):
        kind = classes[e]
        for i in range(rows.shape[0]):
            number = numbers[e, i]
            if number <= 0:
                continue
            row = rows[i]
            shock[i] += number * suppression[row if suppression.shape[0] > 1 else 0, kind]
            for rank in range(priority.shape[1]):
                category = priority[kind, rank]
                if category >= 0 and targets[i] >> category & 1:
                    loss = effect[row if effect.shape[0] > 1 else 0, kind, category]
                    power[category, i] += number * loss
                    break
    return power.T, shock
