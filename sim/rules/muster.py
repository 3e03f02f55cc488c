"""The muster: from the state to what a combat model sees of the two sides at all fronts."""

from typing import NamedTuple

import numpy as np

from sim.combat.contract import CombatModel, Force
from sim.combat.fronts import Fronts, lasting_of
from sim.rules.contact_share import ContactShare
from sim.rules.contingent import Contingent
from sim.rules.fitness import Fitness, Standing
from sim.rules.modifiers import Modifiers
from sim.rules.muster_kernel import carried, muster
from sim.rules.muster_sheets import Arms, Attacks, Condition, Custom, Hour, Roll, Sites
from sim.rules.presence import Opponents, Presence
from sim.rules.rule import Rule
from sim.rules.weather import Weather
from sim.scenario.definition import Definition
from sim.scenario.once import once
from sim.world.order_of_battle import order_of_battle
from sim.world.world import World

_CLEAR = np.ones(1)
"""What is left of fire without fog."""


class Muster(Rule):
    """The units at each place, and what modifiers, weather and frontage make of them."""

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
        self._sites = self._all_sites()
        self._enrolled = _enrolled(world.definition)
        self._roll = self._whole_roll()
        self.fates = self._enrolled.fates
        """(P, U) the random addresses of what becomes of men who are lost in an engagement."""
        self._opponents: Opponents | None = None
        """Who was enrolled last."""
        self._contingents: dict[tuple[int, int], Contingent] = {}
        state = world.state
        self._condition = Condition(
            state.initial,
            state.afloat,
            state.suppression,
            state.suppressed_at,
            state.suppressed_before,
            state.disorganised_at,
        )

    def fronts(self, attacks: Attacks, runs: np.ndarray) -> Fronts:
        """All fronts of a turn; `runs`, (K,), are the run numbers under which they draw."""
        opponents = self._presence.opponents
        if opponents is not self._opponents:
            self._enrol(opponents)
        found: Fronts = muster(
            attacks,
            opponents,
            self._roll,
            self._condition,
            self._arms(attacks, opponents),
            self._sites,
            self._hour(attacks, runs),
            self._custom,
        )
        if self._model.keeps_fractions:
            own = carried(found, attacks.places, opponents, self.world.state.fraction)
            return found._replace(fraction=own)
        return found

    def force(self, fronts: Fronts, front: int, whose: tuple[int, int], pairs: slice) -> Force:
        """One side of a front as most combat models see it.

        `whose` are the place and the side; the `pairs` are those of the front.
        """
        units = self._presence.visitors(*whose)
        contingent = self._contingents.get(whose)
        if contingent is None or len(contingent.units) < len(units):  # who was there, counts on
            lasting = lasting_of(fronts, front, whose[1])
            contingent = Contingent(self.world, self._model, units, lasting)
            self._contingents[whose] = contingent
        return contingent.force(fronts, pairs, whose[1])

    def _arms(self, attacks: Attacks, opponents: Opponents) -> Arms:
        arsenal = self.world.arsenal
        standing = Standing(attacks.places, attacks.ends, attacks.rows, opponents)
        quality = self._fitness.quality(standing)
        return Arms(arsenal.fire, arsenal.priority, arsenal.armed, quality)

    def _hour(self, attacks: Attacks, runs: np.ndarray) -> Hour:
        world, clear = self.world, self._weather.clear("fog_fire", attacks.rows)
        left = _CLEAR if clear is None else clear
        return Hour(world.turn, world.clock.hours, world.night, left, runs)

    def _all_sites(self) -> Sites:
        world, state, survey = self.world, self.world.state, self.world.survey
        frontage = [
            np.full(len(world.all_rows), np.inf)
            if place.frontage is None
            else world.inputs.number(place.frontage, f"places.{name}.frontage")
            for name, place in world.definition.places.items()
        ]
        return Sites(
            survey.terrain,
            survey.works,
            state.surprised_until,
            state.engaged_since,
            state.frailty,
            np.array(frontage),
        )

    def _whole_roll(self) -> Roll:
        forces = self.world.forces
        return Roll(
            np.searchsorted(forces.entry_unit, np.arange(len(forces.units) + 1)),
            forces.entry_class,
            forces.class_category[forces.entry_class],
            self.world.arsenal.crew,
            self._enrolled.men,
            self._enrolled.weapons,
        )

    def _enrol(self, opponents: Opponents) -> None:
        """Find out where units draw that have come to a place for the first time."""
        self._opponents, enrolled = opponents, self._enrolled
        forces, address = self.world.forces, self.world.draws.address
        units, begins = opponents.units, opponents.begins
        places = np.repeat(np.arange(len(begins)), begins[:, 2] - begins[:, 0])
        new = ~enrolled.known[places, units]
        for place, unit in zip(places[new].tolist(), units[new].tolist(), strict=True):
            stream = f"combat/{forces.places[place]}"
            enrolled.fates[place, unit] = address(f"fate/{stream}", forces.luck[unit])
            enrolled.men[place, unit] = address(stream, forces.luck[unit])
            for entry in forces.entries_of(unit).tolist():
                enrolled.weapons[place, entry] = address(stream, forces.entry_luck[entry])
        enrolled.known[places, units] = True


class _Enrolled(NamedTuple):
    """The random addresses of units at places to which they have come in any battle."""

    known: np.ndarray
    """(P, U) bool: whether they are known."""
    fates: np.ndarray
    """(P, U)"""
    men: np.ndarray
    """(P, U)"""
    weapons: np.ndarray
    """(P, W)"""


@once
def _enrolled(definition: Definition) -> _Enrolled:
    forces = order_of_battle(definition)
    shape = len(forces.places), len(forces.units)
    return _Enrolled(
        np.zeros(shape, bool),
        np.zeros(shape, np.uint64),
        np.zeros(shape, np.uint64),
        np.zeros((len(forces.places), len(forces.entry_unit)), np.uint64),
    )
