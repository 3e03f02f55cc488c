"""The plan: what each kind of operation needs to know."""

from typing import Annotated

from pydantic import Field

from sim.scenario.operations.air import Strike
from sim.scenario.operations.base import OperationBase
from sim.scenario.operations.ending import Halt, Surrender
from sim.scenario.operations.land import Assault, March, Withdrawal
from sim.scenario.operations.sea import Gunfire, Landing, Scout

Operation = Annotated[
    Scout | Landing | March | Assault | Strike | Gunfire | Withdrawal | Surrender | Halt,
    Field(discriminator="kind"),
]
"""Any operation; its `kind` says which."""

__all__ = [
    "Assault",
    "Gunfire",
    "Halt",
    "Landing",
    "March",
    "Operation",
    "OperationBase",
    "Scout",
    "Strike",
    "Surrender",
    "Withdrawal",
]
