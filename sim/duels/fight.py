"""What every fight has, whatever the model: two forces, and when they give up."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from sim.duels.forces import Force, check_whole

Side = Literal["attacker", "defender"]
SIDES: tuple[Side, ...] = ("attacker", "defender")
LONGEST_SHOWN = 30


@dataclass(frozen=True)
class Fight(ABC):
    """Two forces that fight until one or both are gone, or retreat.

    Raises `OddsError` for forces and rules that cannot be played.
    """

    attacker: Force
    defender: Force
    attacker_retreats_below: int = 1
    """The attacker retreats, and loses, with fewer units than this."""
    defender_retreats_below: int = 1

    most_units: ClassVar[int]

    def __post_init__(self) -> None:
        for side, force in zip(SIDES, (self.attacker, self.defender), strict=True):
            check_whole(f"the number of units of the {side}", force.size, 1, self.most_units)
            below = f"{side}_retreats_below"
            check_whole(below, getattr(self, below), 1, force.size)

    @property
    def stands(self) -> tuple[int, int]:
        """Fewest units with which the attacker and the defender fight on."""
        return self.attacker_retreats_below, self.defender_retreats_below

    def winners(self, attackers: np.ndarray, defenders: np.ndarray) -> np.ndarray:
        """Who has won with so many left: 1 the attacker, -1 the defender, 0 nobody.

        Nobody wins if neither side stands, or if both do and nobody who is left can hit anything.
        """
        won: np.ndarray = (attackers >= self.stands[0]) * 1 - (defenders >= self.stands[1]) * 1
        return won

    @property
    def title(self) -> str:
        """Who fights, and by what rules."""
        rules = list(self._rules())
        for side, stand in zip(SIDES, self.stands, strict=True):
            if stand > 1:
                rules.append(f"{side} retreats below {stand:,}")
        return f"{_short(self.attacker)} against {_short(self.defender)}: {', '.join(rules)}"

    @abstractmethod
    def _rules(self) -> list[str]:
        """By what rules, in words."""


def _short(force: Force) -> str:
    text = str(force)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."
