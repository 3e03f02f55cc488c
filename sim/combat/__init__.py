"""Combat models behind one contract, and the rules that all of them share."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.combat.check import check_combat_model
    from sim.combat.checks.verdict import ContractError
    from sim.combat.contract import PERSONNEL, CombatModel, Engagement, Force, Losses
    from sim.combat.parameters import Parameters
    from sim.combat.registry import model_named, model_names, register

_HOMES = {
    "ContractError": "checks.verdict",
    "check_combat_model": "check",
    "PERSONNEL": "contract",
    "CombatModel": "contract",
    "Engagement": "contract",
    "Force": "contract",
    "Losses": "contract",
    "Parameters": "parameters",
    "model_named": "registry",
    "model_names": "registry",
    "register": "registry",
}

__all__ = [
    "PERSONNEL",
    "CombatModel",
    "ContractError",
    "Engagement",
    "Force",
    "Losses",
    "Parameters",
    "check_combat_model",
    "model_named",
    "model_names",
    "register",
]


def __getattr__(name: str) -> Any:
    """Import the public names when they are asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
