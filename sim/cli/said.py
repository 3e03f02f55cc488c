"""What a command line says, and what it says in vain."""

from collections.abc import Iterable

import typer

from sim.results.errors import UserError


def said(context: typer.Context) -> dict[str, str]:
    """The parameters that the command line gives itself: by name, as users write each."""
    found = {}
    for one in context.command.params:
        source = context.get_parameter_source(one.name) if one.name else None
        if one.name and source is not None and source.name == "COMMANDLINE":
            found[one.name] = one.opts[0]
    return found


def refuse(options: Iterable[str | None], why: str) -> None:
    """Raise `UserError` if there is any of these options, which can have no effect here."""
    vain = [one for one in options if one]
    if vain:
        raise UserError(f"{', '.join(vain)}: {why}")
