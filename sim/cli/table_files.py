"""Tables that leave the house: the option `--csv`, and the command `table-of`."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options as opt
from sim.cli.failures import exit_codes, tell

if TYPE_CHECKING:
    import pandas as pd


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(table_of)


def table_of(
    folders: Annotated[
        list[str],
        typer.Argument(
            metavar="DIR...", parser=opt.at_home, help="A folder, as --out has written it."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="Write it there: .csv, .parquet or .xlsx; else CSV on standard output.",
        ),
    ] = None,
    overwrite: opt.Replace = False,
) -> None:
    """Write the rows of a folder as a table: one a run, with the parameters of its point.

    Of odds there is one row a number of survivors; of several folders, or one that holds several,
    one a claim of history.
    """
    with exit_codes():
        from sim.results.table_file import check_table, print_csv

        check_table(out, overwrite=overwrite)
        frames = _frames(folders)
        if out is None:
            print_csv(frames, sys.stdout)
            sys.stdout.flush()
        else:
            save_table(frames, out)


def save_table(frames: "Iterable[pd.DataFrame]", path: Path) -> None:
    """Write a table into a file, and say so."""
    from sim.results.table_file import write_table

    write_table(frames, path)
    tell(f"Table: {path}")


def _frames(addresses: Sequence[str]) -> "Iterable[pd.DataFrame]":
    from sim.cli.subjects import found_in, opened
    from sim.report.rows import claim_rows, odds_rows, run_rows
    from sim.results.batch import Batch
    from sim.results.store import Store

    subject = "batches" if len(addresses) > 1 else found_in(addresses[0]).subject
    if subject == "odds":
        return [odds_rows(opened("odds", addresses, None, ()))]
    if subject == "batches":
        return [claim_rows(opened("batches", addresses, None, ()))]
    store = Store.open(addresses[0])
    return run_rows(Batch(store.document, store.manifest.seed, store), store.points)
