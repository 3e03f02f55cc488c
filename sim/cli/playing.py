"""The commands `table` and `play`: a battle turn by turn, for programs and for people."""

import json
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sim.cli.failures import tell
from sim.cli.output import columns, fitted, print_json, write
from sim.report.letters import make_safe
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.order import OrderError
from sim.table.game import WIDTH, Game
from sim.table.mail import Letter, Player
from sim.table.protocol import Protocol
from sim.table.save import TableWarning
from sim.table.seal import Secret
from sim.table.table import PERSON, Table
from sim.table.telling import tell as told


class Setting(NamedTuple):
    """Who plays, and by which luck."""

    side: str | None
    against: str
    seed: int
    run: int
    hot_seat: bool = False


def new_table(document: Document, setting: Setting) -> Table:
    """A table as it was asked for; without a side the first one is played."""
    first, second = document.definition.sides
    side = first if setting.side is None else setting.side
    if side not in (first, second):
        raise UserError(f"--side: must be {first} or {second}, not {side!r}")
    enemy = second if side == first else first
    sides = {side: PERSON, enemy: PERSON if setting.hot_seat else setting.against}
    return Table(document, Secret.of(setting.seed, setting.run), sides)


def load_table(file: Path, trusted: Iterable[str]) -> Table:
    """The table of a file; what differs in its version is told."""
    with differences_told():
        return Table.load(file, trusted=trusted)


@contextmanager
def differences_told() -> Iterator[None]:
    """What differs in the version of a file that is read is told."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", TableWarning)
        yield
    for warning in caught:
        tell(str(warning.message))


def player(table: Table, side: str | None) -> str:
    """The side that is played at a table, by default the first that a person plays."""
    people = [one for one, who in table.sides.items() if who == PERSON]
    if side is None and people:
        return people[0]
    if side not in people:
        raise UserError(f"--side: must be {' or '.join(people) or 'nobody'}, not {side!r}")
    return side


def speak_lines(table: Table, side: str) -> None:
    """Speak the protocol on standard input and output until there is no more input."""
    protocol = Protocol(table, side)
    _say(protocol.hello())
    for line in sys.stdin:
        if line.strip():
            _say(protocol.answer(line))


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer, allow_nan=False) + "\n")
    sys.stdout.flush()


def one_move(
    table: Table, side: str, orders: list[str], turns: int, save: Path | None, manner: "Shown"
) -> None:
    """Give orders, advance, save, and show what the side knows then."""
    for order in orders:
        try:
            doubts = table.order(side, _read(order))
        except OrderError as error:
            raise UserError(f"--order: {error}") from None
        for doubt in doubts:
            tell(f"--order: warning: {doubt}")
    if turns:
        table.advance(turns)
    if save is not None:
        table.save(save, overwrite=manner.overwrite)
    if manner.as_json:
        print_json(table.view(side).as_json())
    else:
        write(fitted(told(table.view(side))))


class Shown(NamedTuple):
    """How a move is shown and kept."""

    overwrite: bool
    as_json: bool


def by_mail(
    file: Path, side: str, orders: list[str], start: Table | None, *, look: bool = False
) -> None:
    """Read the letter in a file, answer it unless the player only looks, and show what he sees."""
    private = file.with_name(f"{file.name}.{side}")
    if start is None:
        with differences_told():
            letter = Letter.read(file)
    else:
        for one in (file, private):
            if one.exists():
                raise UserError(f"{one} is there already; a new game needs a new file")
        letter = Letter(start, side, "", None, {})
    player = Player(letter, side, private)
    for line in player.told:
        tell(line)
    write(fitted(told(player.letter.table.view(side))))
    if look:
        return
    try:
        player.write([_read(order) for order in orders], file)
    except OrderError as error:
        raise UserError(f"--order: {error}") from None
    tell(f"{file} goes to {player.letter.next_to_write}; {file.name}.{side} stays with you")


def _read(order: str) -> object:
    if not order.lstrip().startswith("{"):
        return order
    try:
        return json.loads(order)
    except ValueError as error:
        raise UserError(f"--order: this is no JSON: {error}") from None


def play_text(table: Table, sides: list[str]) -> None:
    """Play in plain lines until the player leaves or there is no more input."""
    game = Game(table, sides, width=min(columns() or WIDTH, WIDTH))
    make_safe(sys.stdout)
    person = sys.stdin.isatty()
    write(fitted(game.begin()))
    while not game.left:
        if person:
            write(game.prompt)
        line = sys.stdin.readline()
        if not line:
            break
        write(fitted(game.do(line)))
