"""Strike: aircraft against what they find at a list of places."""

from collections import Counter

from tests.reference.bombardment import Bombardment, aim
from tests.reference.operations.raids import Raids


class Strike(Raids):
    """Raids on the enemy on land, and on ships that lie at a place."""

    plays = (*Raids.plays, "targets")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._targets = [battle.places[place] for place in spec.targets]
        self._bombs = Bombardment(battle, f"operation/{self.luck}/bombs", self.enemy)
        self._strays = Bombardment(battle, f"operation/{self.luck}/strays", self.side)

    def attack(self, flown):
        """Bomb the enemy where he is found."""
        place = self._choose()
        if place is not None and sum(flown.values()) > 0:
            self._bomb(place, flown)
            guns = self.battle.anti_aircraft_at(place, self.enemy)
            self.face_anti_aircraft_fire(place, flown, guns)

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
