"""Gunfire: ships or batteries bombard a place from afar."""

from collections import Counter

from tests.reference.bombardment import Bombardment, aim
from tests.reference.forces import Status
from tests.reference.operations.base import Operation


class Gunfire(Operation):
    """Fires in every turn in which there is something to fire at.

    In support of a fight it suppresses first, and hits when the fight of the turn is over.

    Complete when its time is over, or when its side has taken the target.
    """

    plays = (
        "units", "target", "duration", "observed", "observer", "unobserved", "in_support",
    )  # fmt: skip

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._target = battle.places[spec.target]
        self._shells = Bombardment(battle, f"operation/{self.luck}", self.enemy)
        for unit in self.units:
            unit.missions.append(self)
        self._supports_at = None
        if spec.in_support:
            battle.listen(f"combat:{spec.target}", self._support)

    def course(self):
        """Turn by turn; observed fire stops in darkness."""
        battle, target = self.battle, self._target
        held_before = target.control == self.side
        end = self.started_at + self.turns("duration")
        while True:
            # in the first turn at once, later in the next turn: this one's phase is past
            yield self.until(battle.turn, "fire")
            if self.fires() and self.spec.in_support:
                self._supports_at = battle.turn
                power, shock = self._worth()
                if power.total() > 0 or shock > 0:
                    self._shells.fall_on_men(self._target, 0, shock)
            elif self.fires():
                self._hit(*self._worth())
            taken = target.control == self.side and not held_before
            if battle.turn + 1 >= end or taken:
                break
        self.complete()

    def fires(self):
        """Whether there is something to fire at, no cease-fire, and light enough."""
        dark = self.spec.observed and self.battle.clock.night(self.battle.turn)
        if dark or not self.under_way:
            return False
        if self.side in self._target.ceased:
            return False
        if self.spec.in_support:
            return self._target.contested
        return bool(self.battle.categories_at(self._target, self.enemy))

    def _support(self):
        """Men and weapons are hit for as long as there was a fight in the turn."""
        if self._supports_at == self.battle.turn:
            power, _ = self._worth()
            part = self._target.engagement.part
            self._hit(Counter({category: part * worth for category, worth in power.items()}), 0)

    def _hit(self, power, shock):
        if power.total() > 0 or shock > 0:
            self._shells.fall_on_men(self._target, power["personnel"], shock)
            self._shells.fall_on_weapons(self._target, power)

    def _worth(self):
        """The power of the fire by category, and its suppression."""
        battle = self.battle
        enemy, power, shock = battle.categories_at(self._target, self.enemy), Counter(), 0.0
        seen = self._seen()
        for unit in self.units:
            share = self._share(unit)
            if not self._serves(unit):
                continue
            for guns in unit.weapons:
                rounds = guns.present * battle.clock.hours * seen * share
                aim(power, rounds, guns.kind.bombardment, enemy)
                shock += rounds * guns.kind.suppression
        return power, shock

    def _share(self, unit):
        """The part of a unit's guns that each of its missions has in this turn."""
        if unit.divided_at != self.battle.turn:
            firing = sum(mission.fires() for mission in unit.missions)
            unit.divided_at, unit.share = self.battle.turn, 1 / max(firing, 1)
        return unit.share

    def _seen(self):
        """The share of the effect that observers and fog leave."""
        share = 1.0
        observer = self.spec.observer
        if observer is not None and self.battle.places[observer].control != self.side:
            share = self.number("unobserved")
        return share * self.battle.sky.clear("fog_gunfire") if self.spec.observed else share

    def _serves(self, unit):
        """A battery fires only in the field, and not when the enemy has reached it."""
        if not unit.ground:
            return True
        in_position = unit.status is Status.FIELD and unit.place is not self._target
        return in_position and not unit.place.contested and unit.present > 0
