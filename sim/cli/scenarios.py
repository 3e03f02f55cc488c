"""Commands about scenarios themselves: list, check, schema; and loading with changes."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

import typer

from sim.cli.failures import WRONG_INPUT, tell
from sim.cli.output import console, print_json
from sim.report.letters import visible
from sim.scenario import Document, Problem, ScenarioError, bundled, parse_assignment
from sim.scenario import load as read


def load(
    name_or_path: str,
    variants: Sequence[str] | None = None,
    changes: Sequence[str] | None = None,
    model: str | None = None,
) -> Document:
    """A scenario with variants, then another combat model, then single changes.

    Another model starts from its own defaults. Tells what is accepted and has no effect. Raises
    `ScenarioError`.
    """
    document = read(name_or_path)
    for name in variants or ():
        document = document.variant(name)
    if model is not None and model != document.definition.combat.model:
        changed = {"combat.model": model, "combat.parameters": {}}
        document = document.set(changed, "--model")
    if changes:
        document = document.set(dict(parse_assignment(text) for text in changes))
    for warning in document.warnings:
        tell(str(warning))
    return document


def show_list(as_json: bool) -> None:
    """Name, title and hours of each bundled scenario."""
    from sim.report.table import Table

    definitions = [read(path).definition for path in bundled().values()]
    if as_json:
        print_json(
            [
                {
                    "name": one.name,
                    "title": one.title,
                    "start": one.start.isoformat(timespec="minutes"),
                    "end": one.end.isoformat(timespec="minutes"),
                }
                for one in definitions
            ]
        )
        return
    rows = [
        (one.name, one.title, *(f"{moment:%Y-%m-%d %H:%M}" for moment in (one.start, one.end)))
        for one in definitions
    ]
    console().print(Table.of("Name", ["", "Title", "Start", "End"], rows))


def show_sequence(as_json: bool) -> None:
    """Phase, name and text of each step of a turn, in order."""
    from sim.report.table import Table
    from sim.world.sequence import table

    if as_json:
        print_json([dict(zip(("phase", "step", "text"), row, strict=True)) for row in table()])
        return
    console().print(Table.of("Sequence of play", ["Phase", "Step", "What is done"], table()))


def check_all(files: Sequence[str], as_json: bool) -> None:
    """Everything that is wrong with the files; exit code 2 if anything but warnings is told."""
    found = {file: list(_problems(file)) for file in files}
    if as_json:
        print_json([asdict(problem) for told in found.values() for problem in told])
    for file, told in () if as_json else found.items():
        for problem in told:
            tell(str(problem))
        if all(problem.severity == "warning" for problem in told):
            typer.echo(visible(f"{file}: ok{f' (warnings: {len(told)})' if told else ''}"))
    if any(problem.severity == "error" for told in found.values() for problem in told):
        raise typer.Exit(WRONG_INPUT)


def _problems(file: str) -> Iterator[Problem]:
    """What is wrong with a scenario and with its combat parameters, in each of its variants."""
    from sim.experiments.validation import problems

    try:
        document = read(file)
        found = {*document.warnings, *problems(document)}
        for name in document.definition.variants:
            variant = document.variant(name)
            found |= {*variant.warnings, *problems(variant)}
    except ScenarioError as error:
        found = set(error.problems)
    yield from sorted(found)
