"""Ferry: ships go to and fro between a port and safety."""

from datetime import datetime, time, timedelta
from functools import partial

from tests.reference.forces import Status
from tests.reference.luck import binomial
from tests.reference.operations.base import Operation


class Ferry(Operation):
    """Each unit of ships loads, crosses and comes back on its own; complete when all lie up."""

    plays = (
        "craft", "origin", "to", "through", "capacity", "boarding", "turnaround", "distance",
        "speed", "storm", "loss", "rescue", "until",
    )  # fmt: skip

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._ships = [battle.units[unit] for unit in spec.craft]
        self._port, self._haven = battle.places[spec.origin], battle.places[spec.to]
        self._lane = self._haven if spec.through is None else battle.places[spec.through]

    def begin(self):
        """Ships in the port begin to load; the others come for their first load."""
        self._sailing = set(self._ships)
        for ship in self._ships:
            self.battle.shipping.account(ship).rescue = self.number("rescue")

    def course(self):
        """One process for each unit."""
        for position, ship in enumerate(self._ships):
            self.battle.env.process(self._sail(ship, partial(self.until, position=position)))
        yield from ()

    def _sail(self, ship, until):
        """The SimPy process of a unit of ships."""
        battle, crossing = self.battle, self.battle.clock.span(self.passage())
        yield until(battle.turn + (0 if ship.place is self._port else crossing), "board")
        while self._is_open(ship):
            if self._is_stormy():
                yield until(self._tomorrow(), "board")
                continue
            boarding = self._load(ship)
            if boarding == 0:
                break
            hours = boarding / max(self.number("boarding"), 1e-9)
            yield until(battle.turn + battle.clock.span(hours), "depart")
            self._put_out(ship)
            yield until(battle.turn + max(crossing, 1), "arrive")
            self._arrive(ship)
            if battle.shipping.vessels(ship) == 0:
                break
            back = battle.turn + self.turns("turnaround") + crossing
            yield until(back, "board")
        self._lie_up(ship)

    def _is_open(self, ship):
        """Whether there are ships, and a port from which they may still sail."""
        last = self.spec.until
        in_time = last is None or self.battle.turn <= self.battle.clock.turn_of(last.value)
        own = self._port.control != self.enemy and not self._port.contested
        return self.battle.shipping.vessels(ship) > 0 and own and in_time

    def _is_stormy(self):
        """The weather of this day."""
        day = (self.battle.clock.date(self.battle.turn) - self.battle.clock.date(0)).days
        return self.uniform("storm", turn=day) < self.number("storm")

    def _tomorrow(self):
        tomorrow = self.battle.clock.date(self.battle.turn) + timedelta(days=1)
        return self.battle.clock.turn_of(datetime.combine(tomorrow, time.min))

    def _load(self, ship):
        """Civilians who go aboard."""
        room = int(self.battle.shipping.vessels(ship) * self.number("capacity"))
        boarding = self.battle.shipping.embark(ship, self._port, room)
        if boarding > 0:
            ship.status, ship.place = Status.WAITING, self._port
        return boarding

    def _put_out(self, ship):
        self.battle.travel.leave(ship)
        ship.status, ship.place = Status.AFLOAT, self._lane
        self.battle.minefields.enter(ship)

    def _arrive(self, ship):
        """Some ships may be lost on the way; the others land their people."""
        shipping = self.battle.shipping
        uniform = self.uniform(f"loss/{ship.luck}")
        lost = binomial(shipping.vessels(ship), self.number("loss"), uniform)
        shipping.sink(ship, f"operation/{self.luck}", lost)
        if shipping.vessels(ship) > 0:
            ship.status, ship.place = Status.WAITING, self._haven
            shipping.land(ship)

    def _lie_up(self, ship):
        self._sailing.discard(ship)
        if not self._sailing:
            self.complete()
