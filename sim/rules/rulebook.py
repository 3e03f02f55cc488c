"""The rules of one battle, built upon its world."""

from typing import Any, TypeVar

from sim.combat.contract import CombatModel
from sim.rules.rule import Rule, rules
from sim.world.world import World

R = TypeVar("R", bound=Rule)


class Rulebook:
    """The rules of a battle by their classes: `rules[Movement]`."""

    def __init__(self, world: World, model: CombatModel) -> None:
        self.world = world
        self._built: dict[Any, Any] = {World: world, CombatModel: model}
        for rule, needed in rules().items():
            self._built[rule] = rule(*(self._built[kind] for kind in needed))

    def named(self, name: str) -> Any:
        """A rule by the name of its class. Raises LookupError if there is none."""
        for kind, rule in self._built.items():
            if kind.__name__ == name:
                return rule
        raise LookupError(f"there is no rule {name}")

    def __getitem__(self, kind: type[R]) -> R:
        rule: R = self._built[kind]
        return rule
