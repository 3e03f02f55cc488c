"""What is wrong with a scenario, in words that point at the place."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal

TreePath = tuple[str | int | float, ...]
"""Keys and list positions that lead from the top of a scenario to a value."""

Severity = Literal["error", "warning"]
"""An error keeps a scenario from being played; a warning is of what is played and does nothing."""

MAX_PROBLEMS = 200
"""How many problems of one kind are taken down before the rest is left unsaid."""

LONGEST_SHOWN = 60
SHOWN = 12
"""How many allowed names a message lists where a command lists all; else it lists all itself."""
_NAMES = "beachhead check FILE --names"
LISTED_BY = {
    **dict.fromkeys(("unit", "place", "weapon", "operation", "source", "variant"), _NAMES),
    "side or unit": _NAMES,
    "battle": "beachhead validate --out DIR",
    "scenario": "beachhead list",
    "command": "beachhead help",
    "measure": "beachhead measures SCENARIO",
    "parameter": "beachhead parameters",
    "key": "beachhead schema --format md",
    "kind of operation": "beachhead schema --format md",
    "option": "beachhead help COMMAND",
}
"""The command that lists all names of a kind."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, and where; line and column count from 1, and are 0 if unknown.

    Of a table there is the line, and the name of its column in place of a path.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        numbers = (number for number in (self.line, self.column) if number)
        place = ":".join([self.file, *map(str, numbers)])
        word = "warning" if self.severity == "warning" else ""
        return one_line(": ".join(filter(None, (place, word, self.path, self.message))))


class ScenarioError(Exception):
    """A scenario that cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[list[Problem]]]:
        return ScenarioError, (self.problems,)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at a path of the tree, not yet located in a file."""

    path: TreePath
    message: str
    at_key: bool = False
    """Whether the key is to blame, not the value."""
    severity: Severity = "error"
    tells_plan: bool = False
    """Whether it tells one side what the plan of the other means to do; an order hears nothing of
    that."""


def one_line(text: str) -> str:
    """A text in which a name of several lines, or one that steers a terminal, is still one."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def dotted(path: Iterable[object]) -> str:
    """A path as users write it."""
    return ".".join(map(str, path))


def show(value: Any) -> str:
    """A value as a message quotes it."""
    if isinstance(value, dict | list):
        text = _flow(value)
        what = "a mapping" if isinstance(value, dict) else "a list"
        return text if len(text) <= LONGEST_SHOWN else what
    if value is None:
        return "nothing"
    if isinstance(value, datetime):
        return str(value)
    text = repr(value) if not isinstance(value, bool) else str(value).lower()
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 3]}..."


def _flow(value: Any) -> str:
    """A value in the flow style of YAML; long ones are cut off soon after they are too long."""
    if isinstance(value, dict):
        pairs = [f"{key}: {_flow(one)}" for key, one in islice(value.items(), LONGEST_SHOWN)]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(one) for one in value[:LONGEST_SHOWN])}]"
    return (
        "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    )


def unknown(noun: str, name: Any, allowed: Iterable[Any]) -> str:
    """The message for a name that is not among those allowed."""
    names = [str(one) for one in allowed]
    cut = len(names) > SHOWN and noun in LISTED_BY
    listed = ", ".join(names[:SHOWN] if cut else names)
    if cut:
        listed += f", and {len(names) - SHOWN:,} more; `{LISTED_BY[noun]}` lists all"
    return f"unknown {noun} {show(name)} (allowed: {listed or 'none'}){nearest(name, names)}"


def nearest(name: Any, names: Iterable[str]) -> str:
    """The end of a message: the name that is likely to be meant, if there is one."""
    near = difflib.get_close_matches(str(name)[:80], names, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
