"""The commands `monte-carlo` and `compare`: many battles."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.text import Text

from sim.cli.failures import NOT_REACHED, OUR_FAILURE, tell
from sim.cli.output import console, print_json
from sim.cli.progress import progress_bar
from sim.cli.table_files import save_table
from sim.experiments.campaign import campaign
from sim.experiments.experiment import Experiment, Manner
from sim.opponents.registry import commanders_named
from sim.report.summary_table import summary_parts
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.failure import Failure
from sim.results.folder import folder_at
from sim.scenario import Document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.experiments.until import Reached

USUAL_RUNS = 1000


def play_many(
    document: Document,
    runs: int | None,
    seed: int,
    manner: Manner,
    *,
    until: str | None = None,
    table: Path | None = None,
    as_json: bool,
    commanders: "Mapping[str, str] | None" = None,
) -> None:
    """Play the batch and show what it says of each measure; `commanders` are names by side.

    Exit code 1 if runs failed, 3 if a standard error that was asked for was not reached.
    """
    if commanders and manner.resume:
        raise UserError("--resume goes on with a batch that the plan commands; give another --out")
    experiment = Experiment(document, seed, commanders=commanders_named(commanders or {}))
    manner = replace(manner, counted=manner.out is None and table is None)
    reached = None if until is None else _until(experiment, runs, manner, until)
    if reached is None:
        batch = _batch(experiment, runs or runs_there(manner) or USUAL_RUNS, manner)
    else:
        batch = reached.batch
    if as_json:
        measures = {name: one.as_json() for name, one in batch.summaries.items()}
        print_json(
            {"scenario": document.name, "seed": seed, "runs": batch.runs, "measures": measures}
        )
    else:
        screen, definition = console(), document.definition
        screen.print(heading(definition.title, batch.runs, seed))
        for part in summary_parts(batch.summaries, definition):
            screen.print(part)
    if table is not None:
        from sim.report.rows import run_rows

        save_table(run_rows(batch), table)
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
    tell_failures(batch.failures)
    if reached is not None and not reached.enough:
        raise typer.Exit(NOT_REACHED)


def runs_there(manner: Manner) -> int | None:
    """The number of runs that a batch to go on with was meant to have; None if there is none."""
    from sim.results.manifest import NAME, Manifest

    if not manner.resume or manner.out is None:
        return None
    folder = folder_at(manner.out)
    return Manifest.read(folder).runs if NAME in folder.names() else None


def _batch(experiment: Experiment, runs: int, manner: Manner) -> Batch:
    with progress_bar(runs) as progress:
        told = replace(manner, progress=progress)
        with campaign(experiment, told, runs) as going:
            return going.play_to(runs)


def _until(experiment: Experiment, most: int | None, manner: Manner, until: str) -> "Reached":
    from sim.experiments.until import Target, play_until

    target = Target.parse(until, experiment.document.definition)
    with progress_bar(None) as progress:
        told = replace(manner, progress=progress)
        reached = play_until(experiment, target, told, most)
    tell(reached.sentence)
    return reached


def tell_failures(failures: "Sequence[Failure]") -> None:
    """Say which runs failed, and leave with exit code 1 if any did."""
    if not failures:
        return
    first = failures[0]
    count = "1 run" if len(failures) == 1 else f"{len(failures):,} runs"
    tell(f"{count} failed; the first is run {first.run:,}: {first.error}\n{first.command}")
    raise typer.Exit(OUR_FAILURE)


def compare_folder(
    address: str, *, as_json: bool, plot: bool, table: Path | None, overwrite: bool
) -> None:
    """Show each claim beside the runs in a results folder."""
    from sim.cli.pictures import overview
    from sim.cli.subjects import plots_folder
    from sim.history.comparison import compare
    from sim.report.comparison_table import comparison_parts, judgement_parts
    from sim.report.rows import claim_rows
    from sim.results.store import Store

    folder = plots_folder(address) if plot else Path()
    store = Store.open(address)
    if store.manifest.holds != "batch":
        raise UserError(
            f"{address} holds a {store.manifest.holds} of {len(store.manifest.points):,} points, "
            f"which are no one batch; compare takes a folder of monte-carlo"
        )
    batch = Batch(store.document, store.manifest.seed, store)
    album = overview(batch, folder) if plot else None
    if album is not None:
        album.check(overwrite=overwrite)
    if not store.manifest.complete:
        there = f"{batch.runs:,} of {store.manifest.runs:,} runs are there"
        tell(f"{address} is not complete: {there}; monte-carlo --resume plays the others")
    comparison, definition = compare(batch), batch.document.definition
    if as_json:
        print_json(comparison.as_json())
    else:
        screen = console()
        screen.print(heading(definition.title, batch.runs, batch.seed))
        for part in comparison_parts(comparison, definition):
            screen.print(part)
        for part in judgement_parts(comparison, definition):
            screen.print(part)
    if table is not None:
        save_table([claim_rows([comparison])], table)
    if album is not None:
        album.save(batch)
        album.tell()


def heading(title: str, runs: int, seed: int) -> Text:
    """What was played."""
    noun = "run" if runs == 1 else "runs"
    return Text(f"{title}: {runs:,} {noun}, seed {seed}", style="bold")
