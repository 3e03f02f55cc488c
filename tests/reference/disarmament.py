"""Disarmament: units that have given up pass into captivity, at once or step by step."""

from tests.reference.forces import Status


class Disarmament:
    """Units lay down their arms.

    From that moment they fight no longer and hold nothing; the men count as present until they are
    disarmed, the same number in each turn.
    """

    def __init__(self, battle, until, units):
        self._battle = battle
        self._until = until
        self._units = units
        self._given_up = []

    def begin(self, first, turns):
        """Give up now; disarm from turn `first` on for `turns` turns, 0 for all at once."""
        battle = self._battle
        for unit in self._units:
            if self._under_arms(unit):
                self._given_up.append(unit)
                unit.status = Status.SURRENDERED
                if unit.place is not None:
                    battle.contact.review(unit.place)
        now = max(first, battle.turn)
        last = now + max(turns, 1) - 1
        if turns == 0 and first <= battle.turn:
            self._step(last)
        else:
            battle.env.process(self._process(now, last))

    def _under_arms(self, unit):
        free = (Status.WAITING, Status.FIELD, Status.EN_ROUTE)
        return unit.status in free and unit.present > 0 and unit.place is not None

    def _process(self, first, last):
        """The SimPy process of the disarmament."""
        turn = first
        while turn <= last:
            yield self._until(turn, "disarm")
            self._step(last)
            turn = self._battle.turn + 1

    def _step(self, last):
        """Disarm the men who are due in this turn."""
        left = max(last - self._battle.turn + 1, 1)
        for unit in self._given_up:
            due = -(-unit.present // left)
            self._battle.casualties.lose(unit, "captured", due, unit.place)
