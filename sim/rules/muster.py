"""The muster: from the state to what a combat model sees of the two sides at a place."""

import numpy as np

from sim.combat.contract import CombatModel, Force
from sim.rules.contact_share import ContactShare
from sim.rules.contingent import Contingent
from sim.rules.fitness import Fitness
from sim.rules.modifiers import Modifiers
from sim.rules.muster_kernel import muster
from sim.rules.muster_sheets import Arms, Condition, Custom, Hour, Site
from sim.rules.presence import Presence
from sim.rules.rule import Rule
from sim.rules.weather import Weather
from sim.world.world import World

_CLEAR = np.ones(1)
"""What is left of fire without fog."""


class Muster(Rule):
    """The contingents at each place, and what modifiers, weather and frontage make of them."""

    def __init__(
        self,
        world: World,
        model: CombatModel,
        modifiers: Modifiers,
        contact: ContactShare,
        presence: Presence,
        fitness: Fitness,
        weather: Weather,
    ) -> None:
        super().__init__(world)
        self._model = model
        self._custom = Custom(
            modifiers.parameters.values, contact.parameters.values, model.pools_fire
        )
        self._presence = presence
        self._fitness = fitness
        self._weather = weather
        places = world.definition.places
        frontage = [
            np.full(len(world.all_rows), np.inf)
            if place.frontage is None
            else world.inputs.number(place.frontage, f"places.{name}.frontage")
            for name, place in places.items()
        ]
        self._sites = [self._site(place, room) for place, room in enumerate(frontage)]
        nobody = Contingent(world, model, "", np.empty(0, np.int64))
        self._contingents = [[nobody, nobody] for _ in places]
        self._condition = Condition(
            world.state.initial,
            world.state.afloat,
            world.state.suppression,
            world.state.suppressed_at,
            world.state.suppressed_before,
            world.state.disorganised_at,
        )

    def contingents(self, place: int) -> tuple[Contingent, Contingent]:
        """The units of each side that are or were at a place."""
        both = self._contingents[place]
        for side in (0, 1):
            units = self._presence.visitors(place, side)
            if both[side].units is not units:
                name = self.world.forces.places[place]
                both[side] = Contingent(self.world, self._model, name, units)
        return both[0], both[1]

    def forces(self, place: int, attacker: int, rows: np.ndarray) -> tuple[Force, Force]:
        """Both sides at a place in some runs in which one of them attacks."""
        first, second = self.contingents(place)
        sheets = muster(
            rows,
            (first.tables, second.tables),
            self.world.state.whereabouts,
            self._condition,
            self._arms(first, second, rows),
            self._sites[place],
            self._hour(attacker, rows),
            self._custom,
        )
        return first.force(rows, sheets[0]), second.force(rows, sheets[1])

    def _arms(self, first: Contingent, second: Contingent, rows: np.ndarray) -> Arms:
        arsenal = self.world.arsenal
        self._fitness.quality(first.units, rows)
        quality = self._fitness.quality(second.units, rows)  # in the same table
        return Arms(arsenal.fire, arsenal.priority, arsenal.armed, quality)

    def _site(self, place: int, frontage: np.ndarray) -> Site:
        state, survey = self.world.state, self.world.survey
        return Site(
            place,
            int(survey.terrain[place]),
            survey.works[:, place],
            state.surprised_until[:, place],
            state.frailty[:, place],
            frontage,
        )

    def _hour(self, attacker: int, rows: np.ndarray) -> Hour:
        world, clear = self.world, self._weather.clear("fog_fire", rows)
        left = _CLEAR if clear is None else clear
        return Hour(world.turn, world.clock.hours, world.night, left, attacker)
