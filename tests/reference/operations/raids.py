"""Raids: what air attacks of all kinds share."""

import math

from sim.scenario.figures import Share
from tests.reference.luck import binomial
from tests.reference.operations.base import Operation

_USUAL_INTENSITY = Share(value=0.5)


class Raids(Operation):
    """Raid after raid until the duration is over; complete after the last one."""

    plays = ("units", "duration", "every", "intensity", "night")

    def attack(self, flown):
        """What so many sorties by squadron and aircraft do."""
        raise NotImplementedError

    def course(self):
        """By day only unless they are flown by night."""
        battle = self.battle
        pause = max(self.turns("every"), 1)
        last = self.started_at + self.turns("duration")
        turn = self.started_at
        while turn <= last:
            yield self.until(turn, "raid")
            if self.spec.night or not battle.clock.night(battle.turn):
                self.attack(self._fly())
            turn = battle.turn + pause
        self.complete()

    def _fly(self):
        """Sorties of each squadron, as intensity, weather and fog allow."""
        flown, weather = {}, self.battle.sky.flying()
        for unit in self.units:
            share = self.spec.intensity.get(unit.name, _USUAL_INTENSITY)
            chance = self.number(f"intensity.{unit.luck}", share) * weather
            for aircraft in unit.weapons:
                uniform = self.uniform(f"sorties/{aircraft.luck}")
                flown[aircraft] = binomial(self.battle.sky.ready(aircraft), chance, uniform)
                self.battle.sky.count(aircraft, flown[aircraft])
        return flown

    def face_anti_aircraft_fire(self, place, flown, guns):
        """Each sortie may be hit by each gun."""
        battle = self.battle
        chance = -math.expm1(-guns * battle.modifiers["anti_aircraft"])
        for aircraft, sorties in flown.items():
            hit = binomial(sorties, chance, self.uniform(f"anti-aircraft/{aircraft.luck}"))
            hit = min(hit, aircraft.present)
            battle.sky.went_down(aircraft, hit)
            battle.casualties.hit_weapons(f"operation/{self.luck}", place, aircraft, hit)
