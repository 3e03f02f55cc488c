"""What a commander can see and say: his own troops, and the enemy where they are in contact."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from sim.commanders.belief import UNKNOWN, Intelligence
from sim.commanders.commander import Commander
from sim.commanders.knowledge import can_see
from sim.commanders.legal import LegalOrder, Menu
from sim.commanders.orders import Countermand, Note, Order
from sim.commanders.outlook import NO_PROSPECT, Prospect, Question
from sim.commanders.reading import Reading
from sim.commanders.score import promised
from sim.commanders.situation import Situation
from sim.operations import Operation
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.scenario.problems import unknown
from sim.world.clock import NEVER
from sim.world.state import Fate, Status


class Inside(NamedTuple):
    """What a view is made from, for those who make arrays of it; it also has what is hidden."""

    rules: Rulebook
    side: int
    believed: Intelligence
    operations: Sequence[Operation[Any]]
    """The own ones: those of the plan, then those that were ordered beside it."""


class View:
    """The battle as one side sees it at one turn. Arrays have shape (n,), one value a run."""

    def __init__(
        self,
        rules: Rulebook,
        side: int,
        planned: list[Order],
        believed: Intelligence,
        operations: Sequence[Operation[Any]],
        prospect: Prospect = NO_PROSPECT,
    ) -> None:
        self._rules = rules
        self._world = rules.world
        self._believed = believed
        self._operations = operations
        self._prospect = prospect
        self._presence = rules[Presence]
        self._side = side
        self._asked: np.ndarray | None = None
        self.planned = planned
        """Orders that the scenario's plan would give now; return them to follow it."""

    @property
    def proposed(self) -> list[Order]:
        """Those of `planned` of which the side can see that their time has come."""
        definition = self._world.definition
        known = definition.operations
        return [
            one
            for one in self.planned
            if isinstance(one.operation, str)
            and can_see(self.side, known[one.operation].start, definition)
        ]

    @property
    def inside(self) -> Inside:
        """What it is made from; a commander who looks into it cheats."""
        return Inside(self._rules, self._side, self._believed, self._operations)

    @property
    def side(self) -> str:
        """Name of the own side."""
        return self._world.forces.sides[self._side]

    @property
    def turn(self) -> int:
        """Number of the turn, from 0."""
        return self._world.turn

    @property
    def time(self) -> datetime:
        """Date and hour at which the turn begins."""
        return self._world.clock.moment(self._world.turn)

    @property
    def enemy_side(self) -> str:
        """Name of the other side."""
        return self._world.forces.sides[1 - self._side]

    @property
    def turn_hours(self) -> float:
        """Length of a turn in hours."""
        return self._world.clock.hours

    @property
    def units(self) -> list[str]:
        """Names of the own units."""
        return [self._world.forces.units[u] for u in self._world.forces.units_of_side(self._side)]

    @property
    def everywhere(self) -> np.ndarray:
        """A mask of all runs that are not over."""
        going: np.ndarray = ~self._world.schedule.ended
        return going if self._asked is None else going & self._asked

    def only(self, runs: np.ndarray) -> "View":
        """The same view for a commander who is asked in some runs, (n,) bool, and no others."""
        view = copy(self)
        view._reading = self._reading  # the work is shared
        view._asked = self.everywhere & runs
        view.planned = [replace(one, runs=one.runs & view._asked) for one in self.planned]
        return view

    def men(self, unit: str) -> np.ndarray:
        """Men present in an own unit."""
        return self._world.state.men[:, self._own(unit), Fate.PRESENT].copy()

    def losses(self, unit: str) -> np.ndarray:
        """Men of an own unit killed, wounded, missing or captured."""
        fates = self._world.state.men[:, self._own(unit), Fate.KILLED : Fate.EVACUATED]
        return np.asarray(fates.sum(axis=1))

    def at(self, unit: str, place: str) -> np.ndarray:
        """Whether an own unit stands at a place."""
        state, position = self._world.state, self._own(unit)
        there = state.place[:, position] == self._place(place)
        return np.asarray(there & (state.status[:, position] == Status.FIELD))

    def holds(self, place: str) -> np.ndarray:
        """Whether the own side holds a place."""
        return np.asarray(self._world.state.control[:, self._place(place)] == self._side)

    def contact(self, place: str) -> np.ndarray:
        """Whether own and enemy troops stand at a place."""
        return self._world.state.contested[:, self._place(place)].copy()

    def enemy(self, place: str) -> np.ndarray:
        """Enemy men seen at a place: zero where no own troops are in contact with them."""
        place_index = self._place(place)
        seen = self._presence.men_at(place_index, 1 - self._side, self._world.all_rows)
        return np.where(self._world.state.contested[:, place_index], seen, 0)

    def situation(self, row: int = 0) -> Situation:
        """All that the side can see of one run, as plain data."""
        due = [str(one.operation) for one in self.proposed if one.runs[row]]
        return self._reading.situation(row, due)

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self._rules, self._side, self._believed, self._operations)

    def legal_orders(self, row: int = 0) -> list[LegalOrder]:
        """What the side can order now in one run."""
        return [*Menu(self._world.definition, self.situation(row))]

    def begun(self, operation: str) -> np.ndarray:
        """Whether an own operation of the plan has ever begun."""
        found = next(one for one in self._operations if one.name == operation)
        return np.asarray(found.started_at != NEVER)

    def points(self, won: np.ndarray, casualties: Mapping[str, np.ndarray]) -> np.ndarray:
        """The score of the own side in battles that may come, the enemy being as many as itself."""
        return np.asarray(promised(self._world.definition, self.side, won, casualties))

    def chance(self, item: str) -> np.ndarray:
        """Luck of the commander's own: a number from 0 to 1 for an item in this turn."""
        draws = self._world.draws
        address = draws.address(f"commander/{self.side}", item)
        return draws.uniform(address, self.turn, self._world.all_rows)

    def noted(self) -> np.ndarray:
        """What the commander wrote down last, (n,) str; nothing at first. See `note`."""
        notes = np.full(len(self._world.all_rows), "", object)
        for turn in sorted(self._prospect.given.get(self.side, {})):
            for one in self._prospect.given[self.side][turn]:
                if isinstance(one.operation, Note):
                    notes[np.asarray(one.runs, bool)] = one.operation.text
        return notes

    def believed(self, place: str) -> np.ndarray:
        """Enemy men that are believed to be at a place, see `belief`; -1 if nobody knows."""
        return self._believed.men[:, self._place(place)].copy()

    def seen(self, place: str) -> np.ndarray:
        """Hours since the enemy at a place was last seen, infinite if he never was."""
        position = self._place(place)
        hours = self._world.hours_since(self._believed.seen_at[:, position])
        return np.where(self._believed.men[:, position] == UNKNOWN, np.inf, hours)

    def looks_like(self, others: np.ndarray) -> np.ndarray:
        """Whether a run looks to this side just like another, given by its row; both (n,).

        It sees its own men and weapons and where they are, where it fights, and what it believes
        of the enemy.
        """
        state, forces = self._world.state, self._world.forces
        own = forces.units_of_side(self._side)
        entries = [entry for unit in own.tolist() for entry in forces.entries_of(unit)]
        seen = [state.men[:, own], state.weapons[:, entries], state.status[:, own]]
        seen += [state.place[:, own], state.contested]
        seen += [self._believed.men, self._believed.seen_at, self._believed.holder]
        flat = (one.reshape(len(others), -1) for one in seen)
        return np.asarray(np.all([(one == one[others]).all(axis=1) for one in flat], axis=0))

    # the outlook ----------------------------------------------------------------------------

    def futures(
        self,
        orders: Iterable[Order] | Mapping[str, Iterable[Order]],
        futures: int = 200,
        *,
        of: Sequence[str] = (),
        hidden: bool = True,
        guess: bool = False,
        runs: np.ndarray | None = None,
        then: "Commander | Mapping[str, Commander] | None" = None,
    ) -> Any:
        """What comes of giving these orders now and following the plan from the next turn on.

        With `then` another commander has the own side from the next turn on, one for all choices or
        one for each by its name.

        Returns an `Outlook`; of several choices by name, one for each in a dict. They share their
        luck, so that outlooks can be subtracted. `of` names measures, and conditions such as
        ``winner = soviet``; unless given, whether the own side wins, and the casualties of both.

        Nobody knows the dice to come. With `hidden` nobody knows the uncertain figures either that
        have not shown themselves to this side, because with other values it would have seen just
        the same so far. They are drawn anew, and futures that would have looked otherwise are left
        out. So are the enemy's latest orders if they have not shown themselves: there he follows
        his plan. With `guess` enemy units that have not shown themselves are as strong as this side
        would guess, see `sim.experiments.guesses`, and not as the scenario says. The luck that the
        enemy has had unseen is as it was. `runs` is a mask of the runs to look at. Raises
        `UserError` for what cannot be asked, and ValueError in a battle that is a future itself.
        """
        asked = orders if isinstance(orders, Mapping) else {"": orders}
        enemy = self._world.forces.sides[1 - self._side]
        usual = (f"winner = {self.side}", f"{self.side}.casualties", f"{enemy}.casualties")
        question = Question(
            self.side,
            self.turn,
            self._prospect.given,
            [[*one] for one in asked.values()],
            np.flatnonzero(np.asarray(self._mask(runs), bool) & self.everywhere),
            futures,
            tuple(of) or usual,
            hidden,
            guess,
            self._world.inputs.drawn,
            [then.get(name) if isinstance(then, Mapping) else then for name in asked],
        )
        found = dict(zip(asked, self._prospect.foresight(question), strict=True))
        return found if isinstance(orders, Mapping) else found[""]

    # orders ---------------------------------------------------------------------------------

    def launch(self, operation: str, runs: np.ndarray | None = None) -> Order:
        """Start an operation of the scenario now, whatever its trigger says."""
        return Order(operation, self._mask(runs))

    def order(self, wanted: Mapping[str, Any], runs: np.ndarray | None = None) -> Order:
        """Start an operation of any kind, in the words of a scenario file.

        Such as ``{"kind": "landing", "units": ["marines"], ...}``, without `side` and `start`.
        """
        return Order(wanted, self._mask(runs))

    def cancel(self, operation: str, runs: np.ndarray | None = None) -> Order:
        """Call off an operation that is under way: those on the march turn round where they are."""
        return Order(Countermand(operation), self._mask(runs))

    def note(self, text: str, runs: np.ndarray | None = None) -> Order:
        """Write something down for later turns: it orders nothing, and `noted` reads it."""
        return Order(Note(text), self._mask(runs))

    def march(self, *units: str, to: str, runs: np.ndarray | None = None) -> Order:
        """Send units to a place; they fight there if the enemy holds it."""
        return self.order({"kind": "march", "units": [*units], "to": to}, runs)

    def assault(self, *units: str, to: str, runs: np.ndarray | None = None) -> Order:
        """Attack a place."""
        return self.order({"kind": "assault", "units": [*units], "to": to}, runs)

    def withdraw(self, *units: str, to: str, runs: np.ndarray | None = None) -> Order:
        """Leave for a place in the rear."""
        return self.order({"kind": "withdrawal", "units": [*units], "to": to}, runs)

    def surrender(self, *units: str, runs: np.ndarray | None = None) -> Order:
        """Lay down arms."""
        return self.order({"kind": "surrender", "units": [*units]}, runs)

    def cease_fire(self, *places: str, runs: np.ndarray | None = None) -> Order:
        """Order the own troops at some places, or everywhere, to stop fighting.

        They defend themselves; the fighting ends where the enemy keeps a cease-fire too.
        """
        return self.order({"kind": "cease_fire", "places": [*places]}, runs)

    def parley(
        self,
        *garrison: str,
        place: str,
        duration: str = "1 h",
        news: datetime | None = None,
        runs: np.ndarray | None = None,
    ) -> Order:
        """Call upon the commander of enemy units at a place to give up, once; `duration` are talks.

        `news` is when he heard that his government gives up the war, if he did.
        """
        talks = {"garrison": [*garrison], "place": place, "duration": duration, "news": news}
        return self.order({"kind": "parley", **talks}, runs)

    def _mask(self, runs: np.ndarray | None) -> np.ndarray:
        return self.everywhere if runs is None else np.asarray(runs)

    def _own(self, unit: str) -> int:
        forces = self._world.forces
        if unit not in forces.unit or forces.unit_side[forces.unit[unit]] != self._side:
            raise ValueError(unknown(f"unit of {self.side}", unit, self.units))
        return forces.unit[unit]

    def _place(self, place: str) -> int:
        known = self._world.forces.place
        if place not in known:
            raise ValueError(unknown("place", place, known))
        return known[place]
