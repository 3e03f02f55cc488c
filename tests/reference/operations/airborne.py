"""Airborne: transports fly troops to a strip, past fighters and guns."""

from tests.reference.bombardment import Bombardment
from tests.reference.forces import Status
from tests.reference.globe import great_circle
from tests.reference.luck import binomial
from tests.reference.operations.base import Operation
from tests.reference.squadrons import Squadrons, dogfight, kept_down


class Airborne(Operation):
    """Take-off, flight, attack by fighters, fire of the guns, and men who step out.

    Each transport carries an equal share of the men. Complete when all are down.
    """

    plays = (
        "units", "transports", "escort", "origin", "to", "emplaning", "distance", "speed",
        "interceptors", "interception", "turn_away", "opposition", "surprise", "interval",
        "accidents", "injured", "scatter",
    )  # fmt: skip

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self.origin, self.to = battle.places[spec.origin], battle.places[spec.to]
        self._transports, self._escort, self._interceptors = (
            Squadrons(battle, f"operation/{self.luck}", [battle.units[unit] for unit in units])
            for units in (spec.transports, spec.escort, spec.interceptors)
        )
        self._passes = Bombardment(battle, f"operation/{self.luck}", self.enemy)

    # in the air -----------------------------------------------------------------------------

    def begin(self):
        """Take those who are at the airfield aboard and take off, if anything flies."""
        self._flown, self._known_lost = self._transports.ready(), self._transports.lost()
        if self._flown == 0:
            return
        for unit in self.units:
            waiting = unit.status is Status.WAITING and unit.place in (self.origin, None)
            if waiting or unit.at(self.origin):
                self.battle.travel.leave(unit)
                unit.status, unit.place, unit.origin = Status.AFLOAT, None, self.origin
        self._transports.fly()
        self._escort.fly()

    def course(self):
        """Fly there, and step out in as many turns as the transports need to come in."""
        battle = self.battle
        if self._flown == 0:
            return
        hours = self.number("emplaning") + self._distance() / max(self.number("speed"), 1e-9)
        yield self.until(battle.turn + battle.clock.span(hours), "arrive")
        self._meet_fighters()
        opposed = self._face_guns()
        if self._happens("surprise") and not opposed and self.to.control == self.enemy:
            battle.surprise(self.to)
        self._touch_down()
        while self._step_out():
            yield self.until(battle.turn + 1, "put_down")
        self.complete()

    def _distance(self):
        """Kilometres: what the operation says, else along the great circle."""
        if self.spec.distance is not None:
            return self.number("distance")
        places = self.battle.definition.places
        return great_circle(*(places[name].at for name in (self.spec.origin, self.spec.to)))

    def _happens(self, field):
        return self.uniform(field, turn=0) < self.number(field)

    def _meet_fighters(self):
        found = self._happens("interception") and self._interceptors.ready() > 0
        if found and not self._happens("turn_away"):
            self._interceptors.fly()
            dogfight(self.to, self._transports, self._escort, self._interceptors)
            self._lose_those_aboard()

    def _face_guns(self):
        """Guns may fire at the transports, less while the escort keeps their crews down."""
        battle = self.battle
        guns = battle.anti_aircraft_at(self.to, self.enemy)
        if guns == 0 or not self._happens("opposition"):
            return False
        shock = self._escort.suppression()
        silent = kept_down(shock, battle.men_at(self.to, self.enemy))
        self._passes.fall_on_men(self.to, self._escort.worth("strike", "personnel"), shock)
        guns *= 1 - battle.modifiers["suppression_fire"] * silent
        self._transports.hit(self.to, "anti-aircraft", guns * battle.modifiers["anti_aircraft"])
        self._lose_those_aboard()
        return True

    def _lose_those_aboard(self):
        """Men in transports that have been lost die with them."""
        lost = self._transports.lost()
        gone, self._known_lost = lost - self._known_lost, lost
        self._hurt(min(gone / self._flown, 1.0), "killed", "shot down")

    def _hurt(self, share, fate, cause):
        """A share of the men aboard meet a fate."""
        for unit in self.units:
            if unit.status is Status.AFLOAT:
                uniform = self.uniform(f"{cause}/{unit.luck}", turn=0)
                number = binomial(unit.present, share, uniform)
                self.battle.casualties.lose(unit, fate, number, self.to)

    # on the ground --------------------------------------------------------------------------

    def _touch_down(self):
        """Some transports are damaged on the strip; some men come down too far away."""
        clock = self.battle.clock
        struck = self._transports.damage("accidents", self.number("accidents"))
        self._hurt(struck / self._flown * self.number("injured"), "wounded", "accident")
        self._hurt(self.number("scatter"), "missing", "scatter")
        aboard = [unit for unit in self.units if unit.status is Status.AFLOAT]
        turns = max(clock.span(self._flown * self.number("interval")), 1)
        self._pace = -(-sum(unit.present for unit in aboard) // turns)
        for unit in aboard:
            unit.afloat, unit.disordered_at = unit.present, self.battle.turn
            unit.status, unit.place = Status.FIELD, self.to
            self.battle.contact.enter(unit)

    def _step_out(self):
        """As many men as this turn's transports bring; returns whether others are to come."""
        room = self._pace
        for unit in self.units:
            moving = min(unit.afloat, room) if unit.at(self.to) else 0
            if moving > 0:
                unit.afloat -= moving
                unit.landed, unit.disordered_at = True, self.battle.turn
                room -= moving
        return any(unit.at(self.to) and unit.afloat > 0 for unit in self.units)
