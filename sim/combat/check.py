"""Proof that a combat model keeps the contract, with messages that name the likely bug.

    from sim.combat import check_combat_model
    check_combat_model(MyModel())

The checks (`sim.combat.checks`) play sample engagements.
"""

from sim.combat.checks import means, runs, turn
from sim.combat.contract import CombatModel
from sim.kernel import compile_kernels


def check_combat_model(model: CombatModel | type[CombatModel]) -> None:
    """Check that a model keeps the contract.

    Raises `ContractError` that says what is broken and what the likely bug is.
    """
    compile_kernels()
    tested = model() if isinstance(model, type) else model
    for check in (*turn.CHECKS, *runs.CHECKS, *means.CHECKS):
        check(tested)
