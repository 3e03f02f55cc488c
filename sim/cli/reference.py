"""Commands that say what can be set and what comes out: schema, parameters, measures."""

import typer
from rich.text import Text

from sim.cli.output import console, entry, print_json
from sim.scenario import Document


def show_schema(form: str) -> None:
    """The JSON Schema of scenario files, or their reference in Markdown."""
    from sim.experiments.scenario_format import full_reference, full_schema

    if form == "json":
        print_json(full_schema())
    else:
        typer.echo(full_reference(), nl=False)


def show_parameters(as_json: bool) -> None:
    """Each parameter with its default, unit, bounds and meaning, set by set."""
    from sim.experiments.parameters import parameter_sets, parameters

    if as_json:
        print_json([one.as_json() for one in parameters()])
        return
    for part in parameter_sets():
        where = part.path if part.model is None else f"{part.path} of the model {part.model}"
        _heading(": ".join(filter(None, (where, part.meaning))))
        for one in part.parameters:
            unit = f"{one.unit}, " if one.unit else ""
            meaning = f"{one.meaning}; {one.held}"
            entry(f"{one.path}={one.default:g}", f" ({unit}{one.allowed})", meaning)


def show_measures(document: Document, as_json: bool) -> None:
    """Each measure with its kind, unit and meaning."""
    from sim.scenario.measures import measures

    known = measures(document.definition).values()
    if as_json:
        print_json([one.as_json() for one in known])
        return
    for one in known:
        entry(one.name, f" ({one.unit})", one.meaning)


def _heading(text: str) -> None:
    console().print(Text(text, style="bold"))
