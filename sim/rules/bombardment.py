"""Fire from outside an engagement, by aircraft or ships, on the men at a place."""

from typing import NamedTuple

import numpy as np

from sim.elementary import chance
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniforms
from sim.luck.variates import binomials_of, fallen_of
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
    number = rows.shape[0]
    lost = np.zeros((number, units.shape[0]), np.int64)
    targets = strength(rows, site.place, units, where)
    hazard, shock = _weigh(rows, fire, site, targets)
    left = fading(site.modifiers, SUPPRESSION_HOURS, site.hours, site.turn)
    men, runs = where.men, luck.runs
    here, who, there, fell = np.empty((4, number), np.int64)
    hazards, drawn, lucky = np.empty(number), np.empty(number), np.empty(number, np.uint64)
    for u in range(units.shape[0]):  # unit by unit, for its runs lie side by side in memory
        unit = np.uint32(units[u])
        hit = here[: _under_fire(rows, unit, where, site.place, targets, here)]
        n = 0
        for i in hit:
            row = np.uint32(rows[i])
            who[n], there[n], hazards[n] = i, men[row, unit, _PRESENT], hazard[i]
            lucky[n] = runs[row]
            n += (there[n] > 0) & (hazards[n] > 0.0)  # else there is nothing to draw
        uniforms(luck.seed, lucky[:n], luck.turn, addresses[u], drawn)
        fallen_of(there[:n], hazards, drawn, fell)
        for j in range(n):
            lost[who[j], u] = fell[j]
        _suppress(rows, unit, hit, shock, suppression, left, site)
    return lost


@njit(cache=True)
def _under_fire(
    rows: np.ndarray,
    unit: np.uint32,
    where: Whereabouts,
    place: int,
    targets: np.ndarray,
    found: np.ndarray,
) -> int:
    """Write the positions of the `rows` in which a unit is under fire into `found`; how many."""
    status, unit_place = where.status, where.place
    count = 0
    for i in range(rows.shape[0]):
        row = np.uint32(rows[i])  # unsigned: see `muster`
        found[count] = i
        here = (status[row, unit] == _FIELD) & (unit_place[row, unit] == place)
        count += here & (targets[i] > 0)
    return count


@njit(cache=True)
def _suppress(
    rows: np.ndarray,
    unit: np.uint32,
    hit: np.ndarray,
    shock: np.ndarray,
    suppression: _Suppression,
    left: np.ndarray,
    site: Site,
) -> None:
    """Raise the suppression of a unit in some of the runs, given by their positions.

    `left` is what time leaves of it where all runs share that.
    """
    # the arrays themselves: to ask a bundle for one counts a reference, in each run anew
    level, at, before, modifiers = (
        suppression.level,
        suppression.at,
        suppression.before,
        site.modifiers,
    )
    shared, turn, hours = modifiers.shape[0] == 1, site.turn, site.hours
    for i in hit:
        row = np.uint32(rows[i])
        old = level[row, unit]
        if old > 0.0:
            age = turn - at[row, unit]
            old *= left[age] if shared else faded(age * hours, modifiers[row, SUPPRESSION_HOURS])
        if at[row, unit] != turn:
            before[row, unit] = old
        level[row, unit] = old + (1.0 - old) * shock[i]
        at[row, unit] = turn


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
    category, in_works, runs = battery.category, battery.in_works, luck.runs
    there, number = _ready(rows, place, battery, where), rows.shape[0]
    lost, hits = np.zeros_like(there), np.zeros(power.shape, np.int64)
    who, ready, fell = np.empty((3, number), np.int64)
    chances, drawn, lucky = np.empty(number), np.empty(number), np.empty(number, np.uint64)
    for w in range(category.shape[0]):  # many draws at a time take less
        kind, n = category[w], 0
        for i in range(number):
            if there[i, w] == 0 or power[i, kind] <= 0.0:
                continue
            targets = 0
            for other in range(category.shape[0]):
                targets += there[i, other] * (category[other] == kind)
            hazard = power[i, kind] / targets
            if in_works[w]:
                hazard = hazard * cover[i]
            who[n], ready[n], chances[n], lucky[n] = i, there[i, w], chance(hazard), runs[rows[i]]
            n += 1
        uniforms(luck.seed, lucky[:n], luck.turn, battery.addresses[w], drawn)
        binomials_of(ready[:n], chances, drawn, fell)
        for j in range(n):
            lost[who[j], w] = fell[j]
            hits[who[j], kind] += fell[j]
    return lost, hits


@njit(cache=True)
def _ready(rows: np.ndarray, place: int, battery: Battery, where: Whereabouts) -> np.ndarray:
    """Weapons at a place that are ready, (k, W)."""
    ready = np.zeros((rows.shape[0], battery.entries.shape[0]), np.int64)
    status, unit_place, weapons = where.status, where.place, where.weapons
    for w in range(battery.entries.shape[0]):
        entry, unit = battery.entries[w], battery.unit[w]
        for i in range(rows.shape[0]):
            row = rows[i]
            if status[row, unit] == _FIELD and unit_place[row, unit] == place:
                ready[i, w] = weapons[row, entry, _READY]
    return ready


@njit(cache=True)
def _weigh(
    rows: np.ndarray, fire: Fire, site: Site, targets: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Hazard of each of the men at a place, (k,), and the suppression that the fire adds, (k,)."""
    modifiers, every_works, sides = site.modifiers, site.works, site.attacking
    power, suppression, terrain, night = fire.power, fire.suppression, site.terrain, site.night
    hazard, shock = np.zeros(rows.shape[0]), np.zeros(rows.shape[0])
    m = modifiers[0]
    for i in range(rows.shape[0]):
        row = np.uint32(rows[i])  # unsigned: see `muster`
        if targets[i] == 0:
            continue
        if modifiers.shape[0] > 1:
            m = modifiers[row]
        works = every_works[row if every_works.shape[0] > 1 else 0]
        factors = place_factors(m, terrain, works, sides[row], night, False)
        hazard[i] = power[i] * factors[1] / targets[i]
        shock[i] = chance(suppression[i] * 100.0 / targets[i])
    return hazard, shock
