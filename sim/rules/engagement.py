"""Engagements: where both sides stand there is one, until one of them is gone.

Somebody comes, and it begins (`_meet`). In each turn all places at which there is fighting are
fought for, one after the other (`Combat`); then, likewise one after the other, sides break, and who
is left takes the place (`_settle`, `review`). Runs do not wait for each other: what is done at
once is done at one place in each.
"""

from collections.abc import Generator, Iterator

import numpy as np
from simpy.events import Event

from sim.rules.combat import Combat
from sim.rules.contact import NOBODY, Strife, meet, separate
from sim.rules.control import Control
from sim.rules.nerve import Nerve, Outcome
from sim.rules.presence import Presence
from sim.rules.rout import Rout
from sim.rules.rule import Rule
from sim.world.agenda import Agenda
from sim.world.news import Came, Left
from sim.world.sequence import Phase, Step
from sim.world.state import NOWHERE, grouped
from sim.world.world import World

_ALL = slice(None)


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
        self._settling: np.ndarray | None = None
        """(n,): the place of each run at which a side breaks at this moment, if any does."""
        self._strife = Strife(state.contested, state.truce, world.schedule.ended)
        self._contact = Event(world.schedule.env)
        self._parting = Agenda(world.schedule, Step.PARTING, self._part)
        first = Agenda(world.schedule, Step.CONTACT, self._face)
        for place in range(len(places)):
            if all(len(self._presence.visitors(place, side)) for side in (0, 1)):
                first.add(world.alike(place, world.all_rows), world.all_rows, 0)
        world.news.subscribe(Left(), self._look_again)
        world.news.subscribe(Came(), self._come)
        world.schedule.env.process(self._process())

    def _apart(self, places: np.ndarray) -> Iterator[np.ndarray | slice]:
        """Where each actor acts alone if anybody asks who does; else all places at once."""
        for place, there in grouped(places) if self.world.cast.on else ():
            with self.world.cast.acting(self._actors[place]):
                yield there
        if not self.world.cast.on:
            yield _ALL

    # who comes and goes ------------------------------------------------------------------------

    def _come(self, units: np.ndarray, places: np.ndarray, rows: np.ndarray) -> None:
        """Units come: they meet the enemy, or take an undefended place."""
        coming = self.world.forces.unit_side[units]
        self._meet(places, coming, rows)

    def _face(self, places: np.ndarray, rows: np.ndarray) -> None:
        """Who stands at places when the battle begins."""
        for some in self._apart(places):
            self._meet(places[some], np.full(len(rows[some]), NOBODY), rows[some])

    def _meet(self, places: np.ndarray, coming: np.ndarray, rows: np.ndarray) -> None:
        """Begin an engagement where both sides stand and do not fight yet.

        A side that is `coming` to a place in a run, (k,), and is alone there takes it.
        """
        opponents, contested = self._presence.opponents, self._contested
        met, alone = meet(places, coming, rows, opponents, contested, self._engaged)
        if len(met):
            self._begin(places[met], rows[met])
        if len(alone):
            self._control.take(places[alone], coming[alone], rows[alone], self.world.turn)

    def _look_again(self, places: np.ndarray, rows: np.ndarray) -> None:
        """Someone leaves: see at the end of the turn whether there is still an engagement.

        Where a side breaks, that is seen at once.
        """
        if self._settling is not None:
            elsewhere = self._settling[rows] != places
            places, rows = places[elsewhere], rows[elsewhere]
        self._parting.add(places, rows, 0)

    def _begin(self, places: np.ndarray, rows: np.ndarray) -> None:
        """An engagement begins at a place in each run, (k,)."""
        chronicle, cast = self.world.chronicle, self.world.cast
        for place, there in grouped(places) if chronicle.traced else ():
            chronicle.tell(rows[there], "contact", place, "the two sides meet")
        self._since[rows, places] = self.world.turn
        self._combat.open(places, rows)
        if not cast.on:
            self._nerve.draw(places, rows)
        for place, there in grouped(places) if cast.on else ():
            with cast.acting(self._actors[place], self._nerves[place]):
                self._nerve.draw(places[there], rows[there])
        self.world.news.announce_places(places, rows)
        if not self._contact.triggered:
            self._contact.succeed()

    # the process ----------------------------------------------------------------------------

    def _process(self) -> Generator[Event]:
        schedule = self.world.schedule
        while True:
            yield self._contact
            yield schedule.until(schedule.next_turn(Phase.COMBAT), Step.COMBAT)
            while attacks := self._combat.attacks(self._engaged, self._strife):
                turn = schedule.turn
                self._combat.fight(attacks)
                yield schedule.until(turn, Step.BREAKS)
                for outcome in self._nerve.broken(self._engaged, self._strife):
                    for _ in self._apart(outcome.places):
                        self._settle(outcome)
                yield schedule.until(turn + 1, Step.COMBAT)
            self._contact = Event(schedule.env)

    def _settle(self, outcome: Outcome) -> None:
        """Break what is to break; then see who is left and who holds the place."""
        places, rows, sides = outcome
        part, cast = self.world.schedule.part, self.world.cast
        part[rows] = self._combat.part(places, rows)
        breaking = sides != NOBODY
        if breaking.any():
            self._settling = np.full(len(self.world.all_rows), NOWHERE)
            self._settling[rows] = places
            with cast.part(self._nerves[places[0]]):  # the one place if anybody asks who acts
                self._rout.carry_out(places[breaking], sides[breaking], rows[breaking])
            self._settling = None
        self.review(places, rows)
        part[rows] = 1.0

    def _part(self, places: np.ndarray, rows: np.ndarray) -> None:
        """Places have been left."""
        for some in self._apart(places):
            self.review(places[some], rows[some])

    def review(self, places: np.ndarray, rows: np.ndarray) -> None:
        """End the engagement at a place in each run, (k,), where one side is gone.

        The other takes the place.
        """
        if not len(rows):
            return
        opponents, contested = self._presence.opponents, self._contested
        over, alone, left = separate(places, rows, opponents, contested, self._engaged)
        if len(alone):
            self._control.take(places[alone], left, rows[alone], self.world.turn + 1)
        if len(over):
            self.world.news.announce_places(places[over], rows[over])
