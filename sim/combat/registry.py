"""Combat models by name."""

from sim.combat.attrition import Attrition
from sim.combat.contract import CombatModel

_MODELS: dict[str, type[CombatModel]] = {Attrition.name: Attrition}


def model_names() -> list[str]:
    """Names that a scenario may use."""
    return sorted(_MODELS)


def model_named(name: str) -> type[CombatModel]:
    """The class of a model.

    Raises KeyError if there is none of that name.
    """
    return _MODELS[name]
