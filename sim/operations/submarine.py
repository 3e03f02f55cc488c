"""Submarine: a patrol that searches, closes with what it finds, and attacks it."""

from functools import partial
from typing import NamedTuple

import numpy as np

from sim.elementary import chances
from sim.kernel import njit
from sim.luck.variates import binomials
from sim.operations.base import Operation
from sim.plan import submarine as plan
from sim.rules.casualties import Casualties
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.rules.shipping import Craft, Shipping, vessels_of
from sim.rules.submarine import (
    SubmarineWarfare,
    chance_of_contact,
    chance_to_close,
    chance_to_sink,
    relative_speed,
)
from sim.rules.weather import Weather
from sim.world.clock import NEVER
from sim.world.news import Entered
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Fate, Status, Wear, Whereabouts, grouped

_AFLOAT, _READY = Status.AFLOAT, int(Wear.PRESENT)
TORPEDOES = "{unit:fires|fire} {0:#torpedo|torpedoes} at {ship}: {1:,} {1:hits|hit}"


class Lookout(NamedTuple):
    """What a boat knows and sees, and T ships that there may be; arrays have shape (n,) or say."""

    entry: int
    """The weapon entry that the boat is."""
    prey: np.ndarray
    """The ship that it hunts already."""
    met: np.ndarray
    """(n, U) bool"""
    targets: np.ndarray
    """(T,)"""
    sweep: np.ndarray
    """(k,) km"""
    speed: np.ndarray


class Sea(NamedTuple):
    """Where boats search, and the ships of both sides."""

    waters: int
    area: np.ndarray
    """(n,) square km"""
    hours: float
    """Of a turn."""
    speeds: np.ndarray
    """(U, n)"""
    craft: Craft


