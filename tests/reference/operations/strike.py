"""Strike: aircraft in raids against what they find at a list of places."""

import math
from collections import Counter

from sim.scenario.figures import Share
from tests.reference.bombardment import Bombardment, aim
from tests.reference.clock import Phase
from tests.reference.luck import binomial
from tests.reference.operations.base import Operation

_USUAL_INTENSITY = Share(value=0.5)


class Strike(Operation):
    """Raids until the duration is over; complete after the last one."""

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._targets = [battle.places[place] for place in spec.targets]
        self._bombs = Bombardment(battle, f"operation/{name}/bombs", self.enemy)
        self._strays = Bombardment(battle, f"operation/{name}/strays", self.side)

    def course(self):
        """Raid after raid, by day only unless the strike is one by night."""
        battle = self.battle
        pause = max(self.turns("every"), 1)
        last = self.started_at + self.turns("duration")
        turn = self.started_at
        while turn <= last:
            yield self.until(turn, Phase.FIRE_SUPPORT, "raid")
            if self.spec.night or not battle.clock.night(battle.turn):
                self._raid()
            turn = battle.turn + pause
        self.complete()

    def _raid(self):
        flown = self._fly()
        place = self._choose()
        if place is not None and sum(flown.values()) > 0:
            self._bomb(place, flown)
            self._face_anti_aircraft_fire(place, flown)

    def _fly(self):
        """Sorties of each squadron, as intensity, weather and fog allow."""
        flown, weather = {}, self.battle.sky.flying()
        for unit in self.units:
            share = self.spec.intensity.get(unit.name, _USUAL_INTENSITY)
            chance = self.number(f"intensity.{unit.name}", share) * weather
            for aircraft in unit.weapons:
                uniform = self.uniform(f"sorties/{aircraft.name}")
                flown[aircraft] = binomial(aircraft.present, chance, uniform)
                self.battle.sky.count(aircraft, flown[aircraft])
        return flown

    def _choose(self):
        """The first place in contact, else the first where the enemy stands; None is a patrol."""
        found = [
            place
            for place in self._targets
            if self.battle.categories_at(place, self.enemy) and self.side not in place.ceased
        ]
        in_contact = [place for place in found if place.contested]
        return next(iter(in_contact + found), None)

    def _bomb(self, place, flown):
        enemy, power, shock = self.battle.categories_at(place, self.enemy), Counter(), 0.0
        for aircraft, sorties in flown.items():
            aim(power, sorties, aircraft.kind.strike, enemy)
            shock += sorties * aircraft.kind.suppression
        self._bombs.fall_on_men(place, power["personnel"], shock)
        self._bombs.fall_on_weapons(place, power)
        close = self.uniform("stray") < self.battle.modifiers["friendly_fire"]
        if place.contested and close:
            self._strays.fall_on_men(place, power["personnel"], shock)

    def _face_anti_aircraft_fire(self, place, flown):
        """Each sortie may be hit by each gun."""
        battle = self.battle
        guns = battle.anti_aircraft_at(place, self.enemy)
        chance = -math.expm1(-guns * battle.modifiers["anti_aircraft"])
        for aircraft, sorties in flown.items():
            hit = binomial(sorties, chance, self.uniform(f"anti-aircraft/{aircraft.name}"))
            hit = min(hit, aircraft.present)
            battle.casualties.hit_weapons(f"operation/{self.name}", place, aircraft, hit)
