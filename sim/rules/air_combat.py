"""Air combat: fighters attack transports that have an escort."""

from typing import TYPE_CHECKING

import numpy as np

from sim.elementary import chances
from sim.rules.squadrons import Squadrons

if TYPE_CHECKING:
    from sim.battle import Battle

ATTACK_HOURS = 0.1
"""Length of an attack (assumed): a few passes."""


class AirCombat:
    """One attack on a formation.

    Each fighter of the escort ties up one attacker; the share that gets through to the transports
    is I / (I + E), with I attackers and E escorts, and these fight each other with the rest. Fire
    is that of the weapon classes against `aircraft`, spread evenly: each aircraft of a group of N
    under F losses an hour is hit with probability 1 - exp(-F t / N).
    """

    def __init__(self, battle: "Battle", place: int) -> None:
        self._battle = battle
        self._place = place

    def resolve(
        self,
        rows: np.ndarray,
        transports: Squadrons,
        escort: Squadrons,
        attackers: Squadrons,
    ) -> None:
        """Fight it out in some runs."""
        free, tied = self._shares(attackers.ready(rows), escort.ready(rows))
        attack, defence = attackers.air_fire(rows), escort.air_fire(rows)
        self._shoot(rows, transports, "transports", attack * free)
        self._shoot(rows, escort, "escorts", attack * tied)
        self._shoot(rows, attackers, "attackers", defence)

    @staticmethod
    def _shares(attackers: np.ndarray, escorts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        free = attackers / np.maximum(attackers + escorts, 1)
        return free, 1.0 - free

    def _shoot(self, rows: np.ndarray, group: Squadrons, name: str, fire: np.ndarray) -> None:
        number = np.maximum(group.ready(rows), 1)
        hit = group.hit(rows, name, chances(fire * ATTACK_HOURS / number), self._place)
        text = f"{{:,}} of the {name} are hit"
        self._battle.chronicle.tell(rows, "air combat", self._place, text, hit, where=hit > 0)
