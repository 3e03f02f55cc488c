"""The plan: what each kind of operation needs to know."""

from typing import Annotated

from pydantic import Field

from sim.scenario.operations.air import Airborne, AntiShipping, RaidsBase, Strike
from sim.scenario.operations.base import OperationBase
from sim.scenario.operations.ending import CeaseFire, Halt, Parley, Surrender
from sim.scenario.operations.land import (
    Assault,
    AssaultBase,
    CounterAttack,
    March,
    Offensive,
    Reaction,
    Seizure,
    Siege,
    Withdrawal,
)
from sim.scenario.operations.sea import (
    Expedition,
    Gunfire,
    Landing,
    LandingBase,
    Passage,
    Scout,
    Shuttle,
)
from sim.scenario.operations.shipping import Call, Convoy, Ferry, Submarine
from sim.scenario.operations.signals import Breakdown

Operation = Annotated[
    Scout
    | Landing
    | March
    | Assault
    | Strike
    | AntiShipping
    | Gunfire
    | Withdrawal
    | Surrender
    | Halt
    | Airborne
    | Seizure
    | Parley
    | CeaseFire
    | Passage
    | CounterAttack
    | Reaction
    | Shuttle
    | Ferry
    | Convoy
    | Submarine
    | Offensive
    | Siege
    | Expedition
    | Breakdown,
    Field(discriminator="kind"),
]
"""Any operation; its `kind` says which."""

__all__ = [
    "Airborne",
    "AntiShipping",
    "Assault",
    "AssaultBase",
    "Breakdown",
    "Call",
    "CeaseFire",
    "Convoy",
    "CounterAttack",
    "Expedition",
    "Ferry",
    "Gunfire",
    "Halt",
    "Landing",
    "LandingBase",
    "March",
    "Offensive",
    "Operation",
    "OperationBase",
    "Parley",
    "Passage",
    "RaidsBase",
    "Reaction",
    "Scout",
    "Seizure",
    "Shuttle",
    "Siege",
    "Strike",
    "Submarine",
    "Surrender",
    "Withdrawal",
]
