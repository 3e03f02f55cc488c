"""The commands `sweep` and `what-if`: what a change of parameters does."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from sim.cli.batch import USUAL_RUNS, runs_there, tell_failures
from sim.cli.bundles import Asked, Shown, Space
from sim.cli.failures import NOT_REACHED, tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_picture, quiet_matplotlib, save_picture
from sim.cli.progress import progress_bar
from sim.cli.scenarios import once
from sim.cli.table_files import save_table
from sim.experiments.experiment import Manner
from sim.experiments.points import read_points
from sim.experiments.sweep import Sweep, sweep
from sim.experiments.what_if import WhatIf, changes_in_words, what_if
from sim.report.rows import run_rows
from sim.report.sweep_table import sweep_parts
from sim.report.what_if_table import what_if_parts
from sim.results.errors import UserError
from sim.scenario import Document, ScenarioError, parse_assignment

if TYPE_CHECKING:
    import pandas as pd

VARY, SAMPLE = "--vary", "--sample"


def play_sweep(
    document: Document,
    space: Space,
    asked: Asked,
    manner: Manner,
    shown: Shown,
    tornado: Path | None,
) -> None:
    """Play a sweep and show its measures against its parameters."""
    for picture in (shown.plot, tornado):
        check_picture(picture, overwrite=manner.overwrite)
    found = _swept(document, space, asked, manner)
    if shown.as_json:
        print_json(found.as_json())
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for part in sweep_parts(found):
            screen.print(part)
    if shown.table is not None:
        save_table(run_rows(found.batch, found.points), shown.table)
    if shown.plot is not None:
        from sim.plots.response import responses

        quiet_matplotlib()
        save_picture(responses(found)[0].ax, shown.plot)
    if tornado is not None:
        from sim.plots.tornado import tornadoes

        quiet_matplotlib()
        save_picture(tornadoes(found)[0].ax, tornado)
    _tell_rest(found, manner)


def _swept(document: Document, space: Space, asked: Asked, manner: Manner) -> Sweep:
    grid = once(VARY, map(_listed, space.vary or ()))
    ends = once(SAMPLE, map(_ends, space.sample or ()))
    wanted = _points(space.points)
    count = _count(asked, manner)
    blamed = dict.fromkeys(grid, VARY) | dict.fromkeys(ends, SAMPLE)
    if not isinstance(wanted, int):
        blamed |= dict.fromkeys(wanted.columns, space.points)
    _tell_overruled(document, blamed)
    with blaming(blamed), progress_bar(count) as progress:
        return sweep(
            document,
            count,
            asked.seed,
            vary=grid,
            between=ends,
            points=wanted,
            method=space.method.value,
            measures=asked.measures,
            until=asked.until,
            **_keywords(replace(manner, progress=progress)),
        )


def play_what_if(
    document: Document, changed: Document, asked: Asked, manner: Manner, shown: Shown
) -> None:
    """Play a battle with and without changes and show what they do."""
    check_picture(shown.plot, overwrite=manner.overwrite)
    count = _count(asked, manner)
    with progress_bar(count) as progress:
        keywords = _keywords(replace(manner, progress=progress))
        found = what_if(document, changed, count, asked.seed, until=asked.until, **keywords)
    names = found.chosen(asked.measures)
    if shown.as_json:
        print_json(found.as_json())
    else:
        _show_what_if(found, names, manner)
    if shown.table is not None:
        save_table(run_rows(found.batch, found.experiment.points), shown.table)
    if shown.plot is not None and names:
        from sim.plots.what_if import differences

        quiet_matplotlib()
        save_picture(differences(found, names)[0].ax, shown.plot)
    _tell_rest(found, manner)


def _show_what_if(found: WhatIf, names: Sequence[str], manner: Manner) -> None:
    screen = console()
    screen.print(Text(found.heading, style="bold"))
    for change in changes_in_words(found.experiment.points[1]):
        screen.print(Text(f"  {change}"))
    folder = None if manner.out is None else str(manner.out)
    for part in what_if_parts(found, names, folder):
        screen.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))


def _count(asked: Asked, manner: Manner) -> int | None:
    """The number of runs; None if a standard error says how many there are."""
    usual = None if asked.until is not None else USUAL_RUNS
    return asked.runs or runs_there(manner) or usual


def _tell_rest(found: Sweep | WhatIf, manner: Manner) -> None:
    """Tell where it is kept and what failed; leave if a standard error was not reached."""
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
    if found.reached is not None:
        tell(found.reached.sentence)
    tell_failures(found.batch.failures)
    if found.reached is not None and not found.reached.enough:
        raise typer.Exit(NOT_REACHED)


def _keywords(manner: Manner) -> dict[str, Any]:
    return {name: getattr(manner, name) for name in manner.__dataclass_fields__}


def _tell_overruled(document: Document, options: Mapping[str, str]) -> None:
    """Say which values that were set before the sweep it does not play, by the option's path."""
    for set_before in document.changes:
        option = _option_of(set_before, options)
        if option is not None:
            tell(f"{set_before}: {option} overrules what --set, --variant or --parameters gives")


@contextmanager
def blaming(options: Mapping[str, str]) -> Iterator[None]:
    """Name the option that sets a path in what is wrong with it; a sweep only knows of setting."""
    try:
        yield
    except ScenarioError as error:
        raise ScenarioError(
            replace(one, file=_option_of(one.path, options) or one.file) for one in error.problems
        ) from None


def _option_of(wrong: str, options: Mapping[str, str]) -> str | None:
    """The option that set the path of a problem, or something above it."""
    set_it = (path for path in options if wrong == path or wrong.startswith(f"{path}."))
    return next((options[path] for path in set_it), None)


def _listed(text: str) -> tuple[str, list[Any]]:
    path, equals, values = text.partition("=")
    if not equals or not values.strip():
        raise UserError(f"{VARY} takes PATH=1,2,3, not {text!r}")
    found: tuple[str, list[Any]] = parse_assignment(f"{path}=[{values}]", VARY)
    return found


def _points(text: str) -> "int | pd.DataFrame":
    """The size of a sample, or the points in a file. Raises `UserError` and `ScenarioError`."""
    if not text.lower().endswith(".csv"):
        if text.isdecimal() and int(text):
            return int(text)
        raise UserError(f"--points takes a whole number or the name of a .csv file, not {text!r}")
    return read_points(text)


def _ends(text: str) -> tuple[str, tuple[Any, Any]]:
    path, equals, ends = text.partition("=")
    low, colon, high = ends.partition(":")
    if not equals or not colon or not low.strip() or not high.strip():
        raise UserError(f"{SAMPLE} takes PATH=LOW:HIGH, not {text!r}")
    first, last = (parse_assignment(f"{path}={end}", SAMPLE)[1] for end in (low, high))
    return path.strip(), (first, last)
