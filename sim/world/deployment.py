"""The start of a battle: initial strengths and positions, and what the weapons can do."""

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.figures import Factor
from sim.scenario.forces import Salvo
from sim.scenario.once import once
from sim.scenario.vocabulary import CATEGORIES, POSITION, POWERS, TERRAINS
from sim.world.inputs import Figures, Inputs
from sim.world.order_of_battle import OrderOfBattle
from sim.world.state import NOWHERE, Fate, State, Status, Wear

_NOTHING = Factor.of(0.0)
_NO_SALVO = Salvo.model_construct(staying=_NOTHING)
_FIRES = "fire", "strike", "bombardment"


def deploy(definition: Definition, order: OrderOfBattle, inputs: Inputs) -> State:
    """The state at the first turn.

    Units at a base, and those without a place, wait for an operation; the others are in the field.
    """
    units = definition.units
    men, counts = (inputs.numbers(figures) for figures in _strengths(definition))
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

    def __init__(self, definition: Definition, inputs: Inputs) -> None:
        tables = {name: inputs.numbers(figures) for name, figures in _figures(definition).items()}
        classes = len(definition.weapons)

        def by_class(name: str, columns: int) -> np.ndarray:
            return tables[name].reshape(len(tables[name]), classes, columns)

        self.armed, self.resolve = tables["armed"], tables["resolve"]
        self.fire, self.strike, self.bombardment = (
            by_class(name, len(POSITION)) for name in _FIRES
        )
        self.salvo = by_class("salvo", len(POWERS)) if "salvo" in tables else None
        """(n or 1, classes, powers)"""
        self.suppression = tables["suppression"]
        self.anti_aircraft = tables["anti_aircraft"]
        self.crew = tables["crew"]
        self.priority, self.strike_priority, self.bombardment_priority = _priorities(definition)


@once
def _strengths(definition: Definition) -> tuple[Figures, Figures]:
    """The figures of all men and weapons by path, unit by unit."""
    units = {f"units.{unit.luck or name}": unit for name, unit in definition.units.items()}
    men = {f"{path}.men": unit.men for path, unit in units.items()}
    weapons = {
        f"{path}.weapons.{weapon}": count
        for path, unit in units.items()
        for weapon, count in unit.weapons.items()
    }
    return Figures(men), Figures(weapons)


@once
def _figures(definition: Definition) -> dict[str, Figures]:
    """The figures of each table of the arsenal by path, unit by unit or class by class."""
    units = {f"units.{unit.luck or name}": unit for name, unit in definition.units.items()}
    weapons = {f"weapons.{name}": weapon for name, weapon in definition.weapons.items()}
    tables = {
        field: {f"{path}.{field}": getattr(unit, field) for path, unit in units.items()}
        for field in ("armed", "resolve")
    }
    for field in _FIRES:
        tables[field] = {
            f"{path}.{field}.{category}": getattr(weapon, field).get(category, _NOTHING)
            for path, weapon in weapons.items()
            for category in CATEGORIES
        }
    if any(weapon.salvo is not None for weapon in weapons.values()):
        tables["salvo"] = {
            f"{path}.salvo.{power}": getattr(weapon.salvo or _NO_SALVO, power)
            for path, weapon in weapons.items()
            for power in POWERS
        }
    for field in ("suppression", "anti_aircraft", "crew"):
        tables[field] = {f"{path}.{field}": getattr(one, field) for path, one in weapons.items()}
    return {name: Figures(figures) for name, figures in tables.items()}


@once
def _priorities(definition: Definition) -> list[np.ndarray]:
    """What each class fires at first, by kind of fire."""
    weapons = definition.weapons.values()
    return [_priority([list(getattr(weapon, field)) for weapon in weapons]) for field in _FIRES]


def _priority(wanted: list[list[str]]) -> np.ndarray:
    """Target categories in the order in which each class prefers them, padded with -1."""
    table = np.full((len(wanted), len(POSITION)), -1, np.int64)
    for row, categories in enumerate(wanted):
        for rank, category in enumerate(categories):
            table[row, rank] = POSITION[category]
    return table
