"""The sequence of play within a turn."""

from enum import IntEnum


class Phase(IntEnum):
    """Phases of a turn in their order; their values are SimPy event priorities.

    SimPy's own priorities (0 and 1) come first, so that a wake-up within a phase is immediate.
    """

    WEATHER = 10
    ORDERS = 20
    COMMAND = 25  # commanders written in Python see what the plan wants and decide
    MOVEMENT = 30
    FIRE_SUPPORT = 40
    COMBAT = 50
    MORALE = 60
    RECORD = 70
