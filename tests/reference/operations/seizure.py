"""Seizure: a barely guarded object is taken by surprise."""

from tests.reference.forces import Status
from tests.reference.luck import binomial
from tests.reference.operations.assault import Assault


class Seizure(Assault):
    """An assault that may overpower the guards before they can fire."""

    plays = (*Assault.plays, "success", "odds", "killed")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        battle.listen(f"place:{spec.to}", self._spring)

    def _spring(self):
        battle, to = self.battle, self.to
        if not (self.under_way and to.contested):
            return
        own, guards = battle.men_at(to, self.side), battle.men_at(to, self.enemy)
        lucky = self.uniform("", turn=0) < self.number("success")
        if lucky and own >= self.number("odds") * guards:
            for unit in battle.units_at(to, self.enemy):
                self._overpower(unit)
            battle.contact.review(to)

    def _overpower(self, unit):
        """Some of the guards are killed, the others captured."""
        killed = binomial(unit.present, self.number("killed"), self.uniform(unit.luck))
        self.battle.casualties.lose(unit, "killed", killed, self.to)
        self.battle.casualties.lose(unit, "captured", unit.present, self.to)
        unit.status = Status.SURRENDERED
