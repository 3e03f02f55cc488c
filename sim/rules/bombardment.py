"""Fire from outside an engagement, by aircraft or ships, on the men at a place."""

from typing import NamedTuple

import numpy as np

from sim.rules import bombardment_kernel as kernels
from sim.rules import volley_kernel
from sim.rules.bombardment_kernel import Battery, Fire, Site
from sim.rules.casualties import Casualties
from sim.rules.civilians import Civilians
from sim.rules.modifiers import Modifiers
from sim.rules.presence import Presence
from sim.rules.rule import Rule
from sim.rules.volley_kernel import Salvo
from sim.rules.volleys import IN_WORKS, Volleys
from sim.scenario.definition import Definition
from sim.scenario.once import Table, once
from sim.world.world import World


class Target(NamedTuple):
    """At whom fire falls, and why; `cause` names its luck."""

    cause: str
    place: int
    side: int


class Bombardment(Rule):
    """Losses and suppression by fire from afar.

    It falls throughout the turn: in the combat of that turn men are suppressed by half of it.

    N men (or vehicles, guns, craft) in exposure e are each hit with probability 1 - exp(-e P / N),
    P the losses that the fire would inflict on men (or the others) in the open.
    """

    def __init__(
        self,
        world: World,
        modifiers: Modifiers,
        presence: Presence,
        casualties: Casualties,
        civilians: Civilians,
    ) -> None:
        super().__init__(world)
        self._modifiers = modifiers.parameters
        self._presence = presence
        self._casualties = casualties
        self._civilians = civilians
        self._suppression = kernels.Suppression(
            *world.state.hand_over(self, "suppression", "suppressed_at", "suppressed_before")
        )
        self._addresses, self._batteries = (
            _addresses(world.definition),
            _batteries(world.definition),
        )
        self._volleys: dict[int, Volleys] = {}

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit is formed of men of another one, as suppressed as they are."""
        for array in self._suppression:
            array[rows, unit] = array[rows, like]

    def fall(
        self, target: Target, rows: np.ndarray, power: np.ndarray, suppression: np.ndarray
    ) -> np.ndarray:
        """Hit men; returns the losses, (k,).

        `power` (k,) are the losses that it would inflict on men in the open, `suppression` (k,) the
        suppression of a hundred men.
        """
        world = self.world
        units = self.men_at(target)
        lost: np.ndarray = kernels.fall(
            rows,
            units,
            Fire(np.ascontiguousarray(power), suppression),
            world.state.whereabouts,
            self._suppression,
            self._site(target),
            world.draws.at(world.turn),
            self._addresses_of(target.cause, units),
        )
        self._civilians.shelled(target.cause, rows, target.place, power)
        cause, place, side = target
        return self._casualties.hit_men(cause, place, side, rows, units, lost)

    def men_at(self, target: Target) -> np.ndarray:
        """The ground units of the side that are or were at the place in some run, (U,)."""
        units = self._presence.visitors(target.place, target.side)
        return np.asarray(units[self.world.forces.ground[units]])

    def _site(self, target: Target) -> Site:
        world = self.world
        return Site(
            target.place,
            world.turn,
            world.clock.hours,
            int(world.survey.terrain[target.place]),
            world.survey.works[:, target.place],
            world.state.control[:, target.place],
            target.side,
            self._modifiers.values,
        )

    def _addresses_of(self, cause: str, units: np.ndarray) -> np.ndarray:
        """The random addresses of the men of some units, (U,)."""
        luck, address = self.world.forces.luck, self.world.draws.address
        return self._addresses.of(
            (cause, units.tobytes()),
            lambda: np.array([address(cause, luck[unit]) for unit in units], np.uint64),
        )

    def fall_on_weapons(self, target: Target, rows: np.ndarray, power: np.ndarray) -> np.ndarray:
        """Hit vehicles, guns and craft; returns hits by category, (k, C).

        `power` (k, C) are the losses that it would inflict on each category in the open.
        """
        world, battery = self.world, self._battery(target)
        if not len(battery.entries) or not power.any():
            return np.zeros(power.shape, np.int64)
        lost, hits = kernels.fall_on_weapons(
            rows,
            battery,
            world.state.whereabouts,
            np.ascontiguousarray(power.T),
            self._site(target),
            world.draws.at(world.turn),
        )
        cause, place, _ = target
        self._casualties.hit_weapons(cause, place, rows, battery.entries, lost)
        return np.asarray(hits)

    # many operations at once ----------------------------------------------------------------

    def volleys(self, side: int) -> Volleys:
        """Fire on a side, which many operations can order at once."""
        if side not in self._volleys:
            self._volleys[side] = Volleys(self.world, side)
        return self._volleys[side]

    def fall_each(self, volleys: Volleys, salvo: Salvo, fire: Fire) -> None:
        """Hit men by the fire of one of the volleys in each run, (k,), as `fall` does."""
        world, aimed = self.world, volleys.aimed
        lost = volley_kernel.fall_each(
            salvo,
            aimed,
            volleys.units,
            fire,
            world.state.whereabouts,
            self._suppression,
            self._ground(volleys.side),
            world.draws.at(world.turn),
        )
        places, luck = aimed.places[salvo.numbers], aimed.civilians[salvo.numbers]
        self._civilians.shelled_each(luck, salvo.rows, places, fire.power)
        self._casualties.hit_men_each(volleys, salvo, lost)

    def fall_on_weapons_each(self, volleys: Volleys, salvo: Salvo, power: np.ndarray) -> None:
        """Hit weapons likewise, as `fall_on_weapons` does; `power` is (k, C)."""
        if not len(volleys.entries) or not power.any():
            return
        world, own = self.world, volleys
        lost = volley_kernel.fall_on_weapons_each(
            salvo,
            own.aimed,
            Battery(own.entries, own.owners, own.category, own.in_works, own.aimed.civilians),
            world.state.whereabouts,
            np.ascontiguousarray(power.T),
            self._ground(own.side),
            world.draws.at(world.turn),
        )
        self._casualties.hit_weapons_each(volleys, salvo, lost)

    def _ground(self, side: int) -> volley_kernel.Ground:
        world = self.world
        return volley_kernel.Ground(
            world.survey.terrain,
            world.survey.works,
            world.state.control,
            side,
            world.turn,
            world.clock.hours,
            self._modifiers.values,
        )

    def _battery(self, target: Target) -> Battery:
        """What can be hit of the units of the side that are or were at the place in some run."""
        units = self._presence.visitors(target.place, target.side)
        key = (target.cause, units.tobytes())
        return self._batteries.of(key, lambda: self._battery_of(target.cause, units))

    def _battery_of(self, cause: str, units: np.ndarray) -> Battery:
        forces, draws = self.world.forces, self.world.draws
        entries = forces.entries_of_units(units)
        category = forces.class_category[forces.entry_class[entries]]
        entries, category = entries[category >= 0], category[category >= 0]
        luck = [draws.address(cause, forces.entry_luck[entry]) for entry in entries]
        return Battery(
            entries,
            forces.entry_unit[entries],
            category,
            IN_WORKS[category],
            np.array(luck, np.uint64),
        )


@once
def _addresses(_: Definition) -> Table[tuple[str, bytes], np.ndarray]:
    """The random addresses of the men of some units, (U,), by cause and units."""
    return Table()


@once
def _batteries(_: Definition) -> Table[tuple[str, bytes], Battery]:
    """What can be hit of some units, by cause and units."""
    return Table()
