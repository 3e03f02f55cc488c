"""What becomes of men, weapons and civilians: the words of accounts and of measures."""

from enum import IntEnum


class Fate(IntEnum):
    """What becomes of men; the last axis of the arrays of men."""

    PRESENT = 0
    KILLED = 1
    WOUNDED = 2
    MISSING = 3
    CAPTURED = 4
    EVACUATED = 5


class Wear(IntEnum):
    """What becomes of weapons, craft and aircraft; the last axis of the arrays of weapons."""

    PRESENT = 0
    DAMAGED = 1
    LOST = 2


class Lot(IntEnum):
    """What becomes of civilians; the last axis of the array of people."""

    PRESENT = 0
    KILLED = 1
    EVACUATED = 2
    ABOARD = 3  # at sea, on the way to safety
