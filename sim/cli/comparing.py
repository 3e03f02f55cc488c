"""The command `compare`: battles against their history, and combat models against each other."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sim.cli.batch import heading
from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_new, quiet_matplotlib, save_picture
from sim.cli.pictures import Album, of_all_battles
from sim.cli.progress import progress_steps
from sim.cli.table_files import save_table
from sim.experiments.monte_carlo import monte_carlo
from sim.experiments.parameter_file import Given
from sim.experiments.validation import checked
from sim.history.calibrate.models import RUNS, ModelComparison, compare_models
from sim.history.calibration import calibration
from sim.history.comparison import Comparison, compare
from sim.history.skill import joined
from sim.report.comparison_table import comparison_parts, skill_cells
from sim.report.model_table import model_parts
from sim.report.rows import claim_rows
from sim.report.table import Table
from sim.results.errors import UserError
from sim.results.table_file import check_table
from sim.scenario import Document, bundled, load
from sim.scenario.definition import Definition

USUAL_RUNS = 1000
MODELS = "models.png"


class Wanted(NamedTuple):
    """What is compared with what, in the words of the options."""

    subjects: Sequence[str]
    everything: bool
    models: str | None
    parameters: Path | None
    table: Path | None
    overwrite: bool


def compare_any(
    wanted: Wanted,
    *,
    points: int,
    runs: int | None,
    seed: int,
    workers: int,
    out: str | None,
    as_json: bool,
    plot: bool,
) -> None:
    """A folder, all battles, or combat models. Raises `UserError` for options that clash."""
    _check(wanted, out, plot=plot)
    check_table(wanted.table, overwrite=wanted.overwrite)
    pictures = Path("plots" if out is None else f"{out}/plots") if plot else None
    if wanted.models is not None:
        names = [name.strip() for name in wanted.models.split(",") if name.strip()]
        if pictures is not None:
            check_new(pictures / MODELS, overwrite=wanted.overwrite)
        with progress_steps() as progress:
            found = compare_models(
                names,
                list(wanted.subjects) or None,
                points=points,
                runs=runs or RUNS,
                seed=seed,
                out=out,
                workers=workers,
                progress=progress,
            )
        _show_models(found, as_json=as_json, plot=pictures)
    elif wanted.everything:
        compare_all(
            runs or USUAL_RUNS,
            seed,
            out=out,
            parameters=wanted.parameters,
            as_json=as_json,
            album=_album(pictures, overwrite=wanted.overwrite),
            table=wanted.table,
        )
    else:
        from sim.cli.batch import compare_folder

        compare_folder(
            wanted.subjects[0],
            as_json=as_json,
            plot=plot,
            table=wanted.table,
            overwrite=wanted.overwrite,
        )


def _check(wanted: Wanted, out: str | None, *, plot: bool) -> None:
    one_folder = len(wanted.subjects) == 1 and not wanted.everything
    if wanted.models is None and wanted.everything is bool(wanted.subjects):
        raise UserError("give either a results folder or --all")
    if wanted.models is None and not (wanted.everything or one_folder):
        raise UserError("compare takes one results folder; with --models, scenarios")
    if wanted.models is not None and wanted.table is not None:
        raise UserError("--csv writes claims, which --models does not tell one by one")
    if wanted.overwrite and wanted.table is None and not plot:
        raise UserError("--overwrite replaces a table and pictures: --csv FILE, --plot")
    if wanted.models is not None and wanted.everything:
        raise UserError("give either --models or --all")
    if wanted.models is None and one_folder and out is not None:
        raise UserError("--out keeps the battles of --all; a results folder is kept already")
    if wanted.parameters is not None and not wanted.everything:
        raise UserError("--parameters is for --all; a results folder has its own")


def _album(folder: Path | None, *, overwrite: bool) -> Album | None:
    if folder is None:
        return None
    album = of_all_battles(folder)
    album.check(overwrite=overwrite)
    return album


def _show_models(found: ModelComparison, *, as_json: bool, plot: Path | None) -> None:
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        for part in model_parts(found):
            screen.print(part)
    if plot is not None:
        from sim.plots.models import models

        plot.mkdir(parents=True, exist_ok=True)
        quiet_matplotlib()
        save_picture(models(found).ax, plot / MODELS)


def compare_all(
    runs: int,
    seed: int,
    *,
    out: str | None,
    parameters: Path | None = None,
    as_json: bool,
    album: Album | None = None,
    table: Path | None = None,
) -> None:
    """Play each bundled scenario; show its claims, then how many measures lie inside in all.

    `out` keeps a results folder for each battle, and what is there is not played again; `album`
    has the pictures of all battles.
    """
    compared: list[tuple[Definition, Comparison]] = []
    given = None if parameters is None else Given.read(parameters)
    for name in bundled():
        document = load(name) if given is None else _with(given, load(name))
        kept = None if out is None else f"{out.rstrip('/')}/{name}"
        comparison = compare(
            monte_carlo(checked(document), runs, seed, out=kept, resume=out is not None)
        )
        compared.append((document.definition, comparison))
        if not as_json:
            _show(document.definition, comparison, runs, seed)
    _show_all(compared, as_json=as_json)
    if table is not None:
        save_table([claim_rows([comparison for _, comparison in compared])], table)
    if album is not None:
        album.save([comparison for _, comparison in compared])
        album.tell()


def _with(given: Given, document: Document) -> Document:
    """A battle with shared parameters, but for those of which it has its own values."""
    own = given.own(document)
    if own:
        tell(f"{document.name} keeps its own {', '.join(own)}")
    return given.without(own).laid(document)


def _show_all(compared: list[tuple[Definition, Comparison]], *, as_json: bool) -> None:
    found = calibration([comparison for _, comparison in compared])
    together = joined([comparison.skill for _, comparison in compared if comparison.tallies])
    inside = sum(comparison.inside for _, comparison in compared)
    total = sum(comparison.total for _, comparison in compared)
    if as_json:
        scenarios = [comparison.as_json() for _, comparison in compared]
        content = {"scenarios": scenarios, "inside": inside, "total": total}
        content |= {"skill": together.as_json()}
        print_json(content | {"calibration": found.as_json()})
        return
    _show_totals(compared)
    console().print(f"{together.sentence}.")
    console().print(
        f"{inside} of {total} measures of all battles lie inside the central 90 % interval."
    )
    console().print(found.sentence)


def _show(definition: Definition, comparison: Comparison, runs: int, seed: int) -> None:
    screen = console()
    screen.print(heading(definition.title, runs, seed))
    for part in comparison_parts(comparison, definition):
        screen.print(part)


def _show_totals(compared: list[tuple[Definition, Comparison]]) -> None:
    headings = ["", "Inside", "Measures", "Log score", "Null", "CRPS skill"]
    rows = [(one.title, found.inside, found.total, *skill_cells(found)) for one, found in compared]
    console().print(Table.of("Battle", headings, rows, 1, 2, 3, 4, 5))
