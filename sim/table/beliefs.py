"""Beliefs: what a side believed of the enemy, turn by turn, beside what was so."""

from dataclasses import dataclass
from datetime import datetime

from sim.table.table import Table


@dataclass(frozen=True)
class BeliefRow:
    """What a side believed of a place at the beginning of a turn."""

    time: datetime
    place: str
    believed: int | None
    """Enemy men; None if nobody knew."""
    seen_by: str
    """From whom that was."""
    hours_ago: float
    """How old it was."""
    so: int
    """Enemy men in the field who were there."""
    held_by_believed: str | None
    held_by: str | None
    """The side that held it."""

    @property
    def error(self) -> int | None:
        """Men too many who were believed to be there."""
        return None if self.believed is None else self.believed - self.so


def beliefs(table: Table, side: str) -> list[BeliefRow]:
    """What a side believed up to now, a row a turn and place; the table stays as it is.

    Only a host may show it before the battle is over: it tells where the enemy is.
    """
    past = table.again()
    found = _now(past, side)
    while past.turn < table.turn and not past.over:
        past.advance()
        found += _now(past, side)
    return found


def _now(past: Table, side: str) -> list[BeliefRow]:
    world, now = past.battle.world, past.view(side)
    enemy = {one.name: one.own for one in past.view(now.enemy).places}
    control = world.state.control[0]
    held = [None if one < 0 else world.forces.sides[one] for one in control.tolist()]
    return [
        BeliefRow(
            now.moment,
            place.name,
            place.enemy,
            place.seen_by,
            place.hours_ago,
            enemy[place.name],
            place.held_by,
            holder,
        )
        for place, holder in zip(now.places, held, strict=True)
    ]
