"""Landing: an echelon crosses the sea and goes ashore at the pace of the landing sites."""

import math

from tests.reference.forces import Status
from tests.reference.luck import binomial
from tests.reference.operations.crossing import Crossing


class Landing(Crossing):
    """Embarkation, passage, approach, run-in and unloading.

    An approach that is not detected surprises the garrisons of the whole area; a detected one lies
    under their fire for the run-in. Complete when all men are ashore.
    """

    plays = (
        "units", "craft", "origin", "to", "embarkation", "distance", "through", "speed",
        "detection", "run_in", "sites",
    )  # fmt: skip

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self.origin, self.to = battle.places[spec.origin], battle.places[spec.to]
        self.craft = [battle.units[unit] for unit in spec.craft]
        self.carry(self.craft, self.units)

    # at sea ---------------------------------------------------------------------------------

    def course(self):
        """Cross the sea, come before the shore and go ashore."""
        battle = self.battle
        while self._craft_are_away():
            yield self.until(battle.turn + 1, "embark")
        if not any(self.at_port(unit) for unit in self.units):
            self.find_nobody()
            return
        self._embark()
        hours = self.number("embarkation") + self.passage()
        yield self.until(battle.turn + battle.clock.span(hours), "approach")
        detected = self._is_detected()
        self._alarm_or_surprise(detected)
        self._strike_rocks()
        self.close_in()
        in_range = battle.men_at(self.to, self.enemy) > 0 and not self.to.truce
        chance = self.uniform("run in")  # of the rest of a turn
        run_in = int(self.number("run_in") / battle.clock.hours + chance)
        run_in = run_in if detected and in_range else 0
        if run_in > 0:
            yield self.until(battle.turn + run_in, "put_ashore")
        yield from self.unload()

    def _craft_are_away(self):
        """Whether all craft that are left serve other landings."""
        if any(self.at_port(unit) for unit in self.craft):
            return False
        return any(
            unit.serves is not None and any(weapons.present > 0 for weapons in unit.weapons)
            for unit in self.craft
        )

    def _embark(self):
        """Those who are at the port put to sea."""
        for unit in (*self.units, *self.craft):
            if self.at_port(unit):
                self.put_to_sea(unit)
                unit.origin = self.origin
                if unit in self.craft:
                    unit.serves = self

    # off the shore --------------------------------------------------------------------------

    def _is_detected(self):
        """A garrison that stands to or fights already cannot miss it."""
        chance = self.battle.sky.detection(self.number("detection"))
        if self.to.scouted:
            chance *= self.battle.modifiers["scouted_detection"]
        seen = self.uniform("detection", turn=0) < chance
        return seen or self.to.alert or self.to.contested

    def _alarm_or_surprise(self, detected):
        """The garrisons of the area stand to; those who did not before may be surprised."""
        if self.to.control != self.enemy:
            return
        if not detected:
            self.battle.surprise(self.to)
        for place in self.battle.area(self.to):
            place.alert = True

    def _strike_rocks(self):
        """Some craft are damaged on rocks."""
        path = f"places.{self.to.name}.rocks"
        rocks = self.battle.definition.places[self.to.name].rocks
        chance = self.battle.inputs.number(rocks, path)
        if self.to.scouted:
            chance *= self.battle.modifiers["scouted_rocks"]
        for craft in self.boats():
            struck = binomial(craft.present, chance, self.uniform(f"rocks/{craft.luck}", turn=0))
            craft.present -= struck
            craft.damaged += struck

    def boats(self):
        """The weapons of the craft that serve this landing."""
        ours = [unit for unit in self.craft if unit.serves is self]
        return [weapons for unit in ours for weapons in unit.weapons]

    def close_in(self):
        """Bring the echelon before the shore: it can be fired at, but nobody is ashore yet."""
        for unit in (*self.units, *self.craft):
            self.bring_before_shore(unit)

    def bring_before_shore(self, unit):
        """All men of a unit that is at sea are off the beach, in disorder."""
        if unit.status is Status.AFLOAT:
            unit.afloat = unit.present
            unit.disordered_at = self.battle.turn
            unit.status = Status.FIELD
            unit.place = self.to
            self.battle.contact.enter(unit)

    # ashore ---------------------------------------------------------------------------------

    def unload(self):
        """Turn by turn, units in their order, as many as the landing sites take.

        In the first turn half as many: the mean of those who come in the course of it.
        """
        part = 0.5
        while True:
            room, part = self.room_ashore(part), 1
            for unit in self.units:
                if unit.at(self.to):
                    room -= self.land(unit, min(unit.afloat, room))
            if not any(unit.at(self.to) and unit.afloat > 0 for unit in self.units):
                break
            yield self.until(self.battle.turn + 1, "put_ashore")
        self.release_craft()
        self.complete()

    def room_ashore(self, part):
        """Men whom the landing sites take in a part of a turn."""
        return math.floor(self.capacity() * (part * self.battle.clock.hours))

    def capacity(self):
        """Men an hour over the landing sites that are used."""
        sites = self.battle.definition.places[self.to.name].landing_sites
        path = f"places.{self.to.name}.landing_sites"
        return sum(
            self.battle.inputs.number(sites[site].capacity, f"{path}.{site}.capacity")
            for site in self.spec.sites or sites
        )

    def land(self, unit, men):
        """Men step ashore, in disorder at first; returns how many."""
        if men > 0:
            unit.afloat -= men
            unit.landed = True
            unit.disordered_at = self.battle.turn
        return men

    def release_craft(self):
        """The craft go home."""
        for unit in self.craft:
            if unit.serves is self:
                unit.status = Status.WAITING
                unit.place = self.origin
                unit.serves = None
