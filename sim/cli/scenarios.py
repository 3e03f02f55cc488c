"""Commands about scenarios themselves: list, check, schema; and loading with changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

import typer

from sim.cli.failures import WRONG_INPUT, tell
from sim.cli.garbage import be_loaded
from sim.cli.output import console, entry, print_json
from sim.report.letters import visible
from sim.results.errors import UserError
from sim.scenario import Document, Problem, ScenarioError, bundled, parse_assignment
from sim.scenario import load as read
from sim.scenario.library import find

if TYPE_CHECKING:
    from sim.experiments.parameter_file import Given

Value = TypeVar("Value")


def load(
    name_or_path: str,
    variants: Sequence[str] | None = None,
    changes: Sequence[str] | None = None,
    model: str | None = None,
    parameters: "Given | None" = None,
) -> Document:
    """A scenario with variants, another combat model, shared parameters, then single changes.

    Another model starts from its own defaults. Tells what is accepted and has no effect. Raises
    `ScenarioError`.
    """
    document = read(name_or_path)
    set_before: dict[str, str] = {}
    for name in variants or ():
        document = document.variant(name)
        _tell_overruled(set_before, document.definition.variants[name].set, f"--variant {name}")
    if model is not None and model != document.definition.combat.model:
        changed = {"combat.model": model, "combat.parameters": {}}
        document = document.set(changed, "--model")
        _tell_overruled(set_before, changed, "--model")
    if parameters is not None:
        from sim.experiments.parameter_file import OPTION

        for path in parameters.own(document):
            set_before.setdefault(path, "the scenario")
        document = parameters.laid(document)
        _tell_overruled(set_before, parameters.changes, OPTION)
    if changes:
        given = once("--set", map(parse_assignment, changes))
        document = document.set(given)
        for path in given:
            _tell_overruled(set_before, [path], "--set")
    for warning in document.warnings:
        tell(str(warning))
    be_loaded()
    return document


def once(option: str, given: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """What an option gives by path. Raises `UserError` for a path that is given twice."""
    found: dict[str, Value] = {}
    for path, value in given:
        if path in found:
            raise UserError(f"{option} is given {path} twice")
        found[path] = value
    return found


def _tell_overruled(set_before: dict[str, str], paths: Iterable[str], option: str) -> None:
    """Say what options before this one set in vain; they are kept by path."""
    for path in paths:
        for vain in [one for one in set_before if one == path or one.startswith(f"{path}.")]:
            tell(f"{vain}: {option} overrules what {set_before.pop(vain)} gives")
    set_before.update(dict.fromkeys(paths, option))


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


def show_names(files: Sequence[str], as_json: bool) -> None:
    """The names that each file and its includes define, by section, whatever else is wrong."""
    from sim.scenario.includes import defined

    found = {file: defined(find(file)) for file in files}
    if as_json:
        print_json(found)
        return
    for file, sections in found.items():
        for section, names in sections.items():
            heading = section if len(files) == 1 else f"{file}: {section}"
            entry(heading, f" ({len(names)})", ", ".join(names))


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
    from sim.scenario.evidence import doubts

    try:
        document = read(file)
        variants = [document.variant(name) for name in document.definition.variants]
        found = {
            problem
            for one in (document, *variants)
            for problem in (*one.warnings, *problems(one), *doubts(one))
        }
    except ScenarioError as error:
        found = set(error.problems)
    yield from sorted(found)
