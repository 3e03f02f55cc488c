"""Convoy: ships with civilians aboard go from place to place to where they are safe."""

from functools import partial

import numpy as np

from sim.operations.voyage import Voyage
from sim.plan import convoy as plan
from sim.rules.movement import Movement
from sim.rules.rulebook import Rulebook
from sim.rules.shipping import Shipping
from sim.scenario.names import PlaceName, UnitName
from sim.world.news import Damaged, Sunk
from sim.world.sequence import Step
from sim.world.state import Status, distinct


class Convoy(Voyage[plan.Convoy]):
    """Ships sail together and go on alone if they must.

    From its arrival at a place until that at the next one a ship is in the waters of the first; in
    a place at which it calls it lies in port. Those aboard at the start are the crew, civilians who
    are aboard already and, up to the number in `people`, civilians of the origin. A port that the
    enemy holds is not left. A ship that is damaged runs in to the `refuge`. Complete when all ships
    that are left have arrived; never if none is left.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Convoy) -> None:
        super().__init__(rules, name, spec)
        self._origin = self.world.forces.place[spec.origin]
        self._way = [self.world.forces.place[place] for place in spec.way]
        ends = zip((spec.origin, *spec.way), spec.way, strict=False)
        self._legs = [self.sea_way(*pair) for pair in ends]
        self._speed, self._rescue = self.number("speed"), self.number("rescue")
        self._limp = self.world.clock.spans(self.number("limp"))
        self._refuge = self.world.forces.place[spec.refuge] if spec.refuge else -1
        shape = (len(self.world.all_rows), len(self.units))
        self._next = np.zeros(shape, np.int64)
        """Position on the way of the place that a ship reaches next."""
        self._due = np.full(shape, -1, np.int64)
        self._limping, self._arrived = np.zeros((2, *shape), bool)
        each = partial(self.calendars, range(len(self.units)))
        self._arrivals = each(Step.LANDFALL, self._reach)
        self._departures = each(Step.DEPARTURE, self._go_on)
        for i, unit in enumerate(self.units.tolist()):
            self.rules[Shipping].ship(unit)
            self.world.news.subscribe(Damaged(unit), partial(self._run_in, i))
            self.world.news.subscribe(Sunk(unit), self._check)

    def begin(self, rows: np.ndarray) -> None:
        """Take people aboard and put to sea."""
        shipping, state = self.rules[Shipping], self.world.state
        held = state.control[rows, self._origin] == 1 - self.side
        text = "the convoy stays in port, which the enemy holds"
        self.world.chronicle.tell(rows, "no convoy", self._origin, text, side=self.side, where=held)
        rows = rows[~held]
        for i, unit in enumerate(self.units.tolist()):
            status = state.status[rows, unit]
            ready = (status == Status.WAITING) | (status == Status.FIELD)
            sailing = rows[ready & (self.rules[Shipping].vessels(rows, unit) > 0)]
            self._fill(unit, sailing)
            shipping.get_under_way(unit, sailing, self._speed[sailing])
            shipping.await_rescue(unit, sailing, self._rescue[sailing])
            self._next[sailing, i] = 0
            self._limping[sailing, i] = self._arrived[sailing, i] = False
            self._go_on(i, sailing)

    def _fill(self, unit: int, rows: np.ndarray) -> None:
        world, shipping = self.world, self.rules[Shipping]
        name = UnitName(world.forces.units[unit])
        aboard = shipping.crew(rows, unit) + shipping.passengers(rows, unit)
        if name in self.spec.people:
            wanted = self.number(f"people.{world.forces.luck[unit]}", self.spec.people[name])[rows]
            free = np.maximum(wanted.astype(np.int64) - aboard, 0)
            aboard = aboard + shipping.embark(rows, unit, self._origin, free)
        text = "{unit:puts|put} to sea with {:#person|people} aboard"
        world.chronicle.tell_unit(rows, "sail", self._origin, unit, text, aboard)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """They can turn round at any time."""
        return np.ones(len(rows), bool)

    def voyagers(self) -> list[int]:
        """The ships."""
        return list(self.units.tolist())

    def come_home(self, unit: int, rows: np.ndarray) -> None:
        """A ship lies in the port that it passed last; those aboard stay aboard."""
        self.rules[Movement].base(unit, rows)

    # from place to place --------------------------------------------------------------------

    def _go_on(self, i: int, rows: np.ndarray) -> None:
        """Leave the place that was reached last for the next one."""
        world, unit = self.world, int(self.units[i])
        self.out_since[rows] = world.turn
        for leg in distinct(self._next[rows, i]):
            part = rows[self._next[rows, i] == leg]
            waters = self._way[leg - 1] if leg else self._origin
            self.rules[Movement].put_to_sea(unit, part, waters)
            hours = self._legs[leg][part] / np.maximum(self._speed[part], 1e-9)
            self._await(i, part, world.clock.spans(hours))

    def _await(self, i: int, rows: np.ndarray, turns: np.ndarray) -> None:
        self._due[rows, i] = self.world.turn + np.maximum(turns, 1)
        self._arrivals[i].add(rows, self._due[rows, i])

    def _reach(self, i: int, rows: np.ndarray) -> None:
        """Arrive at the next place, or at the refuge."""
        world, unit = self.world, int(self.units[i])
        # a ship that was damaged on the way has another hour and place of arrival
        due = (self._due[rows, i] == world.turn) & ~self._arrived[rows, i]
        rows = rows[due & (self.rules[Shipping].vessels(rows, unit) > 0)]
        limping = self._limping[rows, i]
        self._arrive(i, rows[limping], self._refuge)
        rows = rows[~limping]
        positions = self._next[rows, i]
        for position in distinct(positions):
            part, place = rows[positions == position], self._way[position]
            self._next[part, i] += 1
            if position == len(self._way) - 1:
                self._arrive(i, part, place)
            elif (call := self.spec.calls.get(PlaceName(world.forces.places[place]))) is not None:
                self._call(i, part, place, call)
            else:
                self._go_on(i, part)

    def _call(self, i: int, rows: np.ndarray, place: int, call: plan.Call) -> None:
        world, unit = self.world, int(self.units[i])
        path = f"calls.{world.forces.places[place]}"
        leaving = self.number(f"{path}.leave", call.leave)[rows]
        stay = world.clock.spans(self.number(f"{path}.stay", call.stay)[rows])
        self.rules[Movement].base(unit, rows, place)
        self._put_ashore(unit, rows, place, leaving)
        self._departures[i].add(rows, world.turn + np.maximum(stay, 1))

    def _arrive(self, i: int, rows: np.ndarray, place: int) -> None:
        if not len(rows):
            return
        unit = int(self.units[i])
        self.rules[Movement].base(unit, rows, place)
        self._put_ashore(unit, rows, place, np.ones(len(rows)))
        self._arrived[rows, i] = True
        self._check(rows)

    def _put_ashore(self, unit: int, rows: np.ndarray, place: int, share: np.ndarray) -> None:
        landed = self.rules[Shipping].land(rows, unit, share)
        text = "{unit:arrives|arrive} and {0:#person|people} {0:goes|go} ashore"
        self.world.chronicle.tell_unit(rows, "arrival", place, unit, text, landed)

    def _run_in(self, i: int, rows: np.ndarray) -> None:
        """A damaged ship makes for the refuge."""
        rows = self.under_way(rows)
        rows = rows[~self._arrived[rows, i]]
        if self._refuge >= 0 and len(rows):
            self._limping[rows, i] = True
            self._await(i, rows, self._limp[rows])

    def _check(self, rows: np.ndarray) -> None:
        rows = self.under_way(rows)
        if not len(rows):
            return
        over, any_in = np.ones(len(rows), bool), np.zeros(len(rows), bool)
        for i, unit in enumerate(self.units.tolist()):
            arrived = self._arrived[rows, i]
            over &= arrived | (self.rules[Shipping].vessels(rows, unit) == 0)
            any_in |= arrived
        self.complete(rows[over & any_in])
