"""Offensive: attack after attack on one place, with rest in between."""

from tests.reference.forces import Status
from tests.reference.operations.assault import Assault


class Offensive(Assault):
    """An assault that is made again after a pause where it has failed or was called off.

    Complete when the place is taken, when nobody is left to attack it, or when the next attack
    would begin too late.
    """

    plays = (*Assault.plays, "pause", "until", "by_day")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._resting = True
        self._attacks = 0

    def begin(self):
        """The first attack, at once or at first light."""
        light = self._first_light(self.battle.turn)
        if light == self.battle.turn:
            self._attack()
        else:
            self.battle.env.process(self._attack_at(light))

    def course(self):
        """Each attack has a time limit of its own."""
        yield from ()

    def _attack_at(self, turn):
        """The SimPy process of one attack after a rest."""
        yield self.until(turn, "attack_again")
        if self.under_way:
            self._attack()

    def _attack(self):
        self._resting = False
        self._attacks += 1
        super().begin()
        if self.spec.duration is not None:
            self.battle.env.process(self._end_attack(self._attacks))

    def _end_attack(self, attack):
        """The SimPy process that calls off an attack unless another has followed it."""
        limit = self.battle.turn + max(self.turns("duration"), 1) - 1
        yield self.until(limit, "end_attack")
        if attack == self._attacks:
            self._call_off()

    def _call_off(self):
        """Who rests does not attack."""
        if not self._resting:
            super()._call_off()

    def complete(self):
        """Success is the end; after a failure comes the next attack."""
        if not self.under_way:
            return
        if self.to.control == self.side or self.side in self.to.ceased or not self._anybody():
            super().complete()
        elif not self._resting:
            self._rest()

    def _rest(self):
        clock = self.battle.clock
        due = clock.after(self.battle.moment, self.number("pause"))
        due = self._first_light(min(max(due, self.battle.now + 1), clock.turns))
        last = clock.turns if self.spec.until is None else clock.turn_of(self.spec.until.value)
        if due > last:
            super().complete()
        else:
            self._resting = True
            self.battle.env.process(self._attack_at(due))

    def _anybody(self):
        gone = (Status.ROUTED, Status.SURRENDERED)
        return any(unit.present > 0 and unit.status not in gone for unit in self.units)

    def _first_light(self, turn):
        """The first turn from this one on at which an attack may begin."""
        clock = self.battle.clock
        while self.spec.by_day and turn < clock.turns and clock.night(turn):
            turn += 1
        return turn
