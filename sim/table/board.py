"""The board: the battle of a table as it stands, played by a log."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.commanders.commander import Commander
from sim.experiments.composed import composed
from sim.experiments.foresight import Futures
from sim.experiments.play import Played
from sim.interruption import deferred
from sim.luck.branch import Branch
from sim.results.beliefs import Beliefs
from sim.results.outcomes import Outcomes
from sim.results.recorder import Recorder
from sim.scenario import Document
from sim.scenario.measures import measures
from sim.table.detachments import with_detachments
from sim.table.log import Log
from sim.table.seal import Secret
from sim.table.seats import Opponent, Person
from sim.world.clock import NEVER

Decided = Mapping[str, dict[int, Any]]
"""What the opponent of each side has decided, by turn: orders, or whatever he has answered."""


class Board:
    """One battle from its first turn on; it goes forward and never back.

    `commanders` are by side, None for the plan; a side that is left out is played by a person.
    """

    def __init__(
        self,
        document: Document,
        luck: Secret,
        commanders: Mapping[str, Commander | None],
        log: Log,
        decided: Decided,
    ) -> None:
        definition = with_detachments(document.definition, log.held)
        self.definition = definition
        """The scenario, with the units that were split off at the table."""
        self._run = np.array([luck.run])
        self._log = log
        renewed = {"branch": Branch(np.array([NEVER]), self._run, renewed=True)}
        sides = [*definition.sides]
        self.people = {side: Person(side, log.given) for side in sides if side not in commanders}
        opponents = {
            side: Opponent(commander, decided[side])
            for side, commander in commanders.items()
            if commander is not None
        }
        self.battle = composed(
            definition,
            self._run,
            luck.seed,
            commanders={**self.people, **opponents},
            foresight=Futures(definition, self._run, luck.seed),
            traced=True,
            waited_for=True,
            **(renewed if log.dice() else {}),
        )
        self._outcomes = Outcomes(self.battle, measures(document.definition).values())
        self._recorder = Recorder(self.battle.world)
        self.beliefs = Beliefs(self.battle)
        """What both sides believed so far."""
        self.turn = 0
        self.battle.play_to_orders(0)

    @property
    def over(self) -> bool:
        """Whether the battle is over."""
        return self.battle.world.schedule.over

    def play(self, turn: int) -> None:
        """Play on to the orders of a turn, or to the end of the battle."""
        schedule, dice = self.battle.world.schedule, self._log.dice()
        with deferred():
            while self.turn < turn and not schedule.over:
                if self.turn in dice:
                    self.battle.world.draws.renew(dice[self.turn])
                self.turn += 1
                if self.turn < schedule.clock.turns:
                    self.battle.play_to_orders(self.turn)
                else:
                    self.battle.play()
        if schedule.over:
            self.turn = int(schedule.ended_at[0])

    @property
    def played(self) -> Played:
        """The battle as `Run` holds it, when it is over."""
        world = self.battle.world
        return Played(
            self._run,
            self._outcomes.collect(),
            self._recorder,
            world.chronicle.record,
            acted=world.cast.acted,
            given=self.battle.given,
        )
