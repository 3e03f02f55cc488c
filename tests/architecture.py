"""The tables of ARCHITECTURE.md that follow from the code.

`python -m tests.architecture` writes them into it.
"""

import ast
import re
from dataclasses import fields
from importlib import import_module
from inspect import getdoc, getsource
from itertools import pairwise
from pathlib import Path

import numpy as np

from sim.battle import Battle
from sim.combat.registry import model_named
from sim.rules.rule import Rule, rules
from sim.world.news import Topic
from sim.world.sequence import table
from sim.world.state import State
from tests.skirmish import skirmish
from tests.test_imports import ROOMS

FILE = Path(__file__).resolve().parents[1] / "ARCHITECTURE.md"


def rooms():
    """The order of the rooms."""
    return " → ".join(f"`{room}`" for room in ROOMS if not room.startswith("__")) + "\n"


def contents():
    """What each room says of itself."""
    named = [f"sim.{room}" for room in ROOMS if not room.startswith("__")]
    return rows(
        ("Room", "What it is"),
        [(f"`{place_of(one)}`", first_line(one)) for one in map(import_module, named)],
    )


def sequence():
    """The sequence of play."""
    return rows(("Phase", "Step", "What is done"), table())


def rules_of_play():
    """What each rule says of itself, and which section of `combat` holds its parameters."""
    named = sorted(rules(), key=lambda rule: rule.__name__)
    return rows(
        ("Rule", "File", "`combat:`", "What it is"),
        [
            (f"`{one.__name__}`", f"`{file_of(one)}`", section(one), first_line(one))
            for one in named
        ],
    )


def arrays():
    """Each array of the state with its owner."""
    definition = skirmish()
    battle = Battle(definition, model_named(definition.combat.model)(), np.arange(1), 1)
    said, owners = docstrings(State), battle.world.state.owners
    return rows(
        ("Array", "Owner", "What it holds"),
        [
            (f"`{field.name}`", owner(owners.get(field.name)), said.get(field.name, ""))
            for field in fields(State)
        ],
    )


def topics():
    """What there is news of."""
    kinds = sorted(Topic.__subclasses__(), key=lambda kind: kind.__name__)
    return rows(("Topic", "News"), [(f"`{one.__name__}`", first_line(one)) for one in kinds])


PARTS = {
    "rooms": rooms,
    "contents": contents,
    "sequence": sequence,
    "rules": rules_of_play,
    "arrays": arrays,
    "topics": topics,
}


def rows(headings, cells):
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def docstrings(kind):
    """What stands below each field of a class, in one line."""
    (body,) = ast.parse(getsource(kind)).body
    return {
        one.target.id: " ".join(after.value.value.split())
        for one, after in pairwise(body.body)
        if isinstance(one, ast.AnnAssign) and isinstance(after, ast.Expr)
    }


def owner(name):
    return f"`{name}`" if name else "nobody"


def section(rule: type[Rule]) -> str:
    return f"`{rule.section}`{', if given' if rule.optional else ''}" if rule.section else ""


def file_of(rule):
    return place_of(import_module(rule.__module__))


def place_of(module):
    return module.__name__.replace(".", "/") + ("" if hasattr(module, "__path__") else ".py")


def first_line(kind):
    return " ".join(getdoc(kind).split("\n\n")[0].split())


def written(text):
    """The text with its tables as they are now."""
    for name, make in PARTS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        pattern = re.escape(begin) + ".*?" + re.escape(end)
        assert re.search(pattern, text, re.DOTALL), name
        whole = f"{begin}\n{make()}\n{end}"
        text = re.sub(pattern, lambda _, whole=whole: whole, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    FILE.write_text(written(FILE.read_text("utf-8")), "utf-8")
