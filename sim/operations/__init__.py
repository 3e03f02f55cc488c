"""What troops do: one module for each kind of operation."""

from sim.operations.airborne import Airborne
from sim.operations.anti_shipping import AntiShipping
from sim.operations.assault import Assault
from sim.operations.base import Operation
from sim.operations.breakdown import Breakdown
from sim.operations.cease_fire import CeaseFire
from sim.operations.convoy import Convoy
from sim.operations.counter_attack import CounterAttack
from sim.operations.expedition import Expedition
from sim.operations.ferry import Ferry
from sim.operations.gunfire import Gunfire
from sim.operations.halt import Halt
from sim.operations.landing import Landing
from sim.operations.march import March
from sim.operations.offensive import Offensive
from sim.operations.parley import Parley
from sim.operations.passage import Passage
from sim.operations.reaction import Reaction
from sim.operations.scout import Scout
from sim.operations.seizure import Seizure
from sim.operations.shuttle import Shuttle
from sim.operations.siege import Siege
from sim.operations.strike import Strike
from sim.operations.submarine import Submarine
from sim.operations.surrender import Surrender
from sim.operations.withdrawal import Withdrawal

KINDS: dict[str, type[Operation]] = {
    "airborne": Airborne,
    "anti_shipping": AntiShipping,
    "assault": Assault,
    "breakdown": Breakdown,
    "cease_fire": CeaseFire,
    "convoy": Convoy,
    "counter_attack": CounterAttack,
    "expedition": Expedition,
    "ferry": Ferry,
    "gunfire": Gunfire,
    "halt": Halt,
    "landing": Landing,
    "march": March,
    "offensive": Offensive,
    "parley": Parley,
    "passage": Passage,
    "reaction": Reaction,
    "scout": Scout,
    "seizure": Seizure,
    "shuttle": Shuttle,
    "siege": Siege,
    "strike": Strike,
    "submarine": Submarine,
    "surrender": Surrender,
    "withdrawal": Withdrawal,
}
"""Operations by the `kind` that a scenario names."""

__all__ = ["KINDS", "Breakdown", "Operation"]
