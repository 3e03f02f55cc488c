"""Places, units, operations and weapons as readers call them."""

from sim.scenario.definition import Definition


def capitalised(text: str) -> str:
    """The text with its first letter in upper case and the others as they are."""
    return text[:1].upper() + text[1:]


def place_title(name: str, definition: Definition) -> str:
    """A place or area as readers call it."""
    place = definition.places.get(name)
    return (place.title if place else "") or capitalised(name.replace("_", " "))


def unit_title(name: str, definition: Definition) -> str:
    """A unit as readers call it."""
    return definition.units[name].title or name.replace("_", " ")


def operation_title(name: str, definition: Definition) -> str:
    """An operation as readers call it."""
    return definition.operations[name].title or name.replace("_", " ")


def weapon_title(name: str, definition: Definition) -> str:
    """A class of weapon as readers call it."""
    return definition.weapons[name].title or name.replace("_", " ")
