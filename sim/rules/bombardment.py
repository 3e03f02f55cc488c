"""Fire from outside an engagement, by aircraft or ships, on the men at a place."""

from typing import NamedTuple

import numpy as np

from sim.elementary import chance
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial, fallen
from sim.rules.casualties import Casualties
from sim.rules.civilians import Civilians
from sim.rules.modifiers import SUPPRESSION_HOURS, Modifiers, faded, fading, place_factors
from sim.rules.presence import Presence, strength
from sim.rules.rule import Rule
from sim.scenario.vocabulary import CATEGORIES, POSITION
from sim.world.state import Fate, Status, Wear, Whereabouts
from sim.world.world import World

_PRESENT = int(Fate.PRESENT)
_READY = int(Wear.PRESENT)
_FIELD = Status.FIELD
_IN_WORKS = [POSITION[name] for name, one in CATEGORIES.items() if one.in_works]
"""Categories that terrain and works protect as they protect men."""


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
        self._suppression = _Suppression(
            *world.state.hand_over(self, "suppression", "suppressed_at", "suppressed_before")
        )
        self._addresses: dict[tuple[str, bytes], np.ndarray] = {}
        self._batteries: dict[tuple[str, int, bytes], Battery] = {}

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
        lost: np.ndarray = _fall(
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

    def _site(self, target: Target) -> "Site":
        world = self.world
        return Site(
            target.place,
            world.night,
            world.turn,
            world.clock.hours,
            int(world.survey.terrain[target.place]),
            world.survey.works[:, target.place],
            world.state.control[:, target.place] != target.side,
            self._modifiers.values,
        )

    def _addresses_of(self, cause: str, units: np.ndarray) -> np.ndarray:
        """The random addresses of the men of some units, (U,)."""
        key = (cause, units.tobytes())
        if key not in self._addresses:
            forces, draws = self.world.forces, self.world.draws
            addresses = [draws.address(cause, forces.luck[unit]) for unit in units]
            self._addresses[key] = np.array(addresses, np.uint64)
        return self._addresses[key]

    def fall_on_weapons(self, target: Target, rows: np.ndarray, power: np.ndarray) -> np.ndarray:
        """Hit vehicles, guns and craft; returns hits by category, (k, C).

        `power` (k, C) are the losses that it would inflict on each category in the open.
        """
        world, battery = self.world, self._battery(target)
        if not len(battery.entries) or not power.any():
            return np.zeros(power.shape, np.int64)
        lost, hits = _fall_on_weapons(
            rows,
            target.place,
            battery,
            world.state.whereabouts,
            np.ascontiguousarray(power),
            self._cover(target, rows),
            world.draws.at(world.turn),
        )
        cause, place, _ = target
        self._casualties.hit_weapons(cause, place, rows, battery.entries, lost)
        return np.asarray(hits)

    def _battery(self, target: Target) -> "Battery":
        """What can be hit of the units of the side that are or were at the place in some run."""
        units = self._presence.visitors(target.place, target.side)
        key = (target.cause, target.place, units.tobytes())
        if key not in self._batteries:
            forces, draws = self.world.forces, self.world.draws
            entries = forces.entries_of_units(units)
            category = forces.class_category[forces.entry_class[entries]]
            entries, category = entries[category >= 0], category[category >= 0]
            luck = [draws.address(target.cause, forces.entry_luck[e]) for e in entries]
            self._batteries[key] = Battery(
                entries,
                forces.entry_unit[entries],
                category,
                np.isin(category, _IN_WORKS),
                np.array(luck, np.uint64),
            )
        return self._batteries[key]

    def _cover(self, target: Target, rows: np.ndarray) -> np.ndarray:
        """Exposure of the side's men at a place, (k,)."""
        survey = self.world.survey
        covers: np.ndarray = _covers(
            self._modifiers.rows(rows),
            int(survey.terrain[target.place]),
            survey.works_at(target.place, rows),
            self.world.state.control[rows, target.place] != target.side,
        )
        return covers


class Battery(NamedTuple):
    """Weapon entries that may be at a place and can be hit, (W,) each."""

    entries: np.ndarray
    unit: np.ndarray
    category: np.ndarray
    in_works: np.ndarray
    """Whether terrain and works protect it."""
    addresses: np.ndarray


class Fire(NamedTuple):
    """Fire on a place, (k,) each; see `Bombardment.fall`."""

    power: np.ndarray
    suppression: np.ndarray


class Site(NamedTuple):
    """The place that is fired at, and the hour."""

    place: int
    night: bool
    turn: int
    hours: float
    terrain: int
    works: np.ndarray
    """(n or 1,)"""
    attacking: np.ndarray
    """(n,) bool: whether the side that is fired at attacks there."""
    modifiers: np.ndarray
    """The table of them, with a row for each run or one for all."""


class _Suppression(NamedTuple):
    level: np.ndarray
    """(n, U): 0 to 1 at a turn."""
    at: np.ndarray
    """(n, U): the turn."""
    before: np.ndarray
    """(n, U): what was left in it of earlier turns."""


@njit(cache=True)
def _covers(
    modifiers: np.ndarray, terrain: int, works: np.ndarray, attacking: np.ndarray
) -> np.ndarray:
    exposure = np.empty(works.shape[0])
    for i in range(works.shape[0]):
        m = modifiers[i if modifiers.shape[0] > 1 else 0]
        _, exposure[i] = place_factors(m, terrain, works[i], attacking[i], False, False)
    return exposure


@njit(cache=True)
def _fall(
    rows: np.ndarray,
    units: np.ndarray,
    fire: Fire,
    where: Whereabouts,
    suppression: _Suppression,
    site: Site,
    luck: Luck,
    addresses: np.ndarray,
) -> np.ndarray:
    """Draw the men lost, (k, U), and raise the suppression of the units that are at the place."""
    status, unit_place, men = where.status, where.place, where.men
    modifiers, turn, hours, place = site.modifiers, site.turn, site.hours, site.place
    lost = np.zeros((rows.shape[0], units.shape[0]), np.int64)
    targets = strength(rows, place, units, where)
    hazard, shock = _weigh(rows, fire, site, targets)
    left = fading(modifiers, SUPPRESSION_HOURS, hours, turn)
    shared = modifiers.shape[0] == 1
    m = modifiers[0]
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = np.uint32(units[u])
        for i in range(rows.shape[0]):
            row = np.uint32(rows[i])
            if targets[i] == 0 or status[row, unit] != _FIELD or unit_place[row, unit] != place:
                continue
            if modifiers.shape[0] > 1:
                m = modifiers[row]
            present = men[row, unit, _PRESENT]
            if hazard[i] > 0.0 and present > 0:
                uniform, _ = uniform_pair(luck.seed, luck.runs[row], luck.turn, addresses[u])
                lost[i, u] = fallen(present, hazard[i], uniform)
            old = suppression.level[row, unit]
            if old > 0.0:
                age = turn - suppression.at[row, unit]
                old *= left[age] if shared else faded(age * hours, m[SUPPRESSION_HOURS])
            if suppression.at[row, unit] != turn:
                suppression.before[row, unit] = old
            suppression.level[row, unit] = old + (1.0 - old) * shock[i]
            suppression.at[row, unit] = turn
    return lost


@njit(cache=True)
def _fall_on_weapons(
    rows: np.ndarray,
    place: int,
    battery: Battery,
    where: Whereabouts,
    power: np.ndarray,
    cover: np.ndarray,
    luck: Luck,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the weapons hit, (k, W), and count them by category, (k, C).

    `power` is (k, C), the exposure behind `cover` (k,).
    """
    entries, category = battery.entries, battery.category
    there = _ready(rows, place, battery, where)
    lost, hits = np.zeros_like(there), np.zeros(power.shape, np.int64)
    for w in range(entries.shape[0]):
        kind = category[w]
        for i in range(rows.shape[0]):
            if there[i, w] == 0 or power[i, kind] <= 0.0:
                continue
            targets = 0
            for other in range(entries.shape[0]):
                targets += there[i, other] * (category[other] == kind)
            hazard = power[i, kind] / targets
            if battery.in_works[w]:
                hazard = hazard * cover[i]
            run = luck.runs[rows[i]]
            uniform, _ = uniform_pair(luck.seed, run, luck.turn, battery.addresses[w])
            lost[i, w] = binomial(there[i, w], chance(hazard), uniform)
            hits[i, kind] += lost[i, w]
    return lost, hits


@njit(cache=True)
def _ready(rows: np.ndarray, place: int, battery: Battery, where: Whereabouts) -> np.ndarray:
    """Weapons at a place that are ready, (k, W)."""
    ready = np.zeros((rows.shape[0], battery.entries.shape[0]), np.int64)
    for w in range(battery.entries.shape[0]):
        entry, unit = battery.entries[w], battery.unit[w]
        for i in range(rows.shape[0]):
            row = rows[i]
            if where.status[row, unit] == _FIELD and where.place[row, unit] == place:
                ready[i, w] = where.weapons[row, entry, _READY]
    return ready


@njit(cache=True)
def _weigh(
    rows: np.ndarray, fire: Fire, site: Site, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hazard of each of the men at a place, (k,), and the suppression that the fire adds, (k,)."""
    modifiers = site.modifiers
    hazard, shock = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    m = modifiers[0]
    for i in range(rows.shape[0]):
        row = np.uint32(rows[i])  # unsigned: see `muster`
        if targets[i] == 0:
            continue
        if modifiers.shape[0] > 1:
            m = modifiers[row]
        works = site.works[row if site.works.shape[0] > 1 else 0]
        attacking = site.attacking[row]
        factors = place_factors(m, site.terrain, works, attacking, site.night, False)
        hazard[i] = fire.power[i] * factors[1] / targets[i]
        shock[i] = chance(fire.suppression[i] * 100.0 / targets[i])
    return hazard, shock
