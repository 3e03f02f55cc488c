"""Operations by the kind that a scenario names."""

from tests.reference.operations.assault import Assault, CounterAttack
from tests.reference.operations.cease_fire import CeaseFire
from tests.reference.operations.gunfire import Gunfire
from tests.reference.operations.halt import Halt
from tests.reference.operations.landing import Landing
from tests.reference.operations.march import March, Withdrawal
from tests.reference.operations.parley import Parley
from tests.reference.operations.passage import Passage
from tests.reference.operations.reaction import Reaction
from tests.reference.operations.scout import Scout
from tests.reference.operations.shuttle import Shuttle
from tests.reference.operations.strike import Strike
from tests.reference.unknown import UnknownToReferee

_KINDS = {
    "assault": Assault,
    "cease_fire": CeaseFire,
    "counter_attack": CounterAttack,
    "gunfire": Gunfire,
    "halt": Halt,
    "landing": Landing,
    "march": March,
    "parley": Parley,
    "passage": Passage,
    "reaction": Reaction,
    "scout": Scout,
    "shuttle": Shuttle,
    "strike": Strike,
    "withdrawal": Withdrawal,
}


def operations(battle):
    """The operations of a battle's plan by name, each waiting for its trigger."""
    planned = {name: spec for name, spec in battle.definition.operations.items() if spec.enabled}
    for name, spec in planned.items():
        if spec.kind not in _KINDS:
            raise UnknownToReferee(f"the operation {name!r} of the kind {spec.kind!r}")
    found = {name: _KINDS[spec.kind](battle, name, spec) for name, spec in planned.items()}
    for operation in found.values():
        battle.env.process(operation.process(found))
    return found