class Submarine(Operation[plan.Submarine]):
    """Each submarine searches on its own, and attacks each ship at most once.

    Its rules and their sources are in `sim.rules.submarine`. A ship that it finds it closes with,
    if it is fast enough, for the time `approach`; then it fires a salvo of torpedoes, or surfaces
    and fires its gun for `gunfire` hours at most. A submarine that is hit breaks off its patrol.
    Complete when all submarines have left or are out of action.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Submarine) -> None:
        super().__init__(rules, name, spec)
        self._waters = self.world.forces.place[spec.to]
        self._area = self.number("length") * self.number("breadth")
        self._speed, self._attack_speed = self.number("speed"), self.number("attack_speed")
        self._approach = self.world.clock.spans(self.number("approach"))
        self._gun_turns = self.world.clock.spans(self.number("gunfire"))
        self._salvo_size, self._surface = self.number("salvo"), self.number("surface")
        self._last = self.world.clock.turn_of(spec.until.value) if spec.until else NEVER
        n = len(self.world.all_rows)
        boats = self.units.tolist()
        self._stock = {boat: self.number("torpedoes").astype(np.int64) for boat in boats}
        self._prey = {boat: np.full(n, -1, np.int64) for boat in boats}
        """The ship that each boat closes with or fires at."""
        self._fires_until = {boat: np.full(n, -1, np.int64) for boat in boats}
        self._home = {boat: np.full(n, NOWHERE, np.int64) for boat in boats}
        units = self.world.state.status.shape[1]
        self._met = {boat: np.zeros((n, units), bool, order="F") for boat in boats}
        """(n, U): the ships that each boat has met already."""
        self._searches = self.calendar(Step.SEARCH, self._search)
        each = partial(self.calendars, boats)
        self._attacks = dict(zip(boats, each(Step.TORPEDOES, self._attack), strict=True))
        self._duels = dict(zip(boats, each(Step.GUN_DUELS, self._fire_gun), strict=True))
        self._ends = self.calendar(Step.PATROL, self.complete)
        self.world.news.subscribe(Entered(self._waters, afloat=True), self._hear)

    def begin(self, rows: np.ndarray) -> None:
        """Take station."""
        world = self.world
        for boat in self.units.tolist():
            self._home[boat][rows] = world.state.place[rows, boat]
            self.rules[Movement].put_to_sea(boat, rows, self._waters)
            text = "{unit:begins|begin} to search"
            world.chronicle.tell_unit(rows, "patrol", self._waters, boat, text)
        self._ends.add(rows, self._last)
        self._listen(rows)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """Boats can be called off their patrol at any time."""
        return np.ones(len(rows), bool)

    def turn_back(self, rows: np.ndarray) -> None:
        """Let go of what they hunt, and leave."""
        for boat in self.units.tolist():
            self._prey[boat][rows] = -1
            there = rows[self._fit(rows, boat)]
            self.rules[Movement].base(boat, there, self._home[boat][there])
            text = "{unit:is|are} called off"
            self.world.chronicle.tell_unit(rows, "patrol", self._waters, boat, text)

    def _hear(self, _: np.ndarray, rows: np.ndarray) -> None:
        self._listen(rows)

    def _listen(self, rows: np.ndarray) -> None:
        """A ship may have come into these waters."""
        self._searches.add(self.under_way(rows), self.world.turn)

    # search ---------------------------------------------------------------------------------

    def _search(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        targets = self._targets()
        again = np.zeros(len(rows), bool)
        for boat in self.units.tolist():
            lookout = self._lookout(boat, targets, rows)
            open_, where, chance = _open(rows, lookout, self.world.state.whereabouts, self._sea())
            if len(where):
                again[where] = True
                addresses = self._addresses(boat, targets)[open_]
                luck = self.world.draws.uniforms(addresses, self.world.turn, rows[where])
                found = _first_found(luck < chance, open_, where, len(rows))
                self._close_with(boat, targets, rows, found)
        self._searches.add(rows[again], self.world.turn + 1)

    def _targets(self) -> np.ndarray:
        return np.array(self.rules[Shipping].of_side(1 - self.side), np.int64)

    def _sea(self) -> "Sea":
        """What is the same for all boats of the patrol."""
        shipping = self.rules[Shipping]
        return Sea(
            self._waters, self._area, self.world.clock.hours, shipping.speeds, shipping.craft
        )

    def _lookout(self, boat: int, targets: np.ndarray, rows: np.ndarray) -> "Lookout":
        """What a boat knows and sees, and which ships there may be."""
        width = "sweep_night" if self.world.night else "sweep_day"
        sweep = self.rules[SubmarineWarfare].value(width, rows)
        sweep = self.rules[Weather].seen_in_fog(sweep, rows)
        entry = int(self.world.forces.entries_of(boat)[0])
        return Lookout(entry, self._prey[boat], self._met[boat], targets, sweep, self._speed)

    def _addresses(self, boat: int, targets: np.ndarray) -> np.ndarray:
        """Random addresses of the search for each ship."""
        items = (self._item("search", boat, ship) for ship in targets.tolist())
        return np.array([self.address(item) for item in items], np.uint64)

    def _close_with(
        self, boat: int, targets: np.ndarray, rows: np.ndarray, found: np.ndarray
    ) -> None:
        """Ships, (k,) positions among the targets or -1, have been found."""
        hits = np.flatnonzero(found >= 0)
        rows, ships = rows[hits], targets[found[hits]]
        self._met[boat][rows, ships] = True
        self._prey[boat][rows] = ships
        for ship, there in grouped(ships):
            self._tell(boat, ship, rows[there], "{unit:sights|sight} {ship}")
        self._attacks[boat].add(rows, self.world.turn + self._approach[rows])

    def _fit(self, rows: np.ndarray, boat: int) -> np.ndarray:
        """Whether a boat is undamaged."""
        entry = self.world.forces.entries_of(boat)[0]
        return np.asarray(self.world.state.weapons[rows, entry, Wear.PRESENT] > 0)

    # attack ---------------------------------------------------------------------------------

    def _attack(self, boat: int, rows: np.ndarray) -> None:
        for ship in np.unique(self._prey[boat][rows]).tolist():
            if ship >= 0:
                self._attack_ship(boat, ship, rows[self._prey[boat][rows] == ship])

    def _attack_ship(self, boat: int, ship: int, rows: np.ndarray) -> None:
        shipping = self.rules[Shipping]
        closing, boldness = self.world.draws.pair(
            self.address(self._item("decision", boat, ship)), 0, rows
        )
        reach = chance_to_close(self._attack_speed[rows], shipping.ship(ship).speed[rows])
        there = shipping.in_waters(rows, ship, self._waters) & self._fit(rows, boat)
        close = there & (closing < reach)
        self._tell(boat, ship, rows[~there], "{unit:loses|lose} {ship} again")
        self._tell(boat, ship, rows[there & ~close], "{unit} cannot close with {ship}")
        self._let_go(boat, rows[~close])
        rows, bold = rows[close], (boldness < self._surface[rows])[close]
        gun = bold & (shipping.craft_fire(rows, ship) == 0)
        spent = self._stock[boat][rows] == 0
        self._fire_torpedoes(boat, ship, rows[~gun & ~spent])
        gun = bold & (shipping.vessels(rows, ship) > 0)
        self._surface_to_fire(boat, ship, rows[gun])
        self._let_go(boat, rows[~gun])

    def _fire_torpedoes(self, boat: int, ship: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        world, shipping, stock = self.world, self.rules[Shipping], self._stock[boat]
        shipping.note_attack(rows, ship)
        fired = np.minimum(self._salvo_size[rows].astype(np.int64), stock[rows])
        stock[rows] -= fired
        sea = self.rules[SubmarineWarfare].parameters
        address = self.address(self._item("torpedoes", boat, ship))
        aim, flotation = world.draws.pair(address, world.turn, rows)
        hits = binomials(fired, sea.column("torpedo_hit", rows), aim)
        self._tell(boat, ship, rows, TORPEDOES, fired, hits)
        struck, hits, flotation = rows[hits > 0], hits[hits > 0], flotation[hits > 0]
        cause = f"torpedo/{self.luck}/{world.forces.luck[boat]}"
        one = np.ones(len(struck), np.int64)
        dead = shipping.kill(struck, ship, cause, one, sea.column("torpedo_killed", struck))
        sunk = flotation < chance_to_sink(hits, shipping.staying(struck, ship))
        text = "{ship:stays|stay} afloat; {0:#person|people} aboard {0:is|are} dead"
        self._tell_of(ship, struck[~sunk], text, dead[~sunk])
        shipping.sink(struck[sunk], ship, cause, one[sunk])
        shipping.damage(struck[~sunk], ship, one[~sunk])

    def _surface_to_fire(self, boat: int, ship: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        self.rules[Shipping].note_attack(rows, ship)
        self._tell(boat, ship, rows, "{unit:surfaces and opens|surface and open} fire on {ship}")
        self._fires_until[boat][rows] = self.world.turn + self._gun_turns[rows]
        self._duels[boat].add(rows, self.world.turn + 1)

    # on the surface -------------------------------------------------------------------------

    def _fire_gun(self, boat: int, rows: np.ndarray) -> None:
        for ship in np.unique(self._prey[boat][rows]).tolist():
            if ship >= 0:
                self._duel(boat, ship, rows[self._prey[boat][rows] == ship])

    def _duel(self, boat: int, ship: int, rows: np.ndarray) -> None:
        """A turn of gunfire on both sides at once."""
        world, shipping = self.world, self.rules[Shipping]
        there = shipping.in_waters(rows, ship, self._waters)
        self._let_go(boat, rows[~there])
        rows = rows[there]
        if not len(rows):
            return
        fire = shipping.craft_fire(rows, boat) * world.clock.hours
        answer = shipping.craft_fire(rows, ship) * world.clock.hours
        self._shell(boat, ship, rows, fire)
        driven = self._be_fired_at(boat, ship, rows, answer)
        afloat = shipping.vessels(rows, ship) > 0
        goes_on = afloat & ~driven & (world.turn < self._fires_until[boat][rows])
        self._duels[boat].add(rows[goes_on], world.turn + 1)
        self._let_go(boat, rows[~goes_on])

    def _shell(self, boat: int, ship: int, rows: np.ndarray, fire: np.ndarray) -> None:
        shipping = self.rules[Shipping]
        cause = f"shells/{self.luck}/{self.world.forces.luck[boat]}"
        hazard = self.rules[SubmarineWarfare].value("shells", rows) * fire
        one = np.ones(len(rows), np.int64)
        dead = shipping.kill(rows, ship, cause, one, chances(hazard))
        text = "{ship:is|are} under fire; {0:#person|people} aboard {0:is|are} killed"
        self._tell_of(ship, rows[dead > 0], text, dead[dead > 0])
        chance = chances(fire / shipping.staying(rows, ship))
        sunk = self._draw("shells", boat, ship, rows) < chance
        shipping.sink(rows[sunk], ship, cause, one[sunk])

    def _be_fired_at(
        self, boat: int, ship: int, rows: np.ndarray, answer: np.ndarray
    ) -> np.ndarray:
        """Whether the boat is driven under, (k,); it may be hit as well."""
        world = self.world
        address = self.address(self._item("answer", boat, ship))
        luck, nerve = world.draws.pair(address, world.turn, rows)
        hit = luck < chances(answer)
        driven = hit | (nerve < chances(answer * self.rules[SubmarineWarfare].value("dive", rows)))
        self._tell(
            boat, ship, rows[driven & ~hit], "{unit:is|are} driven under by the fire of {ship}"
        )
        self._tell(boat, ship, rows[hit], "{unit:is|are} hit by the fire of {ship}")
        self._be_hit(boat, ship, rows[hit])
        return np.asarray(driven)

    def _be_hit(self, boat: int, ship: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        world, order = self.world, self.world.forces
        entries = order.entries_of(boat)[:1]
        cause = f"answer/{self.luck}/{order.luck[ship]}"
        ones = np.ones((len(rows), 1), np.int64)
        self.rules[Casualties].hit_weapons(cause, self._waters, rows, entries, ones)
        lost = rows[world.state.weapons[rows, entries[0], Wear.LOST] > 0]
        crew = world.state.men[lost, boat, Fate.PRESENT].astype(np.int64)
        missing = (Fate.PRESENT, Fate.MISSING)
        self.rules[Casualties].transfer(lost, boat, *missing, crew, self._waters)
        left = np.any([self._fit(rows, one) for one in self.units.tolist()], axis=0)
        self.complete(rows[~left])

    def _let_go(self, boat: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        self._prey[boat][rows] = -1
        self._listen(rows)

    # words and luck -------------------------------------------------------------------------

    def _item(self, what: str, boat: int, ship: int) -> str:
        return f"{what}/{self.world.forces.luck[boat]}/{self.world.forces.luck[ship]}"

    def _draw(self, what: str, boat: int, ship: int, rows: np.ndarray) -> np.ndarray:
        address = self.address(self._item(what, boat, ship))
        return self.world.draws.uniform(address, self.world.turn, rows)

    def _tell(self, boat: int, ship: int, rows: np.ndarray, text: str, *values: np.ndarray) -> None:
        """Note what a boat does to a ship."""
        chronicle = self.world.chronicle
        if not chronicle.traced:
            return
        about = rows, "submarine", self._waters, boat, text
        chronicle.tell_unit(*about, *values, ship=chronicle.name(ship))

    def _tell_of(self, ship: int, rows: np.ndarray, text: str, *values: np.ndarray) -> None:
        chronicle = self.world.chronicle
        if not chronicle.traced:
            return
        about = rows, "submarine", self._waters, text
        chronicle.tell(*about, *values, side=1 - self.side, ship=chronicle.name(ship))


@njit(cache=True)
def _open(
    rows: np.ndarray, lookout: Lookout, where: Whereabouts, sea: Sea
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ships that a boat may find in some runs: which target, position of the run, and chance.

    Target by target; a boat that hunts one already looks for none.
    """
    most = lookout.targets.shape[0] * rows.shape[0]
    which, runs, found_by = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most)
    found = 0
    for t in range(lookout.targets.shape[0]):
        ship = lookout.targets[t]
        for k in range(rows.shape[0]):
            row = rows[k]
            there = where.status[row, ship] == _AFLOAT and where.place[row, ship] == sea.waters
            hunting = lookout.prey[row] < 0 and where.weapons[row, lookout.entry, _READY] > 0
            if not (there and hunting) or lookout.met[row, ship]:
                continue
            if vessels_of(row, ship, sea.craft, where.weapons) > 0:
                speed = relative_speed(lookout.speed[row], sea.speeds[ship, row])
                chance = chance_of_contact(lookout.sweep[k], speed, sea.area[row], sea.hours)
                which[found], runs[found], found_by[found] = t, k, chance
                found += 1
    return which[:found], runs[:found], found_by[:found]


@njit(cache=True)
def _first_found(seen: np.ndarray, which: np.ndarray, where: np.ndarray, runs: int) -> np.ndarray:
    """The first of the targets, or -1, that is seen in each run, (k,)."""
    found = np.full(runs, -1)
    for i in range(seen.shape[0]):
        if seen[i] and found[where[i]] < 0:
            found[where[i]] = which[i]
    return found
