"""Options named after the sides of a scenario: who commands them, such as ``--soviet staff``."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer

from sim.cli.failures import tell
from sim.commanders.commander import OrderWarning
from sim.results.errors import UserError
from sim.scenario.definition import Definition
from sim.scenario.problems import unknown


@contextmanager
def doubts_told() -> Iterator[None]:
    """Say on standard error what is wrong with the orders of commanders."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", OrderWarning)
        yield
    for warning in caught:
        tell(f"warning: {warning.message}")


def named_commanders(context: typer.Context, definition: Definition) -> dict[str, str]:
    """Who commands each side, by what is left of the command line. Raises `UserError`."""
    found: dict[str, str] = {}
    words = iter(context.args)
    for word in words:
        name, equals, value = word.partition("=")
        if name.removeprefix("--") not in definition.sides or not name.startswith("--"):
            raise UserError(_unknown(context, name, definition.sides))
        who = value if equals else next(words, None)
        if not who:
            raise UserError(f"{name}: say who commands it, such as {name} staff")
        found[name.removeprefix("--")] = who
    return found


def _unknown(context: typer.Context, name: str, sides: Iterable[str]) -> str:
    if not name.startswith("-"):
        return f"an argument too many: {name!r}"
    options = [option for one in context.command.params for option in one.opts]
    return unknown("option", name, [*(f"--{side}" for side in sides), *options])
