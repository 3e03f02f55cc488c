"""The table: a battle that people and programs play turn by turn, without any interface.

The state of a table is its scenario, the seed, the run and an append-only log of who ordered what.
To load, to undo and to fork are all the same: the log is played again from the beginning.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.battle import Battle
from sim.commanders import Commander, Order, OrderWarning
from sim.commanders.legal import LegalOrder, Menu
from sim.commanders.situation import Situation
from sim.commanders.verbs import wanted
from sim.experiments.play import Played
from sim.opponents.registry import PLAN, commander_named
from sim.report.outcome_table import plain_outcome
from sim.results.beliefs import BeliefRow
from sim.results.errors import UserError
from sim.results.whole_file import write_whole
from sim.scenario import Document
from sim.scenario.order import OrderError
from sim.scenario.problems import show, unknown
from sim.table import detachments
from sim.table import save as files
from sim.table.board import Board
from sim.table.check import check
from sim.table.log import DICE, FOLLOW, LAST, UNDO, Entry, Log, checked_run, plain_order
from sim.table.news import news
from sim.table.seal import Secret
from sim.table.trail import Trail

PERSON = "me"
"""Who plays a side whose orders are given with `order`."""


class Table:
    """One battle at which each side is played by a person, the plan or an opponent by name."""

    def __init__(
        self,
        document: Document,
        luck: Secret,
        sides: Mapping[str, str | Commander],
        *,
        sealed: bool = False,
    ) -> None:
        known = document.definition.sides
        for side in sides:
            if side not in known:
                raise UserError(unknown("side", side, known))
        self.document = document
        self.sides = {side: sides.get(side, PLAN) for side in known}
        """Who plays each side: `me`, the name of an opponent, or a commander of your own."""
        self._luck = luck
        self._sealed = sealed
        self._log = Log()
        self._commanders = {
            side: commander_named(who) if isinstance(who, str) else who
            for side, who in self.sides.items()
            if who != PERSON
        }
        self._decided: dict[str, dict[int, Any]] = {side: {} for side in known}
        self._warned: set[str] = set()
        self._trail = Trail(self._fresh)
        self._unsplit: list[tuple[Log, Board, Trail]] = []
        """How the battle stood before each split of this turn."""
        self._begin(0)

    # the battle -----------------------------------------------------------------------------

    def _begin(self, turn: int) -> None:
        """Play the log again, up to the orders of a turn."""
        for decided in self._decided.values():
            for later in [one for one in decided if one >= turn]:
                del decided[later]
        self._unsplit.clear()
        self._board = self._trail.back_to(turn)

    def _fresh(self, log: Log | None = None) -> Board:
        held = self._log if log is None else log
        return Board(self.document, self._luck, self._commanders, held, self._decided)

    def _play(self, turn: int) -> None:
        """Play on to the orders of a turn; where a person may want to go back, boards follow."""
        self._unsplit.clear()
        self._board.play(turn)
        self._warn()
        if self._board.people and not self.over:
            self._trail.follow(self.turn)

    def _warn(self) -> None:
        """Tell whoever wrote a commander what was wrong with its orders, once."""
        own = tuple(f"orders of {one}: " for one, who in self.sides.items() if callable(who))
        for text, _ in self.battle.complaints() if own else ():
            if text.startswith(own) and text not in self._warned:
                self._warned.add(text)
                warnings.warn(text, OrderWarning, stacklevel=4)

    @property
    def battle(self) -> Battle:
        """The battle as it stands, for hosts and reports, who may see everything."""
        return self._board.battle

    @property
    def turn(self) -> int:
        """The turn whose orders are given now; the last one if the battle is over."""
        return self._board.turn

    def _is_person(self, side: str) -> bool:
        return self.sides[side] == PERSON

    @property
    def over(self) -> bool:
        """Whether the battle is over."""
        return self._board.over

    @property
    def log(self) -> list[Entry]:
        """All that was ordered and undone, in order."""
        return [*self._log.entries]

    @property
    def outcome(self) -> dict[str, Any]:
        """Each measure: int, `datetime` (None for what never happened), or the winner's name.

        Raises `UserError` before the battle is over.
        """
        return plain_outcome(self.played.outcomes)

    @property
    def played(self) -> Played:
        """The battle as `Run` holds it. Raises `UserError` before it is over."""
        if not self.over:
            raise UserError("the battle is not over; to_the_end() plays the rest")
        return self._board.played

    @property
    def seed(self) -> int:
        """The seed of all luck; a sealed one is told when the battle is over."""
        if self._sealed and not self.over:
            raise UserError("the seed is sealed until the battle is over")
        return self._luck.seed

    @property
    def secret(self) -> str:
        """What the host of a sealed table keeps, and tells when the battle is over."""
        return self._luck.text

    # what a side sees and does --------------------------------------------------------------

    def view(self, side: str) -> Situation:
        """What a side sees now. Raises `UserError` for a side that there is not."""
        view = self.battle.view(self._side(side))
        situation = view.situation()
        if not self._is_person(side) or self.over:
            return situation
        due = self._board.people[side].due(view)
        plan = [replace(one, due=one.name in due) for one in situation.plan]
        return replace(situation, plan=plan)

    def believed(self, side: str) -> list[BeliefRow]:
        """What a side believed of the enemy up to now, a row a turn and place, beside what was so.

        Only a host may show it before the battle is over: it tells where the enemy is.
        """
        return self._board.beliefs.rows(self._side(side))

    def decided(self, side: str) -> Iterator[tuple[int, list[Order]]]:
        """Turns with what an opponent decided at each; the hosts of a table may look at it."""
        told = self._decided[self._side(side)].items()
        yield from ((turn, [*one]) for turn, one in told if isinstance(one, list | tuple))

    def legal_orders(self, side: str) -> list[LegalOrder]:
        """What a side can order now, as data; everything in it is accepted."""
        pending = [entry.order for entry in self.pending(side)]
        now, definition = self.view(side), self._board.definition
        if self.over:
            return []
        menu = [*Menu(definition, now), *detachments.menu(now, definition)]
        return [
            one for one in menu if one.order not in pending and not self._at_sea(side, one, now)
        ]

    def _at_sea(self, side: str, one: LegalOrder, now: Situation) -> bool:
        """Whether a ferry that was called off still has people aboard: it cannot begin anew yet."""
        if one.kind != "ferry":
            return False
        try:
            for each in wanted(one.order, now):
                check(self.battle, side, each, now)
        except OrderError:
            return True
        return False

    def pending(self, side: str) -> list[Entry]:
        """What a side has ordered in this turn."""
        return self._log.given(self._side(side), self.turn)

    def order(self, side: str, order: Any) -> list[str]:
        """Give an order: `sim.commanders.verbs` says in which words.

        Returns doubts whether it has an effect. Raises `OrderError` if it is refused; then nothing
        has changed.
        """
        if not self._is_person(self._side(side)):
            raise OrderError(f"{side} is played by {self._who(side)}, who gives the orders")
        if self.over:
            raise OrderError("the battle is over")
        plain = plain_order(order)
        if any(plain == one.order for one in self.pending(side)):
            raise OrderError(f"{show(plain)} is ordered already")
        if detachments.splits(plain):
            return self._split(side, plain)
        now = self.view(side)
        asked = wanted(plain, now)
        told = [doubt for one in asked for doubt in check(self.battle, side, one, now)]
        self._note(side, plain)
        return told if asked else ["nothing changes: none of them is on the march"]

    def _split(self, side: str, order: dict[str, Any]) -> list[str]:
        """A new unit stands in the order of battle from the beginning: all is played again."""
        named = detachments.named(order, self._board.definition, self.view(side))
        log = Log([*self._log.entries, Entry(self.turn, side, named)])
        board = self._fresh(log)
        board.play(self.turn)
        for one in wanted(named, board.battle.view(side).situation()):
            check(board.battle, side, one, self.view(side))
        self._unsplit.append((self._log, self._board, self._trail))
        self._log, self._board = log, board
        self._trail = Trail(self._fresh)
        return []

    def hold(self, side: str, *units: str) -> list[str]:
        """Units stay where they are; those on the march turn round."""
        return self.order(side, {"hold": [*units]})

    def cancel(self, side: str, what: str) -> list[str]:
        """Call off an operation that is under way, or all tasks of a unit."""
        return self.order(side, {"cancel": what})

    def follow_plan(self, side: str, follow: bool = True) -> None:
        """Leave a person's side to the plan of the scenario from now on, or no longer."""
        if not self._is_person(self._side(side)):
            raise OrderError(f"{side} is played by {self._who(side)}")
        self._note(side, {FOLLOW: follow})

    def renew_luck(self, run: int) -> None:
        """From the orders of this turn on the battle has the luck of another run.

        So players who agree on a number each turn play by dice that nobody has known before.
        Raises ValueError for what is no number of a run.
        """
        fixed = not self._log.dice()
        self._note("", {DICE: checked_run(run)})
        if fixed:  # it must have been played with that in view
            self._trail = Trail(self._fresh)
            self._begin(self.turn)

    def _note(self, side: str, order: Any) -> None:
        self._log.note(self.turn, side, order)
        formed = detachments.with_detachments(self.document.definition, self._log.held)
        if list(formed.units) != list(self._board.definition.units):
            self._take_split_back(list(formed.units))

    def _take_split_back(self, units: list[Any]) -> None:
        """The battle as it stood before a split, if that is at hand; else all is played again."""
        entries = self._log.entries
        if self._unsplit and list(self._unsplit[-1][1].definition.units) == units:
            self._log, self._board, self._trail = self._unsplit.pop()
            self._log.take(entries)
        else:
            self._trail = Trail(self._fresh)
            self._begin(self.turn)

    def _side(self, side: str) -> str:
        if side not in self.sides:
            raise UserError(unknown("side", side, self.sides))
        return side

    def _who(self, side: str) -> str:
        who = self.sides[side]
        return who if isinstance(who, str) else "a commander of your own"

    # time -----------------------------------------------------------------------------------

    def advance(self, turns: int = 1) -> None:
        """Play this turn with the orders that were given, or several.

        An `OrderWarning` tells what is wrong with orders of a commander of your own.
        """
        self._play(self.turn + turns)

    def to_the_end(self) -> dict[str, Any]:
        """Play the rest by the commanders named, a person's side by the plan; the outcome."""
        if not self.over:
            for side, person in self._board.people.items():
                if not person.follows:
                    self.follow_plan(side)
        self._unsplit.clear()
        self._board.play(self.document.definition.turns)
        self._warn()
        return self.outcome

    def undo(self, side: str | None = None, *, anyway: bool = False) -> None:
        """Take back the last order of this turn; without one, go back a turn.

        A `side` takes back its own orders alone, and no turn in which the other has ordered
        something; without a side it is the last order of all. Raises `UserError`, also where a
        person has learnt something since, unless `anyway`.
        """
        given = [] if self.over else self._log.of_turn(self.turn)
        mine = [one for one in given if side is None or one.side == self._side(side)]
        if mine:
            self._note(mine[-1].side, {UNDO: LAST})
            return
        if given:
            raise UserError(f"undo stops here: {given[-1].side} has given orders in this turn")
        if self.turn == 0:
            raise UserError("there is nothing to undo")
        fresh = [one for side in self._board.people for one in news(self.view(side))]
        if fresh and not anyway:
            raise UserError(f"undo stops here, for there is news since: {fresh[0]}")
        self.back_to(self.turn - 1)

    def back_to(self, turn: int) -> None:
        """Go back to a turn; what was ordered in it stays, what came later is undone."""
        if not 0 <= turn < self.turn:
            raise UserError(f"turn: must be from 0 to {self.turn - 1}, not {turn}")
        self._note("", {UNDO: turn})
        self._begin(turn)

    def fork(self, turn: int | None = None) -> "Table":
        """Another table with the same past up to a turn, by default this one, and the same luck.

        Orders of that turn and later ones are left out, unless it is this turn.
        """
        if turn is not None and not 0 <= turn <= self.turn:
            raise UserError(f"turn: must be from 0 to {self.turn}, not {turn}")
        at = self.turn if turn is None else turn
        log = [one for one in self._log.held if one.turn < at or turn is None]
        return self._like_this(log, at)

    def again(self) -> "Table":
        """Another table at the first turn, at which all that was ordered here is ordered again."""
        return self._like_this(self._log.held, 0)

    def _like_this(self, log: Sequence[Entry], turn: int) -> "Table":
        other = Table(self.document, self._luck, self.sides, sealed=self._sealed)
        other._log = Log(log)
        other._begin(turn)
        return other

    # files ----------------------------------------------------------------------------------

    def save(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write the table to a file.

        Raises `UserError` if the file is there, or if a commander of your own plays, whom no file
        can hold.
        """
        file = Path(path)
        if "\0" in str(path):
            raise UserError(f"{show(str(path))} is no name of a file")
        if file.exists() and not overwrite:
            raise UserError(f"{file} is there already; overwrite replaces it")
        if not all(isinstance(who, str) for who in self.sides.values()):
            raise UserError("a table with a commander of your own cannot be saved; name a function")
        write_whole(file, self.text())

    def text(self) -> str:
        """The table as its file would hold it."""
        sides = {side: self._who(side) for side in self.sides}
        if self._sealed:
            luck: dict[str, Any] = {"sealed": self._luck.commitment}
        else:
            luck = {"seed": self._luck.seed, "run": self._luck.run}
        return files.text_of(files.Saved(self.document, sides, self.turn, self._log.entries, luck))

    @classmethod
    def load(
        cls, path: str | Path, *, secret: str | None = None, trusted: Iterable[str] = ()
    ) -> "Table":
        """The table of a file; `secret` is what the host of a sealed one keeps.

        A commander of a file that is a function, `module:function`, plays if it is among those
        that are `trusted`. Raises `UserError`. Warns with `TableWarning`, and says what differs, if
        it was saved by another version.
        """
        return cls._of(files.read(Path(path)), secret, str(path), trusted)

    @classmethod
    def of_text(cls, text: str, path: Path, *, trusted: Iterable[str] = ()) -> "Table":
        """The table of the text of a file, as `load`; `path` is what messages name."""
        return cls._of(files.parse(text, path), None, str(path), trusted)

    @classmethod
    def _of(
        cls, saved: files.Saved, secret: str | None, path: str, trusted: Iterable[str]
    ) -> "Table":
        for strange in {one for one in saved.sides.values() if ":" in one}.difference(trusted):
            raise UserError(
                f"{path} names the function {strange} as a commander; it is called only if you "
                "name it too"
            )
        luck = files.luck_of(saved, secret, path)
        table = cls(saved.document, luck, saved.sides, sealed="sealed" in saved.luck)
        try:
            table._log = Log(saved.log)
            table._log.dice()
            table._begin(saved.turn)
        except (LookupError, ValueError, TypeError) as error:
            raise UserError(f"{path} is not sound: {error}") from None
        return table

    def __repr__(self) -> str:
        who = ", ".join(f"{side}: {self._who(side)}" for side in self.sides)
        return f"<Table {self.document.name!r}, turn {self.turn}, {who}>"
