"""What a side has seen, turn by turn: its strength, the enemy it believed in, and the news."""

from dataclasses import dataclass
from typing import Self

from sim.commanders.situation import Event, Situation

GONE = ("surrendered", "destroyed")


@dataclass(frozen=True)
class Sight:
    """What a side saw at the beginning of a turn."""

    turn: int
    time: str
    own: int
    """Own men who are left."""
    losses: int
    """Own men who were lost up to now."""
    enemy: int | None
    """Enemy men who are believed to be anywhere; None if nobody knows of any place."""
    low: int
    high: int
    """One standard deviation of the error lower and higher."""
    events: list[Event]
    """What happened since the turn before."""

    @classmethod
    def of(cls, now: Situation) -> Self:
        """What a situation tells."""
        known = [place for place in now.places if place.enemy is not None]
        return cls(
            now.turn,
            now.time,
            sum(unit.men for unit in now.units if unit.posture not in GONE),
            sum(unit.losses for unit in now.units),
            sum(place.enemy or 0 for place in known) if known else None,
            sum(place.enemy_low or 0 for place in known),
            sum(place.enemy_high or 0 for place in known),
            now.events,
        )

    @property
    def is_news(self) -> bool:
        """Whether something happened that a commander would stop for."""
        return bool(self.events)
