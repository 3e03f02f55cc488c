"""Orientation: whether more of a measure, or a later hour, is good luck for a side.

Fewer of one's own men and weapons lost, and more of the enemy's; places and operations early for
the side that takes or carries them out, a surrender late for the side that surrenders. Sorties
(they are decided, not suffered) and the fate of civilians (nobody's luck) have no orientation.
"""

from sim.scenario.definition import Definition
from sim.scenario.measures import LOCAL

LOSSES = {*LOCAL, "lost", "damaged", "hit"}
SHIP = {"dead": -1, "rescued": 1, "landed": 1, "attacked_at": 1, "sunk_at": 1}
PEOPLE = ("dead", "rescued", "landed")
"""What befalls the people aboard is no luck of the enemy."""


def orientation(measure: str, side: str, definition: Definition) -> int:
    """1 if a higher value is good luck for the side, -1 if a lower one is, 0 if neither.

    The winner, taken as a number that is higher the better for the side, has 1.
    """
    if measure == "winner":
        return 1
    owner, sign = _sense(measure, definition)
    if owner != side and measure.rpartition(".")[2] in PEOPLE:
        return 0
    return sign if owner == side else -sign


def _sense(measure: str, definition: Definition) -> tuple[str | None, int]:
    """The side of which a measure speaks, and the orientation for that side."""
    owner, _, what = measure.partition(".")
    last = measure.rpartition(".")[2]
    if "civilians" in measure.split("."):
        return None, 0
    if what in ("started_at", "completed_at"):
        operation = definition.operations[owner]
        return operation.side, -operation.early_end
    if what == "taken_at":
        return definition.places[owner].held_by, 1 if definition.places[owner].held_by else 0
    if owner in definition.units:
        return definition.units[owner].side, SHIP[what]
    side = owner if owner in definition.sides else what.partition(".")[0]
    if last in LOSSES:
        return side, -1
    return side, 1 if last == "surrendered_at" or last.startswith("ashore@") else 0
