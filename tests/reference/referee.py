"""The referee: plays one battle at a time by the rules, slowly, in plain numbers.

It shares the scenario and the tables of parameters with the engine, and nothing else: no arrays
over runs, no compiled loops, one SimPy process for each operation, engagement and unit on its way.

The rules, from the ground up:

    philox, luck, inputs     chance: a number for every address, and what is drawn with it
    clock                    turns, phases, and what comes first within a phase
    forces, muster           units and places, and how they stand at the beginning
    cover, company           how much a man can fire, and how much he is exposed
    attrition, bombardment   who is hit, by those who face him and from afar
    casualties, population   what becomes of those who are hit, soldiers and civilians
    shipping, aboard         ships under attack, and the people aboard
    fatigue, supply          what days of fighting take, and want of what does not arrive
    contact, engagement      meeting, fighting, breaking
    rout, travel             where the beaten go, and the others
    sky, disarmament, isolation, conditions
    operations/              what troops are ordered to do, a file for each kind
    knowledge                what it knows of a scenario; the rest it refuses
    measures, ashore         what came of it all
"""

from tests.reference.ashore import ashore
from tests.reference.battle import Battle
from tests.reference.knowledge import refuse_unknown
from tests.reference.measures import outcome
from tests.reference.operations import operations


def play(definition, seed, run):
    """Play one run of a scenario and return its measures by name.

    Raises `UnknownToReferee` for a scenario that needs a rule the referee does not have.
    """
    refuse_unknown(definition)
    battle = Battle(definition, seed, run)
    planned, hours = operations(battle), ashore(battle)
    battle.play()
    return outcome(battle, planned, hours)
