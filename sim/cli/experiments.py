"""The commands `sweep` and `what-if`: what a change of parameters does."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from rich.text import Text

from sim.cli.batch import USUAL_RUNS, runs_there, tell_failures
from sim.cli.failures import NOT_REACHED, tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_picture, quiet_matplotlib, save_picture
from sim.cli.progress import progress_bar
from sim.cli.scenarios import once
from sim.cli.table_files import save_table
from sim.experiments.experiment import Manner
from sim.experiments.points import Method, read_points
from sim.experiments.sweep import sweep
from sim.experiments.until import Reached
from sim.experiments.what_if import what_if
from sim.report.rows import run_rows
from sim.report.sweep_table import sweep_parts
from sim.report.what_if_table import what_if_parts
from sim.results.errors import UserError
from sim.scenario import Document, ScenarioError, parse_assignment

if TYPE_CHECKING:
    import pandas as pd

VARY, SAMPLE = "--vary", "--sample"


class Space(NamedTuple):
    """The points of a sweep in the words of its options."""

    vary: Sequence[str]
    between: Sequence[str]
    points: str
    method: Method


class SweepPictures(NamedTuple):
    """The files into which pictures of a sweep are drawn; None for no picture."""

    plot: Path | None
    tornado: Path | None


def play_sweep(
    document: Document,
    runs: int | None,
    seed: int,
    manner: Manner,
    space: Space,
    *,
    until: str | None,
    measures: Sequence[str] | None,
    pictures: SweepPictures,
    table: Path | None,
    as_json: bool,
) -> None:
    """Play a sweep and show its measures against its parameters."""
    for picture in pictures:
        check_picture(picture, overwrite=manner.overwrite)
    grid, ends = once(VARY, map(_listed, space.vary)), once(SAMPLE, map(_ends, space.between))
    wanted = _points(space.points)
    count = _count(runs, until, manner)
    blamed = dict.fromkeys(grid, VARY) | dict.fromkeys(ends, SAMPLE)
    if not isinstance(wanted, int):
        blamed |= dict.fromkeys(wanted.columns, space.points)
    _tell_overruled(document, blamed)
    with (
        _blaming(blamed),
        progress_bar(count) as progress,
    ):
        found = sweep(
            document,
            count,
            seed,
            vary=grid,
            between=ends,
            points=wanted,
            method=space.method,
            measures=measures,
            until=until,
            **_keywords(replace(manner, progress=progress)),
        )
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for part in sweep_parts(found):
            screen.print(part)
    if table is not None:
        save_table(run_rows(found.batch, found.points), table)
    if pictures.plot is not None:
        from sim.plots.response import responses

        quiet_matplotlib()
        save_picture(responses(found)[0].ax, pictures.plot)
    if pictures.tornado is not None:
        from sim.plots.tornado import tornadoes

        quiet_matplotlib()
        save_picture(tornadoes(found)[0].ax, pictures.tornado)
    _tell_folder(manner)
    _tell_reached(found.reached)
    tell_failures(found.batch.failures)
    _leave(found.reached)


def play_what_if(
    document: Document,
    changed: Document,
    runs: int | None,
    seed: int,
    manner: Manner,
    *,
    until: str | None,
    measures: Sequence[str] | None,
    plot: Path | None,
    table: Path | None,
    as_json: bool,
) -> None:
    """Play a battle with and without changes and show what they do."""
    check_picture(plot, overwrite=manner.overwrite)
    count = _count(runs, until, manner)
    with progress_bar(count) as progress:
        keywords = _keywords(replace(manner, progress=progress))
        found = what_if(document, changed, count, seed, until=until, **keywords)
    names = found.chosen(measures)
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for path, value in found.experiment.points[1].items():
            screen.print(Text(f"  {path}={value}"))
        folder = None if manner.out is None else str(manner.out)
        for part in what_if_parts(found, names, folder):
            screen.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))
    if table is not None:
        save_table(run_rows(found.batch, found.experiment.points), table)
    if plot is not None and names:
        from sim.plots.what_if import differences

        quiet_matplotlib()
        save_picture(differences(found, names)[0].ax, plot)
    _tell_folder(manner)
    _tell_reached(found.reached)
    tell_failures(found.batch.failures)
    _leave(found.reached)


def _count(runs: int | None, until: str | None, manner: Manner) -> int | None:
    """The number of runs; None if a standard error says how many there are."""
    return runs or runs_there(manner) or (None if until is not None else USUAL_RUNS)


def _tell_reached(reached: Reached | None) -> None:
    if reached is not None:
        tell(reached.sentence)


def _leave(reached: Reached | None) -> None:
    """Leave with an exit code of its own if a standard error was not reached."""
    if reached is not None and not reached.enough:
        raise typer.Exit(NOT_REACHED)


def _keywords(manner: Manner) -> dict[str, Any]:
    return {name: getattr(manner, name) for name in manner.__dataclass_fields__}


def _tell_overruled(document: Document, options: Mapping[str, str]) -> None:
    """Say which values that were set before the sweep it does not play, by the option's path."""
    for set_before in document.changes:
        option = _option_of(set_before, options)
        if option is not None:
            tell(f"{set_before}: {option} overrules what --set or --variant gives")


@contextmanager
def _blaming(options: Mapping[str, str]) -> Iterator[None]:
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


def _tell_folder(manner: Manner) -> None:
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
