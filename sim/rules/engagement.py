"""Engagements: where both sides stand there is one, until one of them is gone."""

from collections.abc import Callable, Generator
from functools import partial

import numpy as np
from simpy.events import Event

from sim.rules.combat import Combat
from sim.rules.contact import NOBODY, fighting, meet, separate
from sim.rules.control import Control
from sim.rules.nerve import Nerve
from sim.rules.presence import Presence
from sim.rules.rout import Rout
from sim.rules.rule import Rule
from sim.world.calendar import Calendar
from sim.world.news import Entered, Left, PlaceChanged
from sim.world.sequence import Phase, Step
from sim.world.world import World


class Engagements(Rule):
    """The engagements at all places; the process of each sleeps until some run has one."""

    def __init__(
        self,
        world: World,
        presence: Presence,
        control: Control,
        nerve: Nerve,
        combat: Combat,
        rout: Rout,
    ) -> None:
        super().__init__(world)
        self._presence = presence
        self._control = control
        self._nerve = nerve
        self._combat = combat
        self._rout = rout
        self._contested, self._since = world.state.hand_over(self, "contested", "engaged_since")
        places = world.forces.places
        self._actors = [f"engagement/{place}" for place in places]
        self._nerves = [f"morale/{place}" for place in places]
        self._contacts = [Event(world.schedule.env) for _ in places]
        self._reviews = [
            self._calendar(place, Step.PARTING, self.review) for place in range(len(places))
        ]
        for place in range(len(places)):
            if all(len(self._presence.visitors(place, side)) for side in (0, 1)):
                first = self._calendar(place, Step.CONTACT, self._face)
                first.add(world.all_rows, 0)
            world.news.subscribe(Entered(place), partial(self._enter, place))
            world.news.subscribe(Left(place), partial(self._look_again, place))
            world.schedule.env.process(self._process(place))

    def _calendar(
        self, place: int, step: Step, action: Callable[[int, np.ndarray], object]
    ) -> Calendar:
        acted = self.world.cast.by(self._actors[place], partial(action, place))
        return Calendar(self.world.schedule, step, acted, (place,))

    # who comes and goes ------------------------------------------------------------------------

    def _enter(self, place: int, units: np.ndarray, rows: np.ndarray) -> None:
        """A unit comes: it meets the enemy, or takes an undefended place."""
        coming = self.world.forces.unit_side[units]
        for side, alone in enumerate(self._meet(place, coming, rows)):
            self._control.take(place, side, alone, self.world.turn)

    def _face(self, place: int, rows: np.ndarray) -> None:
        """Who stands here when the battle begins."""
        self._meet(place, np.full(len(rows), NOBODY), rows)

    def _meet(
        self, place: int, coming: np.ndarray, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Begin an engagement where both sides stand here and do not fight yet.

        Returns the runs in which each side is `coming`, (k,), and alone has men here.
        """
        opponents, contested = self._presence.opponents(place), self._contested[:, place]
        met, first, second = meet(rows, coming, opponents, contested)
        self._begin(place, met)
        return first, second

    def _look_again(self, place: int, rows: np.ndarray) -> None:
        """Someone leaves: see at the end of the turn whether there is still an engagement."""
        self._reviews[place].add(rows, self.world.turn)

    def _begin(self, place: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        world = self.world
        self._since[rows, place] = world.turn
        self._combat.open(place, rows)
        with world.cast.acting(self._actors[place], self._nerves[place]):
            self._nerve.draw(place, rows)
        world.chronicle.tell(rows, "contact", place, "the two sides meet")
        world.news.announce(PlaceChanged(place), rows)
        if not self._contacts[place].triggered:
            self._contacts[place].succeed()

    # the process ----------------------------------------------------------------------------

    def _fighting(self, place: int) -> np.ndarray:
        truce, ended = self.world.state.truce[:, place], self.world.schedule.ended
        found: np.ndarray = fighting(self._contested[:, place], truce, ended)
        return found

    def _process(self, place: int) -> Generator[Event]:
        schedule, acting, actor = self.world.schedule, self.world.cast.acting, self._actors[place]
        while True:
            yield self._contacts[place]
            yield schedule.until(schedule.next_turn(Phase.COMBAT), Step.COMBAT, (place,))
            while len(rows := self._fighting(place)):
                turn = schedule.turn
                with acting(actor):
                    self._combat.fight(place, rows)
                yield schedule.until(turn, Step.BREAKS, (place,))
                with acting(actor):
                    self._settle(place, self._fighting(place))
                yield schedule.until(turn + 1, Step.COMBAT, (place,))
            self._contacts[place] = Event(schedule.env)

    def _settle(self, place: int, rows: np.ndarray) -> None:
        """Break what is to break; then see who is left and who holds the place."""
        if not len(rows):
            return
        part = self.world.schedule.part
        part[rows] = self._combat.part(place, rows)
        *breaking, decided = self._nerve.broken(place, rows)
        for side in (0, 1):
            if len(breaking[side]):
                units = self._presence.visitors(place, side)
                with self.world.cast.part(self._nerves[place]):
                    self._rout.carry_out(place, side, breaking[side], units)
        self.review(place, decided)
        part[rows] = 1.0

    def review(self, place: int, rows: np.ndarray) -> None:
        """End the engagement where one side is gone; the other takes the place."""
        if not len(rows):
            return
        world, opponents = self.world, self._presence.opponents(place)
        over, *alone = separate(rows, opponents, self._contested[:, place])
        for side in (0, 1):
            self._control.take(place, side, alone[side], world.turn + 1)
        if len(over):
            world.news.announce(PlaceChanged(place), over)
