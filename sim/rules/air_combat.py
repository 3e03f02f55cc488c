"""Air combat: fighters attack transports that have an escort."""

import numpy as np

from sim.elementary import chances
from sim.rules.rule import Rule
from sim.rules.squadrons import Squadrons

ATTACK_HOURS = 0.1
"""Length of an attack (assumed): a few passes."""


class AirCombat(Rule):
    """Attacks on formations.

    Each fighter of the escort ties up one attacker; the share that gets through to the transports
    is I / (I + E), with I attackers and E escorts, and these fight each other with the rest. Fire
    is that of the weapon classes against `aircraft`, spread evenly: each aircraft of a group of N
    under F losses an hour is hit with probability 1 - exp(-F t / N).
    """

    def fight(
        self,
        rows: np.ndarray,
        place: int,
        transports: Squadrons,
        escort: Squadrons,
        attackers: Squadrons,
    ) -> None:
        """Fight it out over a place in some runs."""
        free, tied = self._shares(attackers.ready(rows), escort.ready(rows))
        attack, defence = attackers.air_fire(rows), escort.air_fire(rows)
        for group, name, fire in (
            (transports, "transports", attack * free),
            (escort, "escorts", attack * tied),
            (attackers, "attackers", defence),
        ):
            hit = self._shoot(rows, place, group, name, fire)
            text = f"{{0:,}} of the {name} {{0:is|are}} hit"
            self.world.chronicle.tell(rows, "air combat", place, text, hit, where=hit > 0)

    @staticmethod
    def _shares(attackers: np.ndarray, escorts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        free = attackers / np.maximum(attackers + escorts, 1)
        return free, 1.0 - free

    @staticmethod
    def _shoot(
        rows: np.ndarray, place: int, group: Squadrons, name: str, fire: np.ndarray
    ) -> np.ndarray:
        """Fire (k,) falls on a group; returns how many aircraft are hit, (k,)."""
        number = np.maximum(group.ready(rows), 1)
        return group.hit(rows, name, chances(fire * ATTACK_HOURS / number), place)
