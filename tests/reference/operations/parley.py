"""Parley: envoys meet, and the enemy commander gives up or does not."""

import math
from datetime import timedelta

from tests.reference.conditions import lost_share
from tests.reference.disarmament import Disarmament
from tests.reference.forces import Status
from tests.reference.isolation import Isolation
from tests.reference.operations.base import Operation


class Parley(Operation):
    """Rounds of talks until the garrison agrees; complete at its agreement."""

    plays = (
        "garrison", "place", "duration", "every", "until", "news", "disarmed_from", "disarmament",
    )  # fmt: skip

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._garrison = [battle.units[unit] for unit in spec.garrison]
        self._isolation = Isolation(battle, battle.places[spec.place], self.enemy)

    def course(self):
        """Talk, and talk again after a refusal; without envoys or a garrison there is no answer."""
        battle = self.battle
        end = battle.turn + max(self.turns("duration"), 1) - 1
        while end is not None:
            yield self.until(end, "decide")
            if _men(self._garrison) == 0:
                return
            if self._agrees():
                self._lay_down_arms()
                self.complete()
                return
            end = self._next_round()

    def _next_round(self):
        """The turn at which the next round ends, None if there is none."""
        if self.spec.every is None:
            return None
        end = self.battle.turn + max(self.turns("every"), 1)
        last = self.battle.clock.turns
        if self.spec.until is not None:
            last = self.battle.clock.turn_of(self.spec.until.value)
        return end if end <= last else None

    def _agrees(self):
        """The log-odds are a sum of what weighs on the commander's mind."""
        facing, own = _men(self._facing()), _men(self._garrison)
        if facing == 0:
            return False
        weights = self.battle.parley
        log_odds = (
            -weights["reluctance"]
            + weights["isolation"] * self._isolation.share()
            + weights["losses"] * lost_share(self._garrison)
            + weights["odds"] * math.log(facing / own)
            + weights["news"] * -math.expm1(-self._days_since_news() / weights["news_days"])
        )
        return self.uniform("") < 1 / (1 + math.exp(-log_odds))

    def _facing(self):
        return [unit for unit in self.battle.units_of(self.side) if unit.ground]

    def _days_since_news(self):
        if self.spec.news is None:
            return 0.0
        now = self.battle.clock.moment(self.battle.turn + 1)
        return max((now - self.spec.news.value) / timedelta(days=1), 0.0)

    def _lay_down_arms(self):
        first = 0
        if self.spec.disarmed_from is not None:
            first = self.battle.clock.turn_of(self.spec.disarmed_from.value)
        disarmament = Disarmament(self.battle, self.until, self._garrison)
        disarmament.begin(first, self.turns("disarmament"))


def _men(units):
    """Men of some units who stand on the battlefield under arms."""
    active = (Status.FIELD, Status.EN_ROUTE)
    return sum(unit.present for unit in units if unit.status in active)
