"""The battle: time, news, forces and the rules that they obey."""

from collections import defaultdict

import simpy

from sim.combat.attrition import Attrition
from sim.rules.contact_share import ContactShare
from sim.rules.modifiers import Modifiers
from sim.rules.morale import Morale
from sim.rules.parley import Parley
from tests.reference import muster
from tests.reference.casualties import Casualties
from tests.reference.clock import Clock, Phase, precedence, when
from tests.reference.contact import Contact
from tests.reference.fatigue import Fatigue
from tests.reference.inputs import Inputs
from tests.reference.luck import Luck
from tests.reference.minefields import Minefields
from tests.reference.population import Population
from tests.reference.rout import Rout
from tests.reference.shipping import Shipping
from tests.reference.sky import Sky
from tests.reference.supply import Supply
from tests.reference.travel import Travel


class Moment(simpy.Event):
    """A phase of a turn, still to come."""

    def __init__(self, battle, turn, phase, priority):
        super().__init__(battle.env)
        self._ok, self._value = True, None
        self.callbacks.append(lambda _: battle.enter(turn, phase))
        battle.env.schedule(self, priority=priority, delay=turn - battle.env.now)


class Battle:
    """One battle. Rules and operations act through it."""

    def __init__(self, definition, seed, run):
        self.definition = definition
        self.env = simpy.Environment()
        self.turn, self.phase = 0, Phase.START
        self.part = 1.0
        """The part of the turn after which what follows from combat happens."""
        self.clock = Clock(definition)
        self.luck = Luck(seed, run)
        self.inputs = Inputs(self.luck)
        combat = definition.combat
        self.modifiers = self.inputs.parameters(
            Modifiers.Parameters, combat.changes("modifiers") or {}, "combat.modifiers"
        )
        self.morale = self.inputs.parameters(
            Morale.Parameters, combat.changes("morale") or {}, "combat.morale"
        )
        self.attrition = self.inputs.parameters(
            Attrition.Parameters, combat.parameters, "combat.parameters"
        )
        self.depth = self.inputs.parameters(
            ContactShare.Parameters, combat.changes("contact") or {}, "combat.contact"
        )
        self.parley = self.inputs.parameters(
            Parley.Parameters, combat.changes("parley") or {}, "combat.parley"
        )
        self.sides = list(definition.sides)
        self.places = muster.places(definition, self.inputs)
        self.units = muster.units(definition, self.inputs, self.places)
        self.limited = []
        """Who fights no longer at a place after so many losses."""
        self.surrendered_at = dict.fromkeys(self.sides)
        self._listeners = defaultdict(list)
        self._over = self.env.event()
        self.sky = Sky(self)
        self.population = Population(self)
        self.shipping = Shipping(self)
        self.minefields = Minefields(self)
        self.supply = Supply(self)
        self.fatigue = Fatigue(self)
        self.travel = Travel(self)
        self.casualties = Casualties(self)
        self.contact = Contact(self)
        self.rout = Rout(self)

    def in_contact(self, men):
        """The share in contact where so many men of both sides stand."""
        share, size = self.depth["share"], self.depth["men"]
        return share + (1 - share) * size / (size + men)

    # time -----------------------------------------------------------------------------------

    def until(self, turn, action, first=0, second=0):
        """A moment at which an action is to come; if its phase is past, in the next turn.

        Of those who act in the same step the lower positions come first.
        """
        phase, step = when(action)
        turn = max(turn, self.next_turn(phase))
        return Moment(self, turn, phase, precedence(step, first, second))

    def enter(self, turn, phase):
        """It is this phase of this turn now."""
        self.turn, self.phase = turn, phase

    def next_turn(self, phase):
        """The first turn at which a phase is still to come."""
        return self.turn if phase > self.phase else self.turn + 1

    @property
    def now(self):
        """The turn that begins next to what happens now: the next one, once there is combat."""
        return self.turn + (self.phase > Phase.FIRE_SUPPORT)

    @property
    def moment(self):
        """When it is now, in turns: the beginning of this one, or when a fight in it ends."""
        return self.turn + (self.part if self.phase > Phase.FIRE_SUPPORT else 0.0)

    def play(self):
        """Play until it is over."""
        self.env.process(self._last_turn())
        self.env.run(until=self._over)

    def _last_turn(self):
        yield self.env.timeout(self.clock.turns)
        self.end()

    def end(self):
        """Nothing happens any more."""
        self._over.succeed()

    # news -----------------------------------------------------------------------------------

    def listen(self, topic, listener):
        """Call `listener` whenever something of that topic happens.

        News travel at once: listeners act before he who brings the news goes on.
        """
        self._listeners[topic].append(listener)

    def announce(self, topic):
        """Something of that topic has happened."""
        for listener in self._listeners[topic]:
            listener()

    # forces ---------------------------------------------------------------------------------

    def enemy(self, side):
        """The other side."""
        return self.sides[1 - self.sides.index(side)]

    def units_of(self, side):
        """The units of a side, in the order of the scenario."""
        return [unit for unit in self.units.values() if unit.side == side]

    def units_at(self, place, side):
        """The units of a side that stand at a place."""
        return [unit for unit in self.units_of(side) if unit.at(place)]

    def men_at(self, place, side):
        """The men of a side at a place."""
        return sum(unit.present for unit in self.units_at(place, side))

    def categories_at(self, place, side):
        """What a side offers as targets at a place."""
        return set().union(*(unit.categories() for unit in self.units_at(place, side)))

    def anti_aircraft_at(self, place, side):
        """The anti-aircraft fire of a side at a place, in machine guns."""
        return sum(
            weapons.present * weapons.kind.anti_aircraft
            for unit in self.units_at(place, side)
            for weapons in unit.weapons
        )

    def area(self, place):
        """The places of the same area, itself among them."""
        return [
            other
            for other in self.places.values()
            if other is place or (place.area is not None and other.area == place.area)
        ]

    def surprise(self, place):
        """The garrisons of a place and its area are surprised unless they stand to."""
        lasts = self.clock.span(self.modifiers["surprise_hours"])
        for other in self.area(place):
            if not other.alert and lasts > 0:
                other.surprised_until = self.turn + lasts
            other.alert = True

    def take_control(self, place, side, turn):
        """A side takes a place at a turn."""
        if place.control != side:
            place.control = side
            place.taken_at = turn
            self.announce(f"place:{place.name}")
