"""How a model fails: with an error that names what is broken and the likely bug."""

from typing import NoReturn

from sim.combat.contract import CombatModel


class ContractError(AssertionError):
    """A combat model breaks the contract."""


def fail(model: CombatModel, message: str) -> NoReturn:
    """Raise the error."""
    raise ContractError(f"{model.name}: {message}")
