"""Engagements: where both sides stand there is one, until one of them is gone.

Somebody comes, and it begins (`_meet`). In each turn all places at which there is fighting are
fought for, one after the other (`Combat`); then, likewise one after the other, sides break, and who
is left takes the place (`_settle`, `review`).
"""

from collections.abc import Callable, Generator
from functools import partial

import numpy as np
from simpy.events import Event

from sim.rules.combat import Combat
from sim.rules.contact import NOBODY, Strife, meet, meet_each, separate
from sim.rules.control import Control
from sim.rules.movement_kernel import Going
from sim.rules.nerve import Nerve, Outcome
from sim.rules.presence import Presence
from sim.rules.rout import Rout
from sim.rules.rule import Rule
from sim.world.calendar import Calendar
from sim.world.news import Came, Left
from sim.world.sequence import Phase, Step
from sim.world.state import NOWHERE, distinct, grouped
from sim.world.world import World


class Engagements(Rule):
    """The engagements at all places; their process sleeps until some run has one."""

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
        self._actors = combat.actors
        self._nerves = [f"morale/{place}" for place in places]
        state, self._engaged = world.state, np.zeros(len(places), np.int64)
        """(P,): in how many runs each place is contested."""
        self._settling = NOWHERE
        """The place at which sides break at this moment."""
        self._strife = Strife(state.contested, state.truce, world.schedule.ended)
        self._contact = Event(world.schedule.env)
        self._reviews = [
            self._calendar(place, Step.PARTING, self.review) for place in range(len(places))
        ]
        for place in range(len(places)):
            if all(len(self._presence.visitors(place, side)) for side in (0, 1)):
                first = self._calendar(place, Step.CONTACT, self._face)
                first.add(world.all_rows, 0)
            world.news.subscribe(Left(place), partial(self._look_again, place))
        world.news.subscribe(Came(), self._come)
        world.schedule.env.process(self._process())

    def _calendar(
        self, place: int, step: Step, action: Callable[[int, np.ndarray], object]
    ) -> Calendar:
        acted = self.world.cast.by(self._actors[place], partial(action, place))
        return Calendar(self.world.schedule, step, acted, (place,))

    # who comes and goes ------------------------------------------------------------------------

    def _come(self, units: np.ndarray, places: np.ndarray, rows: np.ndarray) -> None:
        """Units come: they meet the enemy, or take an undefended place."""
        coming, turn = self.world.forces.unit_side[units], self.world.turn
        if self.world.cast.on or len(distinct(places)) == 1:
            for place, there in grouped(places):
                self._control.take(place, self._meet(place, coming[there], rows[there]), turn)
            return
        opponents = self._presence.opponents
        met, alone = meet_each(Going(rows, units, places), coming, opponents, self._contested)
        self._begin_each(places[met], rows[met])
        self._control.take_each(places[alone], coming[alone], rows[alone], turn)

    def _face(self, place: int, rows: np.ndarray) -> None:
        """Who stands here when the battle begins."""
        self._meet(place, np.full(len(rows), NOBODY), rows)

    def _meet(
        self, place: int, coming: np.ndarray, rows: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Begin an engagement where both sides stand here and do not fight yet.

        Returns the runs in which each side is `coming`, (k,), and alone has men here.
        """
        opponents, contested = self._presence.opponents, self._contested[:, place]
        met, first, second = meet(rows, place, coming, opponents, contested)
        self._begin(place, met)
        return first, second

    def _look_again(self, place: int, rows: np.ndarray) -> None:
        """Someone leaves: see at the end of the turn whether there is still an engagement.

        Where a side breaks, that is seen at once.
        """
        if place != self._settling:
            self._reviews[place].add(rows)

    def _begin(self, place: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        self.world.chronicle.tell(rows, "contact", place, "the two sides meet")
        self._begin_each(self.world.alike(place, rows), rows)

    def _begin_each(self, places: np.ndarray, rows: np.ndarray) -> None:
        """An engagement begins at a place in each run, (k,)."""
        if not len(rows):
            return
        self._engaged += np.bincount(places, minlength=len(self._engaged))
        self._since[rows, places] = self.world.turn
        self._combat.open(places, rows)
        for place, there in grouped(places):
            with self.world.cast.acting(self._actors[place], self._nerves[place]):
                self._nerve.draw(place, rows[there])
        self.world.news.announce_places(places, rows)
        if not self._contact.triggered:
            self._contact.succeed()

    # the process ----------------------------------------------------------------------------

    def _process(self) -> Generator[Event]:
        schedule, acting = self.world.schedule, self.world.cast.acting
        while True:
            yield self._contact
            yield schedule.until(schedule.next_turn(Phase.COMBAT), Step.COMBAT)
            while attacks := self._combat.attacks(np.flatnonzero(self._engaged), self._strife):
                turn = schedule.turn
                self._combat.fight(attacks)
                yield schedule.until(turn, Step.BREAKS)
                for outcome in self._nerve.broken(np.flatnonzero(self._engaged), self._strife):
                    with acting(self._actors[outcome.place]):
                        self._settle(outcome)
                yield schedule.until(turn + 1, Step.COMBAT)
            self._contact = Event(schedule.env)

    def _settle(self, outcome: Outcome) -> None:
        """Break what is to break; then see who is left and who holds the place."""
        place, breaking, decided = outcome
        part, self._settling = self.world.schedule.part, place
        part[decided] = self._combat.part(place, decided)
        for side, rows in enumerate(breaking):
            if len(rows):
                units = self._presence.visitors(place, side)
                with self.world.cast.part(self._nerves[place]):
                    self._rout.carry_out(place, side, rows, units)
        self._settling = NOWHERE
        self.review(place, decided)
        part[decided] = 1.0

    def review(self, place: int, rows: np.ndarray) -> None:
        """End the engagement where one side is gone; the other takes the place."""
        if not len(rows):
            return
        world, opponents = self.world, self._presence.opponents
        over, *alone = separate(rows, place, opponents, self._contested[:, place])
        self._engaged[place] -= len(over)
        self._control.take(place, (alone[0], alone[1]), world.turn + 1)
        if len(over):
            world.news.announce_places(world.alike(place, over), over)
