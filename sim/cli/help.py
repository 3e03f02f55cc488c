"""The command `help`."""

from typing import Any

import typer

from sim.results.errors import UserError
from sim.scenario.problems import unknown


def explain(context: typer.Context, name: str | None) -> None:
    """Print the help of a command, or of the whole program. Raises `UserError`."""
    whole: Any = context.parent
    if name is None:
        typer.echo(whole.get_help())
        return
    command = whole.command.get_command(whole, name)
    if command is None:
        raise UserError(unknown("command", name, whole.command.list_commands(whole)))
    inner = type(whole)(command, info_name=name, parent=whole)
    typer.echo(command.get_help(inner))
