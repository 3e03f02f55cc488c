"""What troops do: one module for each kind of operation."""

from sim.operations.assault import Assault
from sim.operations.base import Operation
from sim.operations.gunfire import Gunfire
from sim.operations.halt import Halt
from sim.operations.landing import Landing
from sim.operations.march import March
from sim.operations.scout import Scout
from sim.operations.strike import Strike
from sim.operations.surrender import Surrender
from sim.operations.withdrawal import Withdrawal

KINDS: dict[str, type[Operation]] = {
    "assault": Assault,
    "gunfire": Gunfire,
    "halt": Halt,
    "landing": Landing,
    "march": March,
    "scout": Scout,
    "strike": Strike,
    "surrender": Surrender,
    "withdrawal": Withdrawal,
}
"""Operations by the `kind` that a scenario names."""

__all__ = ["KINDS", "Operation"]
