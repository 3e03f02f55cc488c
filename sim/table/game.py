"""The game in plain lines: what a person types at a table, and what is answered.

It has no screen of its own, so that scripts, screen readers and ssh have the same game.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sim.commanders.legal import LegalOrder
from sim.commanders.score import score
from sim.report.console import plain_text
from sim.report.outcome_table import outcome_tables, winner_sentence
from sim.results.errors import UserError
from sim.scenario.order import OrderError
from sim.scenario.problems import unknown
from sim.table.table import Table
from sim.table.telling import place_line, tell, unit_line

HELP = """\
look                        all that you know; "look guards" one unit or place
menu                        what you can order, by number; "menu guards" for a unit or a place
3                           order number 3 of the menu you saw last
march guards to village     also assault, counter_attack, withdraw; several units: a, b
hold guards                 stay where they are, or turn round
cancel NAME                 call off an operation, or the tasks of a unit
launch NAME                 begin an operation of the plan
plan                        leave your side to the plan; "plan off" takes it back
{"kind": "landing", ...}    any operation, in the words of a scenario file
orders                      what you have ordered in this turn
next                        end the turn; "next 4" plays four
undo                        take back the last order, else the last turn; "undo anyway"
save FILE                   write the game to a file
end                         let the plan play the rest
quit                        leave
"""
WIDTH = 80
"""Columns of tables, unless the terminal is narrower."""
_MOVES = ("march", "assault", "counter_attack", "withdraw")


class Game:
    """One table, and the sides that people play at it."""

    def __init__(self, table: Table, sides: list[str], *, width: int = WIDTH) -> None:
        self.table = table
        self._width = width
        self._sides = sides
        self._at = 0
        self._menu: list[LegalOrder] = []
        self.left = False
        """Whether the player has left."""
        self._verbs: dict[str, Callable[[str], str]] = {
            "help": lambda _: HELP,
            "look": self._look,
            "menu": self._show_menu,
            "hold": lambda rest: self._order({"hold": _names(rest)}),
            "cancel": lambda rest: self._order({"cancel": rest}),
            "launch": self._order,
            "plan": self._plan,
            "orders": self._orders,
            "next": self._next,
            "undo": self._undo,
            "save": self._save,
            "end": self._end,
            "quit": self._quit,
            **{verb: self._mover(verb) for verb in _MOVES},
        }

    @property
    def side(self) -> str:
        """Whose turn it is."""
        return self._sides[self._at]

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed."""
        time = "over" if self.table.over else self.table.view(self.side).time
        return f"{self.side}, {time}> "

    def begin(self) -> str:
        """What is said first."""
        return tell(self.table.view(self.side)) + '\n"help" lists what you can type.\n'

    def do(self, line: str) -> str:
        """Do what a line says; the answer. What is wrong is said, and nothing has changed then."""
        line = line.strip()
        verb, _, rest = line.partition(" ")
        verb = verb.lower()
        try:
            if not line:
                return ""
            if line.startswith("{"):
                return self._order(json.loads(line))
            if line.isdecimal():
                return self._choose(int(line))
            if verb not in self._verbs:
                return f'{unknown("word", verb, self._verbs)}\n"help" explains them all.\n'
            return self._verbs[verb](rest.strip())
        except (json.JSONDecodeError, RecursionError) as error:
            return f"this is no JSON: {error}\n"
        except OrderError as error:
            return f"refused: {error}\n"
        except UserError as error:
            return f"{error}\n"

    # looking --------------------------------------------------------------------------------

    def _look(self, rest: str) -> str:
        now = self.table.view(self.side)
        if not rest:
            return tell(now)
        lines = [unit_line(one, now) for one in now.units if one.name == rest]
        lines += [place_line(one, now) for one in now.places if one.name == rest]
        if not lines:
            known = [*(one.name for one in now.units), *(one.name for one in now.places)]
            raise UserError(unknown("unit or place", rest, known))
        return "\n".join(lines) + "\n"

    def _show_menu(self, rest: str) -> str:
        menu = self.table.legal_orders(self.side)
        self._menu = [one for one in menu if not rest or rest in (*one.units, *one.goal, one.kind)]
        lines = [
            f"{number}: {one.text}" + (f" (there at {one.arrives})" if one.arrives else "")
            for number, one in enumerate(self._menu, 1)
        ]
        return "\n".join(lines or ["there is nothing to order"]) + "\n"

    def _orders(self, _: str) -> str:
        given = [json.dumps(one.order, ensure_ascii=False) for one in self.table.pending(self.side)]
        return "\n".join(given or ["none"]) + "\n"

    # ordering -------------------------------------------------------------------------------

    def _choose(self, number: int) -> str:
        if not 1 <= number <= len(self._menu):
            raise UserError(f'there is no number {number} in the menu you saw last; type "menu"')
        return self._order(self._menu[number - 1].order)

    def _mover(self, verb: str) -> Callable[[str], str]:
        def move(rest: str) -> str:
            units, to, place = rest.rpartition(" to ")
            if not to:
                raise UserError(f'say where to, such as "{verb} guards to village"')
            return self._order({verb: _names(units), "to": place.strip()})

        return move

    def _order(self, order: Any) -> str:
        doubts = self.table.order(self.side, order)
        return "".join([*(f"warning: {doubt}\n" for doubt in doubts), "ordered\n"])

    def _plan(self, rest: str) -> str:
        if rest not in ("", "off"):
            raise UserError(f'"plan" or "plan off", not {rest!r}')
        self.table.follow_plan(self.side, rest != "off")
        return "your side follows the plan\n" if not rest else "you command again\n"

    # time -----------------------------------------------------------------------------------

    def _next(self, rest: str) -> str:
        if rest and not (rest.isdecimal() and int(rest)):
            raise UserError(f"next: a number of turns, not {rest!r}")
        if self._at + 1 < len(self._sides):
            return self._hand_over(self._at + 1)
        told = self._play(int(rest or 1))
        return told if len(self._sides) == 1 or self.table.over else self._hand_over(0)

    def _hand_over(self, to: int) -> str:
        """The other side takes the chair; nothing of this one stays in sight."""
        self._at, self._menu = to, []
        return "\n" * 60 + f'{self.side} plays now; "look" shows what it knows.\n'

    def _play(self, turns: int) -> str:
        told: list[str] = []
        for _ in range(turns):
            self.table.advance()
            if self.table.over:
                return "".join(told) + self._ending()
            now = self.table.view(self.side)
            told += [f"{one.time[11:]} {one.place or '-'}: {one.text}\n" for one in now.events]
        due = [one.name for one in now.plan if one.due]
        told += [f"The plan would begin {', '.join(due)} now.\n"] if due else []
        return f"{now.time}\n{''.join(told)}"

    def _undo(self, rest: str) -> str:
        if rest not in ("", "anyway"):
            raise UserError(f'"undo" or "undo anyway", not {rest!r}')
        self.table.undo(self.side, anyway=bool(rest))
        self._menu = []
        return f"back at {self.table.view(self.side).time}\n"

    def _end(self, _: str) -> str:
        self.table.to_the_end()
        return self._ending()

    def _ending(self) -> str:
        definition, outcome = self.table.document.definition, self.table.outcome
        tables = outcome_tables(outcome, definition)
        points = ", ".join(f"{one} {score(definition, outcome, one):+g}" for one in self._sides)
        return plain_text(
            winner_sentence(outcome, definition), *tables, f"Score: {points}", width=self._width
        )

    def _save(self, rest: str) -> str:
        if not rest:
            raise UserError("save: give the name of a file")
        try:
            self.table.save(Path(rest))
        except OSError as error:
            raise UserError(f"{rest}: {error.strerror}") from None
        return f"saved in {rest}\n"

    def _quit(self, _: str) -> str:
        self.left = True
        return ""


def _names(text: str) -> list[str]:
    return [name for name in text.replace(",", " ").split() if name != "and"]
