"""Movement: where units are, by land, sea and air.

This rule alone says where a unit is and what it does there, and announces who enters and who
leaves. Men come ashore, or out of their aircraft, in disorder.
"""

import numpy as np

from sim.rules import movement_kernel as kernels
from sim.rules.movement_kernel import Going, Turn
from sim.rules.rule import Rule
from sim.scenario.vocabulary import TERRAINS
from sim.world.calendar import Calendar
from sim.world.news import AllArrived, Arrived, Came, Entered, Left, Moves
from sim.world.sequence import Phase, Step
from sim.world.state import NOWHERE, Fate, Status, distinct, grouped
from sim.world.world import World

_STAYS = np.zeros(0, np.int64)
"""Where a unit goes that lies where it is."""
Some = int | np.ndarray
_NOT_ON_THE_WAY = np.full(1, np.nan)
"""Of a unit that goes on to its old goal first."""


class Movement(Rule):
    """Units set out, put to sea, lie off, go ashore, arrive, leave and give up."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._status, self._place, self._origin = world.state.hand_over(
            self, "status", "place", "origin"
        )
        self._afloat, self._landed, self._disorganised_at = world.state.hand_over(
            self, "afloat", "landed", "disorganised_at"
        )
        terrains = [TERRAINS[place.terrain] for place in world.definition.places.values()]
        self._sea = np.array([terrain.off_map or terrain.water for terrain in terrains])
        """(P,): whether who waits at a place has not set foot on the battlefield."""
        self._arrivals = Calendar(world.schedule, Step.ARRIVAL, self._arrive_in_turn)
        self._units = np.arange(self._status.shape[1])
        self._due = np.zeros(self._status.shape, np.int32, order="F")
        """(n, U): turn at which a unit on its way is there."""
        self._passed = np.zeros(self._status.shape, np.int32, order="F")
        """(n, U): turn at which it passed, will pass or would have passed where it comes from."""
        self._tracks = kernels.Tracks(
            self._status,
            self._place,
            self._origin,
            self._due,
            self._passed,
            self._landed,
            np.zeros((world.clock.turns, self._status.shape[1]), bool),
        )
        self._landing = kernels.Landing(
            self._status, self._place, self._afloat, self._landed, self._disorganised_at
        )

    # over land ------------------------------------------------------------------------------

    def go(
        self, unit: int, to: int, rows: np.ndarray, turns: np.ndarray, turn: Turn | None = None
    ) -> None:
        """Send a unit to a place; it arrives at the given turns, shape (k,) or (1,).

        A unit that is on its way already goes on by way of its old goal, from which `turns` are
        reckoned; or it turns off where it is, if it is told how.
        """
        alike = self.world.alike
        self.go_each(Going(rows, alike(unit, rows), alike(to, rows)), turns, turn)

    def go_each(self, going: Going, turns: np.ndarray, turn: Turn | None = None) -> None:
        """Send a unit to a place in each run, as `go` does."""
        if not len(going.rows):
            return
        schedule = self.world.schedule
        self._tell_moves(going.rows, going.units)
        now = kernels.Now(schedule.turn, schedule.next_turn(Phase.MOVEMENT))
        off = Turn(turns, _NOT_ON_THE_WAY) if turn is None else turn
        ways = kernels.Ways(turns, off, turn is not None)
        due, left, places = kernels.set_out(going, ways, now, self._tracks)
        self._arrivals.add(going.rows, due)
        self._tell_left(left, places)

    def due(self, unit: int | np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The turns at which a unit that is on its way is there, (k,); of units, (U,), (k, U)."""
        return np.asarray(self._due[:, unit][rows])

    @property
    def arrivals(self) -> np.ndarray:
        """(n, U), to be read: the turns at which units that are on their way are there."""
        due = self._due.view()
        due.flags.writeable = False
        return due

    def _arrive_in_turn(self, rows: np.ndarray) -> None:
        """In each run the units that are due arrive one after the other."""
        last, more = np.full(len(rows), -1), True
        while more:
            coming, more = kernels.arriving(rows, last, self.world.turn, self._tracks)
            if len(coming.rows):
                self._arrive(coming)
            on = ~self.world.schedule.ended[coming.rows]
            rows, last = coming.rows[on], coming.units[on]

    def arrive(self, unit: int, to: int, rows: np.ndarray) -> None:
        """A unit comes to a place and takes the field there."""
        self._arrive(Going(rows, self.world.alike(unit, rows), self.world.alike(to, rows)))

    def arrive_each(self, coming: Going) -> None:
        """A unit comes to a place in each run, as `arrive` has it."""
        if len(coming.rows):
            self._arrive(coming)

    def _arrive(self, coming: Going) -> None:
        rows, units, _ = coming
        news = self.world.news
        self._tell_moves(rows, units)
        kernels.set_foot(coming, self._tracks)
        self._tell_arrivals(coming)
        self._tell_entries(coming)
        news.announce(AllArrived(), units, rows)
        for unit in distinct(units) if news.heard(Arrived) else ():
            if news.asked(topic := Arrived(unit)):
                news.announce(topic, rows[units == unit])

    def _tell_arrivals(self, coming: Going) -> None:
        world = self.world
        text = "{unit:arrives|arrive} with {:#man|men}"
        for unit, theirs in grouped(coming.units) if world.chronicle.traced else ():
            for place, there in grouped(coming.places[theirs]):
                rows = coming.rows[theirs][there]
                men = world.state.men[:, unit, Fate.PRESENT][rows]
                world.chronicle.tell_unit(rows, "arrival", place, unit, text, men)

    def leave(self, unit: int, rows: np.ndarray) -> None:
        """A unit is about to leave; its old place may be contested no longer."""
        self._leave(rows, self._units[unit : unit + 1])

    def _leave(self, rows: np.ndarray, units: np.ndarray) -> None:
        """The units, (k,) or one for all runs, (1,), are about to leave."""
        if not len(rows):
            return
        self._tell_moves(rows, units)
        self._tell_left(*kernels.afield(rows, units, self._status, self._place))

    def _tell_left(self, rows: np.ndarray, places: np.ndarray) -> None:
        if len(rows):
            self.world.news.announce(Left(), places, rows)

    def _tell_moves(self, rows: np.ndarray, units: np.ndarray) -> None:
        if len(rows):
            self.world.news.announce(Moves(), units, rows)

    # by sea and air -------------------------------------------------------------------------

    def put_to_sea(self, unit: int, rows: np.ndarray, waters: int | None = None) -> None:
        """A unit leaves and is afloat, in the waters of a place if one is given, or in the air."""
        self.leave(unit, rows)
        self._status[rows, unit] = Status.AFLOAT
        if waters is not None:
            self._place[rows, unit] = waters
            if waters != NOWHERE:
                self._tell_entry(unit, waters, rows, afloat=True)

    def put_each_to_sea(
        self, rows: np.ndarray, units: np.ndarray, waters: np.ndarray | None = None
    ) -> None:
        """A unit in each run, (k,), leaves and is afloat, in the waters of places, (k,), if any."""
        self._leave(rows, units)
        self._status[rows, units] = Status.AFLOAT
        if waters is not None:
            self._place[rows, units] = waters
            for place, there in grouped(waters):
                self.world.news.announce(Entered(place, True), units[there], rows[there])

    def come_from(self, unit: Some, rows: np.ndarray, origin: Some) -> None:
        """A unit would fall back to a place; one for all runs, or one in each, (k,)."""
        self._origin[rows, unit] = origin

    def lie_off(self, unit: int, place: int, rows: np.ndarray) -> None:
        """A unit that is afloat comes before the shore or over the strip, where it is in the field.

        It can be fired at, but nobody is ashore yet.
        """
        if not len(rows):
            return
        self._tell_moves(rows, self._units[unit : unit + 1])
        coming = kernels.lie_off(
            rows,
            place,
            self.world.turn,
            self._landing,
            self.world.state.men[:, unit, Fate.PRESENT],
            unit,
        )
        self._tell_entry(unit, place, coming)

    def lie_each_off(self, coming: Going) -> None:
        """A unit in each run comes before the shore of a place, as `lie_off` has it."""
        self._tell_moves(coming.rows, coming.units)
        men, turn = self.world.state.men, self.world.turn
        self._tell_entries(kernels.lie_each_off(coming, turn, self._landing, men))

    def anchor_each(self, coming: Going) -> None:
        """The ships of a unit in each run lie at a place if they are afloat, as `anchor` has it."""
        there = self._status[coming.rows, coming.units] == Status.AFLOAT
        rows, units, places = coming = Going(*(one[there] for one in coming))
        self._status[rows, units] = Status.FIELD
        self._place[rows, units] = places
        self._tell_entries(coming)

    def _tell_entries(self, coming: Going) -> None:
        rows, units, places = coming
        if not len(rows):
            return
        news = self.world.news
        news.announce(Came(), units, places, rows)
        for place, there in grouped(places) if news.heard(Entered) else ():
            news.announce(Entered(place), units[there], rows[there])

    def _tell_entry(self, unit: int, place: int, rows: np.ndarray, afloat: bool = False) -> None:
        if len(rows):
            units = self.world.alike(unit, rows)
            if afloat:
                self.world.news.announce(Entered(place, afloat), units, rows)
            else:
                self._tell_entries(Going(rows, units, self.world.alike(place, rows)))

    def anchor(self, unit: int, place: int, rows: np.ndarray) -> None:
        """Ships that are afloat come to a place and lie there, in the field."""
        coming = rows[self._status[:, unit][rows] == Status.AFLOAT]
        self._status[coming, unit] = Status.FIELD
        self._place[coming, unit] = place
        self._tell_entry(unit, place, coming)

    def unload(
        self, units: np.ndarray, place: int, rows: np.ndarray, capacity: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Units that lie off a place go ashore, one after the other, up to so many men, (k,).

        Returns how many men do, (k,), and whether others wait.
        """
        men = self.world.state.men
        landed: tuple[np.ndarray, np.ndarray] = kernels.unload(
            rows, place, units, capacity, self.world.turn, self._landing, men
        )
        return landed

    def unload_each(self, landing: Going, capacity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A unit in each run goes ashore, as `unload` has it."""
        men, turn = self.world.state.men, self.world.turn
        landed: tuple[np.ndarray, np.ndarray] = kernels.unload_each(
            landing, capacity, turn, self._landing, men
        )
        return landed

    def unload_craft(
        self,
        units: np.ndarray,
        place: int,
        rows: np.ndarray,
        loads: np.ndarray,
        capacity: np.ndarray,
    ) -> np.ndarray:
        """Likewise those of units who are in craft: `loads`, (n, U), which are written.

        Returns how many men of each go ashore, (U, k).
        """
        men, turn = self.world.state.men, self.world.turn
        landed: np.ndarray = kernels.unload_craft(
            rows, place, units, loads, capacity, turn, self._landing, men
        )
        return landed

    def disorder(self, unit: Some, rows: np.ndarray) -> None:
        """A unit is thrown into disorder; one for all runs, or one in each, (k,)."""
        self._disorganised_at[rows, unit] = self.world.turn

    def form(self, unit: int, like: int, rows: np.ndarray) -> None:
        """A unit that has nobody is formed where another one is in the field."""
        self.leave(unit, rows)
        for array in (
            self._status, self._place, self._origin, self._landed, self._disorganised_at,
        ):  # fmt: skip
            array[rows, unit] = array[rows, like]
        self._afloat[rows, unit] = 0
        for place in distinct(self._place[rows, unit]):
            here = rows[self._place[rows, unit] == place]
            self._tell_entry(unit, place, here)

    # out of the battle ----------------------------------------------------------------------

    def base(self, unit: int, rows: np.ndarray, place: int | np.ndarray | None = None) -> None:
        """A unit lies in port, or waits at its base; at its present place if none is given."""
        self._tell_moves(rows, self._units[unit : unit + 1])
        if isinstance(place, int):
            place = self.world.alike(place, rows)
        to = _STAYS if place is None else place.astype(np.int64, copy=False)
        kernels.base(rows, unit, to, self._landing, self._sea)

    def base_each(self, coming: Going) -> None:
        """A unit in each run lies in port, or waits at its base."""
        self._tell_moves(coming.rows, coming.units)
        kernels.base_each(coming, self._landing, self._sea)

    def hide_each(self, units: np.ndarray, rows: np.ndarray) -> None:
        """A unit in each run, (k,), takes to the hills."""
        if len(rows):
            self._tell_moves(rows, units)
            self._tell_left(*kernels.hide(rows, units, self._tracks))

    def give_up(self, unit: Some, rows: np.ndarray) -> None:
        """A unit lays down its arms where it is; one for all runs, or one in each, (k,)."""
        self._status[rows, unit] = Status.SURRENDERED
