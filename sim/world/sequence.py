"""The sequence of play: what comes after what within a turn.

Steps come one after the other as they stand here. Within a step those who act come in the order of
the scenario file: operations as they are listed, after them those that commanders improvised, in
the order in which they were ordered; units and places as they are listed. What becomes due during a
phase waits for that phase of the next turn.
"""

from enum import Enum, IntEnum

Position = tuple[int, ...]
"""Whose turn it is within a step; the lower comes first."""


class Phase(IntEnum):
    """Phases of a turn in their order."""

    WEATHER = 10
    ORDERS = 20
    COMMAND = 25
    MOVEMENT = 30
    FIRE_SUPPORT = 40
    COMBAT = 50
    MORALE = 60
    AFTERMATH = 65
    RECORD = 70

    @property
    def title(self) -> str:
        """As readers call it."""
        return self.name.lower().replace("_", " ")


class Step(Enum):
    """Steps of a turn in their order, each with its phase and what is done in it."""

    FUTURES = Phase.WEATHER, "Futures of one battle part; the luck of each is its own from here on."
    ATTRITION = Phase.WEATHER, "Trench fire, sickness and hunger take their toll of sieges."

    SIGNALS = Phase.ORDERS, "Communications that had broken down are restored."
    LATE_ORDERS = Phase.ORDERS, "Orders that were late get through."
    PLAN = Phase.ORDERS, "Operations of the plan begin whose triggers have come."
    DELAYED = Phase.ORDERS, "Operations of the plan begin whose delay after the trigger is over."
    EMBARKATION = Phase.ORDERS, "Landings whose craft were away put to sea when some are back."
    RENEWAL = Phase.ORDERS, "Offensives attack again after a pause."

    COMMAND = Phase.COMMAND, "Commanders see what the plan proposes and give their orders."

    CONTACT = Phase.MOVEMENT, "Who faces the enemy when the battle begins is in contact."
    SCOUTING = Phase.MOVEMENT, "Scouts report what they have seen."
    ARRIVAL = Phase.MOVEMENT, "Units on the march arrive."
    SWEEPING = Phase.MOVEMENT, "Sweepers have swept mines for a turn."
    LANDFALL = Phase.MOVEMENT, "Ships and aircraft arrive; landings begin."
    UNLOADING = Phase.MOVEMENT, "Men go ashore from craft and aircraft."
    LOADING = Phase.MOVEMENT, "Ships in port take people aboard."
    DEPARTURE = Phase.MOVEMENT, "Ships put to sea or turn back; reserves march to the guns."
    PATROL = Phase.MOVEMENT, "Patrols end."

    MINES = Phase.FIRE_SUPPORT, "Ships that have entered mined waters strike mines."
    AIR = Phase.FIRE_SUPPORT, "Aircraft fly their raids."
    GUNFIRE = Phase.FIRE_SUPPORT, "Ships and batteries fire."
    SEARCH = Phase.FIRE_SUPPORT, "Submarines search."
    TORPEDOES = Phase.FIRE_SUPPORT, "Submarines that have closed with a ship attack."
    GUN_DUELS = Phase.FIRE_SUPPORT, "Submarines on the surface and ships fire at each other."

    COMBAT = Phase.COMBAT, "A turn of combat is fought in each engagement."

    BREAKS = Phase.MORALE, "Sides break; engagements end where one of them is gone."
    RECALL = Phase.MORALE, "Attacks whose time is over are called off."

    PARTING = Phase.AFTERMATH, "Engagements end that somebody has left."
    PARLEY = Phase.AFTERMATH, "Rounds of talks end."
    DISARMAMENT = Phase.AFTERMATH, "Men who have given up are disarmed."

    RECORD = Phase.RECORD, "The state is recorded."

    def __init__(self, phase: Phase, text: str) -> None:
        self.phase = phase
        self.text = text
        self.rank = len(type(self).__members__)
        """Its place in the turn, from 0."""


def table() -> list[tuple[str, str, str]]:
    """Phase, step and text of each step, in order."""
    return [(step.phase.title, step.name.lower().replace("_", " "), step.text) for step in Step]
