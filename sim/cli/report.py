"""The command `report`: a results folder as one document."""

import webbrowser
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options as opt
from sim.cli.failures import exit_codes, tell


class Format(StrEnum):
    """Forms of a report."""

    HTML = "html"
    MARKDOWN = "md"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(report)


def report(
    folder: Annotated[
        str,
        typer.Argument(
            metavar="DIR", parser=opt.at_home, help="A results folder of `monte-carlo --out`."
        ),
    ],
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            parser=opt.one_of(Format),
            metavar="[html|md]",
            help="One HTML file, or Markdown with a folder of pictures.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="Write it there, not to DIR/report.html.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="MEASURE", help="Measure by which runs are best and worst."),
    ] = None,
    futures: Annotated[
        int,
        typer.Option(
            min=0,
            metavar="N",
            help="Tell the outlook of these runs from N futures at each turn; 0 leaves it out.",
        ),
    ] = 50,
    open_it: Annotated[bool, typer.Option("--open", help="Show it in a web browser.")] = False,
    overwrite: opt.Replace = False,
) -> None:
    """Write an after-action report: what happened, the runs to look at, and what history says."""
    with exit_codes():
        path = _write(folder, form, out, by, futures, overwrite)
        tell(f"Report: {path}")
        if open_it and not webbrowser.open(path.absolute().as_uri()):
            tell("There is no web browser to open it with")


def _write(
    address: str,
    form: Format | None,
    out: Path | None,
    by: str | None,
    futures: int,
    over: bool,
) -> Path:
    from sim.cli.picture_file import quiet_matplotlib
    from sim.report.after_action.writing import check_free, form_of, write_report
    from sim.results.batch import Batch
    from sim.results.errors import UserError
    from sim.results.folder import LocalFolder
    from sim.results.store import Store

    store = Store.open(address)
    if out is None:
        if not isinstance(store.folder, LocalFolder):
            raise UserError(f"{address} is not on this machine; name a file with --out FILE")
        path = store.folder.root / f"report.{form or Format.HTML}"
    else:
        path = out
        if form is not None and form_of(path) != form:
            raise UserError(f"{path} does not end in .{form}, as --format {form} needs")
    check_free(path, overwrite=over)
    quiet_matplotlib()
    batch = Batch(store.document, store.manifest.seed, store)
    return write_report(batch, path, by=by, futures=futures, overwrite=over)
