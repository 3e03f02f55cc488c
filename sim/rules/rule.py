"""What all rules share: a world, perhaps parameters, and the other rules that they name."""

from functools import cache
from graphlib import TopologicalSorter
from importlib import import_module
from inspect import get_annotations
from pkgutil import iter_modules
from typing import Any, ClassVar

import numpy as np

from sim.combat.parameters import Parameters
from sim.scenario.definition import Definition
from sim.world.world import World


class Rule:
    """One rule of play.

    A rule is built once a battle. It names what it needs in its `__init__`: the world, the combat
    model, and other rules by their classes. The arrays of the state that it alone writes it takes
    over with `State.hand_over`. A rule that has parameters names its `section` of a scenario's
    `combat`; one that is `optional` is off unless the scenario has that section, if only as `{}`.
    """

    section: ClassVar[str] = ""
    Parameters: ClassVar[type[Parameters]] = Parameters
    optional: ClassVar[bool] = False
    only_with: ClassVar[str] = ""
    """The kind of operation without which it has no effect."""
    defined: ClassVar[list[type["Rule"]]] = []
    """All rules, in the order in which their classes were made."""

    def __init_subclass__(cls) -> None:
        Rule.defined.append(cls)

    def __init__(self, world: World) -> None:
        self.world = world
        given = world.definition.combat.changes(self.section) if self.section else None
        self.on = given is not None or not self.optional
        """Whether the scenario asks for the rule."""
        self.parameters = world.inputs.parameters(
            self.Parameters, given or {}, f"combat.{self.section}"
        )

    @classmethod
    def idle(cls, definition: Definition) -> dict[str, str]:
        """Parameters that can have no effect in a scenario, and why; "" is the whole section."""
        kinds = {operation.kind_name() for operation in definition.operations.values()}
        if not cls.only_with or cls.only_with in kinds:
            return {}
        return {"": f"has no effect without an operation of the kind '{cls.only_with}'"}

    def value(self, name: str, rows: np.ndarray) -> np.ndarray:
        """One of its parameters in some runs, shape (k,)."""
        return self.parameters.column(name, rows)


@cache
def rules() -> dict[type[Rule], tuple[Any, ...]]:
    """Every rule of `sim.rules`, each after those that it names, and the classes that it takes."""
    package = import_module("sim.rules")
    for module in iter_modules(package.__path__):
        import_module(f"sim.rules.{module.name}")
    taken = {rule: _needs(rule) for rule in Rule.defined}
    named = {rule: [one for one in kinds if one in taken] for rule, kinds in taken.items()}
    return {rule: taken[rule] for rule in TopologicalSorter(named).static_order()}


def _needs(rule: type[Rule]) -> tuple[Any, ...]:
    """The classes of what a rule takes, in order."""
    named = get_annotations(rule.__init__)
    return tuple(kind for name, kind in named.items() if name != "return")


def parameter_sets() -> dict[str, type[Parameters]]:
    """The parameters of each rule that has any, by its section of a scenario's `combat`."""
    return {rule.section: rule.Parameters for rule in rules() if rule.section}
