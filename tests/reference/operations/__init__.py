"""Operations by the kind that a scenario names."""

from tests.reference.operations.airborne import Airborne
from tests.reference.operations.anti_shipping import AntiShipping
from tests.reference.operations.assault import Assault, CounterAttack
from tests.reference.operations.breakdown import Breakdown
from tests.reference.operations.cease_fire import CeaseFire
from tests.reference.operations.expedition import Expedition
from tests.reference.operations.ferry import Ferry
from tests.reference.operations.gunfire import Gunfire
from tests.reference.operations.halt import Halt
from tests.reference.operations.landing import Landing
from tests.reference.operations.march import March, Withdrawal
from tests.reference.operations.offensive import Offensive
from tests.reference.operations.parley import Parley
from tests.reference.operations.passage import Passage
from tests.reference.operations.reaction import Reaction
from tests.reference.operations.scout import Scout
from tests.reference.operations.seizure import Seizure
from tests.reference.operations.shuttle import Shuttle
from tests.reference.operations.siege import Siege
from tests.reference.operations.strike import Strike
from tests.reference.operations.surrender import Surrender
from tests.reference.operations.sweeping import Sweeping

KINDS = {
    "airborne": Airborne,
    "anti_shipping": AntiShipping,
    "assault": Assault,
    "breakdown": Breakdown,
    "cease_fire": CeaseFire,
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
    "surrender": Surrender,
    "sweeping": Sweeping,
    "withdrawal": Withdrawal,
}


def operations(battle):
    """The operations of a battle's plan by name, each waiting for its trigger."""
    planned = {name: spec for name, spec in battle.definition.operations.items() if spec.enabled}
    found = {name: KINDS[spec.kind](battle, name, spec) for name, spec in planned.items()}
    for operation in found.values():
        battle.env.process(operation.process(found))
    return found
