"""Strike: aircraft in raids against what they find at a list of places."""

import numpy as np

from sim.operations.raids import Raids
from sim.plan import strike as plan
from sim.rules.bombardment import Bombardment, Target
from sim.rules.modifiers import Modifiers
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.rules.targets import Shooting, Targets, aim
from sim.scenario.vocabulary import PERSONNEL
from sim.world.news import Flown
from sim.world.state import distinct


class Strike(Raids[plan.Strike]):
    """Raids against the enemy on land, or against ships that lie at a place.

    They attack the first place of the list at which own troops are in contact, else the first at
    which the enemy stands; without one they are patrols. The enemy's anti-aircraft fire takes its
    toll, and close to own troops a raid may hit them.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Strike) -> None:
        super().__init__(rules, name, spec)
        self._targets = [self.world.forces.place[place] for place in spec.targets]

    @property
    def plain(self) -> bool:
        """Whether one unit attacks one place."""
        return len(self.units) == len(self._targets) == 1

    @property
    def target(self) -> int:
        """The first place."""
        return self._targets[0]

    def attack(self, rows: np.ndarray, flown: np.ndarray) -> None:
        """Bomb the enemy where he is found."""
        enemy, flying = 1 - self.side, flown.any(axis=0)
        chosen, targets = self.rules[Targets].found(self._targets, enemy, rows)
        for place in distinct(chosen):
            (part,) = ((chosen == place) & flying).nonzero()
            if not len(part):
                continue
            there, share = rows[part], flown[:, part]
            self.world.news.announce(Flown(place, self.side), there)
            self._bomb(there, place, share, targets[part])
            guns = self.rules[Presence].anti_aircraft_at(place, enemy, there)
            self.face_anti_aircraft_fire(there, place, share, guns)

    def _bomb(self, rows: np.ndarray, place: int, flown: np.ndarray, targets: np.ndarray) -> None:
        """Bomb the target categories, (k,), that the enemy offers at a place."""
        arsenal = self.world.arsenal
        power, shock = aim(
            rows,
            flown.astype(np.float64),  # as of `gunfire`: one compiled form
            self.world.forces.entry_class[self._entries],
            targets,
            Shooting(arsenal.strike, arsenal.strike_priority, arsenal.suppression),
        )
        bombs = Target(f"operation/{self.luck}/bombs", place, 1 - self.side)
        lost = self.rules[Bombardment].fall(bombs, rows, power[:, PERSONNEL], shock)
        hits = self.rules[Bombardment].fall_on_weapons(bombs, rows, power)
        self._tell(rows, place, flown, power, lost, hits)
        self._stray(rows, place, power[:, PERSONNEL], shock)

    def _tell(
        self,
        rows: np.ndarray,
        place: int,
        flown: np.ndarray,
        power: np.ndarray,
        lost: np.ndarray,
        hits: np.ndarray,
    ) -> None:
        """Note a raid of some sorties, (E, k), with the men lost, (k,), and the hits, (k, C)."""
        world, tell = self.world, self.world.chronicle.tell
        if not world.chronicle.traced:
            return
        sorties, wrecked = flown.sum(axis=0), hits.sum(axis=1)
        men = self.rules[Presence].men_at(place, 1 - self.side, rows) > 0
        text = "{:#sortie|sorties}, {:#man|men} hit"
        tell(rows, "air strike", place, text, sorties, lost, side=self.side, where=men)
        struck = np.asarray(np.delete(power, PERSONNEL, axis=1).any(axis=1))
        text = "{:#sortie|sorties}, {:#craft or vehicle|craft or vehicles} hit"
        tell(rows, "air strike", place, text, sorties, wrecked, side=self.side, where=struck)

    def _stray(self, rows: np.ndarray, place: int, power: np.ndarray, shock: np.ndarray) -> None:
        """A raid close to own troops may hit them."""
        world = self.world
        (close,) = world.state.contested[:, place][rows].nonzero()
        if not len(close):
            return
        uniform = world.draws.uniform(self.address("stray"), world.turn, rows[close])
        wrong = close[uniform < self.rules[Modifiers].value("friendly_fire", rows[close])]
        if len(wrong):
            self.go_astray(rows[wrong], place, power[wrong], shock[wrong])

    def go_astray(self, rows: np.ndarray, place: int, power: np.ndarray, shock: np.ndarray) -> None:
        """Bombs hit own troops at a place."""
        strays = Target(f"operation/{self.luck}/strays", place, self.side)
        self.rules[Bombardment].fall(strays, rows, power, shock)
        text = "bombs fall on own troops"
        self.world.chronicle.tell(rows, "friendly fire", place, text, side=self.side)
