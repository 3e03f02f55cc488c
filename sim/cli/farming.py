"""The commands `design` and `farm`: from a question about many parameters to a finding."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer
from rich.text import Text

from sim.cli.batch import runs_there, tell_failures
from sim.cli.bundles import Layout
from sim.cli.experiments import blaming
from sim.cli.failures import NOT_REACHED, tell
from sim.cli.output import console, print_json
from sim.cli.progress import progress_bar
from sim.cli.table_files import save_table
from sim.experiments.experiment import Manner
from sim.experiments.farming.designs import PointDesign, design_points
from sim.experiments.farming.factors import Factor, Role, found_factors
from sim.experiments.farming.farm import Farm
from sim.experiments.farming.farm_file import keep
from sim.experiments.farming.kept import kept_farm
from sim.experiments.farming.playing import farm
from sim.experiments.points import given, read_points
from sim.report.farm_table import farm_parts
from sim.report.rows import run_rows
from sim.results.errors import UserError
from sim.scenario import Document, ScenarioError

if TYPE_CHECKING:
    from sim.results.folder import Folder

USUAL_RUNS = 200
REPORT = "report.html"


class Look(NamedTuple):
    """What is looked at, and with whose eyes."""

    measures: Sequence[str] | None
    side: str | None
    thresholds: Sequence[str]
    refine: Sequence[str]
    check: int | None


def designed(document: Document, layout: Layout, seed: int) -> PointDesign:
    """The design that options ask for. Raises `UserError` and `ScenarioError`."""
    factors = _factors(document, layout)
    if layout.points.lower().endswith(".csv"):
        points = given(read_points(layout.points))
        return _given(document, points, factors)
    if not layout.points.isdecimal() or not int(layout.points):
        raise UserError(
            f"--points takes a whole number or the name of a .csv file, not {layout.points!r}"
        )
    return design_points(
        document,
        factors,
        kind=layout.kind.value,
        points=int(layout.points),
        noise_points=layout.noise_points,
        levels=layout.levels,
        stack=layout.stack,
        seed=seed,
    )


def _factors(document: Document, layout: Layout) -> list[Factor]:
    """The factors of both options. Raises `ScenarioError` with the problems of all of them."""
    found, problems = [], []
    roles: dict[Role, Sequence[str]] = {
        "decision": layout.decision or (),
        "noise": layout.noise or (),
    }
    for role, texts in roles.items():
        for text in texts:
            try:
                with blaming({text.partition("=")[0].strip(): f"--{role}"}):
                    found.append(Factor.parsed(document, text, role))
            except ScenarioError as error:
                problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found


def _given(document: Document, points: Sequence[Any], factors: Sequence[Factor]) -> PointDesign:
    """Points of a file; the options, if there are any, say what its columns range over."""
    named = {one.path: one for one in factors}
    found = [named.get(one.path, one) for one in found_factors(document, points)]
    if strangers := sorted(set(named) - {one.path for one in found}):
        raise UserError(f"the file of points has no column {strangers[0]}")
    return PointDesign(document, tuple(found), tuple(points), "given")


def show_design(
    document: Document,
    layout: Layout,
    seed: int,
    *,
    out: Path | None,
    plot: Path | None,
    overwrite: bool,
) -> None:
    """Write the points of a design, and say how evenly they fill the space."""
    from sim.cli.picture_file import check_picture, quiet_matplotlib, save_picture
    from sim.results.table_file import print_csv

    check_picture(plot, overwrite=overwrite)
    made = designed(document, layout, seed)
    if out is None:
        print_csv([made.table], sys.stdout)
        sys.stdout.flush()
    else:
        save_table([made.table], out)
    found = made.as_json()
    tell(
        f"{found['points']:,} points of {found['factors']:,} factors ({made.kind}): the greatest "
        f"correlation is {found['max_correlation']:g}, the centred discrepancy "
        f"{made.discrepancy:.3g}"
    )
    if plot is not None:
        from sim.plots.design import design_pairs

        quiet_matplotlib()
        save_picture(design_pairs(made).ax, plot)


def is_folder(subject: str) -> bool:
    """Whether a subject is a folder of results, and no scenario."""
    from sim.results.folder import folder_at
    from sim.results.manifest import NAME

    if "://" not in subject and not Path(subject).is_dir():
        return False
    folder: Folder = folder_at(subject)
    return NAME in folder.names()


def play_farm(
    document: Document,
    layout: Layout,
    look: Look,
    runs: int | None,
    seed: int,
    manner: Manner,
    *,
    until: str | None,
) -> Farm:
    """Play a design and fit what it says."""
    made = designed(document, layout, seed)
    count = runs or runs_there(manner) or (None if until is not None else USUAL_RUNS)
    with progress_bar(count) as progress:
        told = replace(manner, progress=progress)
        keywords = {name: getattr(told, name) for name in told.__dataclass_fields__}
        return farm(
            document,
            design=made,
            runs=count,
            seed=seed,
            measures=look.measures,
            side=look.side,
            thresholds=look.thresholds,
            until=until,
            checks=look.check,
            **keywords,
        )


def read_farm(folder: str, layout: Layout, look: Look) -> Farm:
    """The farm of a folder; `--noise PATH` names what nobody can choose."""
    noise = layout.noise or ()
    if layout.decision or any("=" in one for one in noise):
        raise UserError(f"{folder} was played already; name what nobody can choose: --noise PATH")
    return kept_farm(folder, look.measures, noise, look.side, look.thresholds)


def show_farm(
    found: Farm,
    look: Look,
    *,
    players: Mapping[str, Any],
    folder: str | None,
    report: bool,
    table: Path | None,
    as_json: bool,
) -> None:
    """Show what a farm says, and write what was asked for."""
    refined = sum([_refined(found, path, players) for path in look.refine])
    if look.check and not found.checks:
        found.check(look.check, **players)
    if folder is not None and (refined or look.check):
        keep(found, folder)
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for part in farm_parts(found):
            screen.print(part)
    if table is not None:
        save_table(run_rows(found.sweep.batch, found.sweep.points), table)
    if report:
        _write_report(found, folder)
    reached = found.sweep.reached
    if reached is not None:
        tell(reached.sentence)
    tell_failures(found.sweep.batch.failures)
    if reached is not None and not reached.enough:
        raise typer.Exit(NOT_REACHED)


def _refined(found: Farm, path: str, players: Mapping[str, Any]) -> bool:
    """Whether there are thresholds of a factor, about which points were added; else it is told."""
    known = [one for name in found.findings for one in found.thresholds(name)]
    named = [one for one in known if one.root.path == path]
    for one in named:
        found.refine(one.measure, path, one.level, **players)
    if not named:  # what was played is shown all the same
        tell(f"--refine: no measure passes a level that is looked for as {path} moves")
    return bool(named)


def check_report(folder: str, *, overwrite: bool) -> None:
    """Raise `UserError` if a report is in the folder that is not to be replaced."""
    from sim.cli.picture_file import check_new
    from sim.cli.subjects import plots_folder

    check_new(plots_folder(folder).parent / REPORT, overwrite=overwrite)


def _write_report(found: Farm, folder: str | None) -> None:
    from sim.cli.picture_file import quiet_matplotlib
    from sim.cli.subjects import plots_folder
    from sim.report.farming.writing import write_farm_report

    assert folder is not None
    quiet_matplotlib()
    path = plots_folder(folder).parent / REPORT
    tell(f"Report: {write_farm_report(found, path, overwrite=True)}")
