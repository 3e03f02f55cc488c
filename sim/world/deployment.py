"""The start of a battle: initial strengths and positions, and what the weapons can do."""

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.figures import Factor, Figure
from sim.scenario.forces import Salvo, Unit
from sim.scenario.vocabulary import CATEGORIES, POSITION, POWERS, TERRAINS
from sim.world.inputs import Inputs
from sim.world.order_of_battle import OrderOfBattle
from sim.world.state import NOWHERE, Fate, State, Status, Wear

_NOTHING = Factor(value=0.0)


def deploy(definition: Definition, order: OrderOfBattle, inputs: Inputs) -> State:
    """The state at the first turn.

    Units at a base, and those without a place, wait for an operation; the others are in the field.
    """
    units = definition.units
    men = inputs.numbers(
        {f"units.{unit.luck or name}.men": unit.men for name, unit in units.items()}
    )
    counts = inputs.numbers(
        {
            f"units.{unit.luck or name}.weapons.{weapon}": count
            for name, unit in units.items()
            for weapon, count in unit.weapons.items()
        }
    )
    n = len(inputs.runs)
    strengths = np.zeros((n, len(units), len(Fate)), np.int32, order="F")
    strengths[:, :, Fate.PRESENT] = men
    weapons = np.zeros((n, counts.shape[1], len(Wear)), np.int32, order="F")
    weapons[:, :, Wear.PRESENT] = counts
    state = State(
        men=strengths,
        weapons=weapons,
        status=np.full((n, len(units)), Status.WAITING, np.int8, order="F"),
        place=np.full((n, len(units)), NOWHERE, np.int16, order="F"),
        origin=np.full((n, len(units)), NOWHERE, np.int16, order="F"),
        control=np.full((n, len(order.places)), NOWHERE, np.int8, order="F"),
    )
    for position, unit in enumerate(units.values()):
        if unit.place is not None:
            state.place[:, position] = order.place[unit.place]
            terrain = TERRAINS[definition.places[unit.place].terrain]
            if not terrain.off_map:
                state.status[:, position] = Status.FIELD
                state.landed[:, position] = not terrain.water
    for place, held in enumerate(p.held_by for p in definition.places.values()):
        if held is not None:
            state.control[:, place] = order.side[held]
    state.seal()
    return state


class Arsenal:
    """What units and weapon classes can do, as arrays whose first axis is n or 1."""

    def __init__(self, definition: Definition, order: OrderOfBattle, inputs: Inputs) -> None:
        self._inputs = inputs
        self._weapons = definition.weapons
        units = definition.units
        self.armed = self._of_units(units, "armed")
        self.resolve = self._of_units(units, "resolve")
        self.fire = self._by_category("fire")
        self.strike = self._by_category("strike")
        self.bombardment = self._by_category("bombardment")
        self.salvo = self._salvo_powers()
        self.suppression = self._of_weapons("suppression")
        self.anti_aircraft = self._of_weapons("anti_aircraft")
        self.crew = self._of_weapons("crew")
        weapons = definition.weapons.values()
        self.priority = _priority([list(weapon.fire) for weapon in weapons])
        self.strike_priority = _priority([list(weapon.strike) for weapon in weapons])
        self.bombardment_priority = _priority([list(weapon.bombardment) for weapon in weapons])

    def _salvo_powers(self) -> np.ndarray | None:
        """Shape (n or 1, classes, powers), or None."""
        if all(weapon.salvo is None for weapon in self._weapons.values()):
            return None
        nothing = Salvo(staying=Factor(value=0.0))
        figures: dict[str, Figure] = {
            f"weapons.{name}.salvo.{power}": getattr(weapon.salvo or nothing, power)
            for name, weapon in self._weapons.items()
            for power in POWERS
        }
        table = self._inputs.numbers(figures)
        return table.reshape(len(table), len(self._weapons), len(POWERS))

    def _of_units(self, units: dict[str, Unit], field: str) -> np.ndarray:
        figures: dict[str, Figure] = {
            f"units.{unit.luck or name}.{field}": getattr(unit, field)
            for name, unit in units.items()
        }
        return self._inputs.numbers(figures)

    def _of_weapons(self, field: str) -> np.ndarray:
        return self._inputs.numbers(
            {f"weapons.{name}.{field}": getattr(w, field) for name, w in self._weapons.items()}
        )

    def _by_category(self, field: str) -> np.ndarray:
        """Shape (n or 1, classes, categories)."""
        wanted = {name: getattr(weapon, field) for name, weapon in self._weapons.items()}
        figures = {
            f"weapons.{name}.{field}.{category}": effects.get(category, _NOTHING)
            for name, effects in wanted.items()
            for category in CATEGORIES
        }
        table = self._inputs.numbers(figures)
        return table.reshape(len(table), len(self._weapons), len(POSITION))


def _priority(wanted: list[list[str]]) -> np.ndarray:
    """Target categories in the order in which each class prefers them, padded with -1."""
    table = np.full((len(wanted), len(POSITION)), -1, np.int64)
    for row, categories in enumerate(wanted):
        for rank, category in enumerate(categories):
            table[row, rank] = POSITION[category]
    return table
