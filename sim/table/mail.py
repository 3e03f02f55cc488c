"""Play by mail: one file goes back and forth between two players.

Who writes first, the opener, puts a commitment to his orders of the turn into the file: a hash of
them and of a random number that he keeps. The other answers with his orders in plain words, for the
opener can no longer change his. The opener then shows his orders; both can see that they are those
of the commitment, the turn is played, and he commits himself anew. So neither reads the other's
orders before both are in. Each player keeps a private file with what he has given, and with the log
and the letter as he last saw them: a past that was changed since is noticed.

The dice of a turn are made of both players' random numbers: that to which the opener was committed,
and one of the other that comes with his answer. So nobody knows them before the orders of both are
in, and nobody can choose them. The seed in the file decides on the uncertain figures and on what
happens before the first orders.

Two new units that both sides name alike in one turn: the opener's keeps the name, and the other's
gets another one when the letter is opened, which both files find by the same rule.

The file holds the battle as it has gone so far: who takes it apart instead of playing sees where
the enemy was in the last turn. Only a host can prevent that (`sim.table.seal`).
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Any

from sim.luck.draws import RUNS_LIMIT
from sim.results.errors import UserError
from sim.results.essence import digest
from sim.results.sound import Content, checked
from sim.results.whole_file import write_whole
from sim.scenario.order import OrderError
from sim.scenario.problems import unknown
from sim.table.detachments import called, told_apart, with_detachments
from sim.table.log import DICE, Entry
from sim.table.table import PERSON, Table

FORMAT = "beachhead mail"


class _Answer(Content):
    orders: list[Any]
    dice: str


class _Shown(Content):
    orders: list[Any] = []
    salt: str = ""


class _Said(Content):
    opener: str
    commitment: str
    answer: _Answer | None
    shown: _Shown


class _File(_Said):
    table: str


class _Kept(Content):
    """What a private file holds."""

    side: str
    orders: list[Any]
    salt: str
    log: list[Any]
    commitment: str
    dice: str = ""
    letter: _Said | None


@dataclass
class Letter:
    """What is in the file, and what its owner keeps to himself."""

    table: Table
    opener: str
    commitment: str
    """The opener's, for this turn; empty before he has written."""
    answer: dict[str, Any] | None
    """The other's orders of this turn, once they are in, and his random number."""
    shown: dict[str, Any]
    """What the opener had committed himself to in the last turn, and the random number."""

    @classmethod
    def read(cls, path: Path) -> "Letter":
        """The letter of a file. Raises `UserError` for what is none."""
        content = _content(path, "letter")
        file = checked(_File, content, path)
        table = Table.of_text(file.table, path)
        if set(table.sides.values()) != {PERSON} or file.opener not in table.sides:
            raise UserError(f"{path} is not sound: it is no game of two people")
        return cls(table, file.opener, file.commitment, content["answer"], content["shown"])

    @property
    def other(self) -> str:
        """Who answers the opener."""
        return next(side for side in self.table.sides if side != self.opener)

    @property
    def next_to_write(self) -> str:
        """Whose turn it is to write."""
        return self.other if self.commitment and self.answer is None else self.opener

    @property
    def said(self) -> dict[str, Any]:
        """All that is in the file but the table."""
        told = {"opener": self.opener, "commitment": self.commitment}
        return told | {"answer": self.answer, "shown": self.shown}

    def write(self, path: Path) -> None:
        """Put it into a file."""
        content = {"format": FORMAT, **self.said, "table": self.table.text()}
        write_whole(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


_NOTHING: dict[str, Any] = {"orders": [], "salt": "", "log": [], "commitment": "", "letter": None}
"""What is in a private file before the first letter."""


class Player:
    """One of the two, with his private file."""

    def __init__(self, letter: Letter, side: str, private: Path) -> None:
        self.letter = letter
        self.side = side
        self.told: list[str] = []
        """What he has to know of his own orders of the last turn."""
        self._private = private
        if side not in letter.table.sides:
            raise UserError(unknown("side", side, letter.table.sides))
        self._kept: dict[str, Any] = _NOTHING | {"side": side}
        if private.exists():
            self._kept = _content(private, "private file")
            checked(_Kept, self._kept, private)
        if self._kept["side"] != side:
            raise UserError(f"{private} is the private file of {self._kept['side']}, not of {side}")
        if self._kept["log"]:
            self._check_past()
            self._check_letter()
        self._open()

    def write(self, orders: list[Any], path: Path) -> None:
        """Give the orders of this turn, and write the letter to the other player.

        Raises `UserError` if it is not his turn to write, and `OrderError` for an order that is
        refused; then nothing has changed.
        """
        if self.letter.next_to_write != self.side:
            raise UserError(f"{self.letter.next_to_write} writes next, not {self.side}")
        trial = self.letter.table.fork()
        for order in orders:
            trial.order(self.side, order)
        orders = [entry.order for entry in trial.pending(self.side)]
        if self.side == self.letter.opener:
            self._kept |= {"orders": orders, "salt": token_hex(32)}
            self.letter.commitment = _commitment(orders, self._kept["salt"])
        else:
            self.letter.answer = {"orders": orders, "dice": token_hex(32)}
            self._kept |= self.letter.answer | {"commitment": self.letter.commitment}
        self._kept |= {"log": self._seen(), "letter": self.letter.said}
        write_whole(self._private, json.dumps(self._kept, indent=1, ensure_ascii=False) + "\n")
        self.letter.write(path)

    def _open(self) -> None:
        """The opener finds the answer: he shows his orders, and the turn is played."""
        letter = self.letter
        if letter.answer is None or self.side != letter.opener:
            return
        mine = self._kept["orders"]
        if _commitment(mine, self._kept["salt"]) != letter.commitment:
            raise UserError(f"the commitment in the letter is not that of {self._private}")
        _give(letter.table, letter.opener, mine)
        answer = letter.answer["orders"]
        names = _other_names(letter.table, letter.table.log, answer)
        _give(letter.table, letter.other, called(answer, names))
        letter.table.renew_luck(_dice(self._kept["salt"], letter.answer["dice"]))
        letter.table.advance()
        letter.commitment, letter.answer = "", None
        letter.shown = {"orders": mine, "salt": self._kept["salt"]}

    def _check_past(self) -> None:
        """Raise `UserError` if what was seen last is not the beginning of what is there."""
        before, now = self._kept["log"], self._seen()
        if now[: len(before)] != before:
            raise UserError("the letter has another past than it had when you last wrote")
        if self._kept["commitment"]:
            self._check_shown(len(now) - len(before))

    def _check_letter(self) -> None:
        """Raise `UserError` if what the other may not change is not as it was last written.

        The other adds his answer, or opens it: then his orders are held against the commitment.
        """
        now = self.letter.said
        kept = self._kept["letter"] or now
        if self.side != kept["opener"] and self.letter.answer is None:
            kept = {"opener": kept["opener"]}
        elif kept["answer"] is None:
            kept = {key: value for key, value in kept.items() if key != "answer"}
        changed = [key for key, value in kept.items() if now[key] != value]
        if changed:
            raise UserError(f"the letter has another '{changed[0]}' than when you last wrote")

    def _check_shown(self, added: int) -> None:
        """Raise `UserError` unless the orders of both were played that they had given.

        `added` is how much has come to the log since.
        """
        letter, shown = self.letter, self.letter.shown
        if letter.answer is not None:
            return  # he has not read my answer yet
        if _commitment(shown.get("orders", []), shown.get("salt", "")) != self._kept["commitment"]:
            raise UserError(f"{letter.opener} has shown other orders than he was committed to")
        log = letter.table.log
        past, fresh = log[: len(log) - added], log[len(log) - added :]
        opened = [one for one in fresh if one.side == letter.opener]
        names = _other_names(letter.table, [*past, *opened], self._kept["orders"])
        mine = [one.order for one in fresh if one.side == self.side]
        given = shown["orders"], called(self._kept["orders"], names)
        if ([one.order for one in opened], mine) != given:
            raise UserError("the letter has other orders of the last turn than were given")
        thrown = [one.order for one in fresh if not one.side]
        if thrown != [{DICE: _dice(shown["salt"], self._kept["dice"])}]:
            raise UserError("the last turn was played by other dice than those of both of you")
        self.told = [
            f"your {old} is called {new}: {letter.opener} named a unit {old} in the same turn"
            for old, new in names.items()
        ]

    def _seen(self) -> list[Any]:
        log = [[entry.turn, entry.side, entry.order] for entry in self.letter.table.log]
        scenario = json.loads(self.letter.table.text())
        return [digest(scenario["scenario"]["tree"]), scenario["seed"], *log]


def _content(path: Path, what: str) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UserError(f"there is no file {path}") from None
    except (ValueError, RecursionError):
        raise UserError(f"{path} is no {what}") from None


def _give(table: Table, side: str, orders: list[Any]) -> None:
    """Give the orders that are in a letter, all of which were accepted when it was written."""
    try:
        for order in orders:
            table.order(side, order)
    except OrderError as error:
        raise UserError(f"the letter has an order of {side} that is refused: {error}") from None


def _other_names(table: Table, log: list[Entry], answer: list[Any]) -> dict[str, str]:
    """Names for new units of an answer whose own the opener has taken, as a log tells."""
    return told_apart(answer, with_detachments(table.document.definition, log))


def _dice(one: str, other: str) -> int:
    """The run whose luck a turn has, of the random numbers of both."""
    return int(sha256(json.dumps([one, other]).encode()).hexdigest(), 16) % RUNS_LIMIT


def _commitment(orders: list[Any], salt: str) -> str:
    return sha256(json.dumps([orders, salt]).encode()).hexdigest()
