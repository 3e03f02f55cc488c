"""Men ashore at an hour of which a claim speaks."""

from datetime import datetime

from sim.scenario.measures import measures
from tests.reference.forces import Status


class Ashore:
    """Men of a side on the battlefield at an hour; at the end of a battle that is over before."""

    def __init__(self, battle, side, moment):
        self._battle = battle
        self._units = [unit for unit in battle.units_of(side) if unit.ground]
        self._then = None
        self._turn = max(battle.clock.turn_of(moment) - 1, 0)
        battle.env.process(self._look())

    def _look(self):
        """The SimPy process: the state at an hour is what the turn that ends then leaves."""
        yield self._battle.until(self._turn, "count")
        self._then = self._now()

    def _now(self):
        return sum(unit.present - unit.afloat for unit in self._units if self._on_land(unit))

    @staticmethod
    def _on_land(unit):
        waits = unit.status is Status.WAITING and unit.place is not None
        at_sea = waits and unit.place.terrain in ("base", "sea")
        return unit.landed and not at_sea and unit.status is not Status.AFLOAT

    def count(self):
        """The number of men."""
        return self._now() if self._then is None else self._then


def ashore(battle):
    """All such measures of a scenario by name; made before the battle is played."""
    found = {}
    for name in measures(battle.definition):
        side, at, moment = name.partition(".ashore@")
        if at:
            found[name] = Ashore(battle, side, datetime.fromisoformat(moment))
    return found
