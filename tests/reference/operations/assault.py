"""Assaults: attacks on a place that may be called off."""

import math

from tests.reference.forces import Status
from tests.reference.operations.march import March


class Assault(March):
    """Complete when the place is taken, or when the attackers have fallen back."""

    plays = (*March.plays, "duration", "stop_at")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._stop_at = self.number("stop_at")
        self._strength = 0
        self.losers = self.units
        battle.limited.append(self)
        battle.listen(f"place:{spec.to}", self.judge)
        battle.listen(f"ceased:{spec.to}", self._break_off)
        battle.listen(f"combat:{spec.to}", self._count_losses)

    def begin(self):
        """Note the strength with which the attack starts, and set out unless there is peace."""
        if self.side in self.to.ceased:
            self.complete()
            return
        self._strength = self._men()
        self.set_out()
        self.judge()

    def course(self):
        """When its time is over it is called off."""
        if self.spec.duration is not None:
            limit = self.started_at + max(self.turns("duration"), 1) - 1
            yield self.until(limit, "call_off")
            self._call_off()

    def unit_arrives(self):
        """Arrival does not complete an assault."""

    def judge(self):
        """Is the place taken, or nobody left to attack it?"""
        coming = (Status.FIELD, Status.EN_ROUTE)
        attackers = [
            u for u in self.units if u.place is self.to and u.status in coming and u.present > 0
        ]
        if self.under_way and (self.to.control == self.side or not attackers):
            self.complete()

    def _men(self):
        return sum(unit.present for unit in self.units)

    def may_lose(self):
        """Men whose loss ends the attack; more than there are where there is none."""
        left = self._men()
        if not self.under_way:
            return left + 1
        return max(left - math.ceil((1 - self._stop_at) * self._strength) + 1, 1)

    def _count_losses(self):
        if self.under_way and self._men() < (1 - self._stop_at) * self._strength:
            self._call_off()

    def _break_off(self):
        """When a cease-fire that only the own side keeps comes to the place, attackers leave."""
        alone = self.side in self.to.ceased and not self.to.truce
        if alone and self.to.control != self.side:
            self._call_off()

    def _call_off(self):
        """Fall back; a place that is held already is no longer attacked, but defended."""
        if self.under_way and self.has_to_attack():
            for unit in self.units:
                if unit.status is Status.EN_ROUTE and unit.place is self.to:
                    self._recall(unit)
            for unit in self.units:
                if unit.at(self.to):
                    self.battle.rout.fall_back(unit)
            self.complete()

    def _recall(self, unit):
        """Who is still on the way goes back to where he comes from."""
        now = self.battle.turn
        if unit.origin is not None:
            self.battle.travel.go(unit, unit.origin, now, now, 0.0)

    def has_to_attack(self):
        """Whether there is an attack to call off."""
        return self.to.control != self.side


class CounterAttack(Assault):
    """A reserve attacks the enemy at a place that may still be in own hands.

    Complete when the fighting there is over, or when the units are no more or have been called
    off.
    """

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._has_met = False

    def judge(self):
        """After they have met the enemy: is there still fighting, or anybody left to fight?"""
        if not self.under_way:
            return
        alive = [unit for unit in self.units if unit.place is self.to and unit.present > 0]
        here = any(unit.status is Status.FIELD for unit in alive)
        coming = any(unit.status is Status.EN_ROUTE for unit in alive)
        self._has_met |= here and self.to.contested
        fighting_is_over = self._has_met and not self.to.contested
        if not coming and (not here or fighting_is_over):
            self.complete()

    def unit_arrives(self):
        """Perhaps the fighting goes on already."""
        self.judge()

    def has_to_attack(self):
        """They can be called off from a place that its garrison still holds."""
        return True
