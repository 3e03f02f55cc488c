"""The commands `design`, `farm` and `cite`, and their options."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options as opt
from sim.cli.bundles import Carried, Changed, Layout, unbundled
from sim.cli.failures import exit_codes


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (design, farm, cite):
        app.command()(unbundled(command))


def design(
    scenario: opt.Scenario,
    *,
    layout: Layout,
    seed: opt.Seed = 1,
    changed: Changed,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", parser=opt.path_at_home, help="Write the points there, not to stdout."
        ),
    ] = None,
    plot: opt.Plot = None,
    overwrite: opt.Replace = False,
) -> None:
    """Lay out the points of an experiment as CSV, which sweep and farm take as --points."""
    with exit_codes():
        from sim.cli import farming
        from sim.results.table_file import check_table

        check_table(out, overwrite=overwrite)
        document = changed.document(scenario)
        farming.show_design(document, layout, seed, out=out, plot=plot, overwrite=overwrite)


def farm(
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|DIR",
            parser=opt.at_home,
            help="A scenario to play, or a folder of a farm or sweep.",
        ),
    ],
    *,
    layout: Layout,
    runs: Annotated[
        int | None,
        typer.Option(min=1, max=opt.MOST_RUNS, metavar="N", help="Runs of each point (200)."),
    ] = None,
    seed: opt.Seed = 1,
    changed: Changed,
    measures: opt.Measures = None,
    side: Annotated[
        str | None, typer.Option(metavar="SIDE", help="Whose good is looked at; the first.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="TARGET",
            help="Play until a standard error is reached: 'MEASURE by PATH +- E', 'rank +- 1'.",
        ),
    ] = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MEASURE at LEVEL",
            help="A level to look for, such as 'winner=soviet at 30 %', 'soviet.killed at 400' or "
            "'esutoru_port.taken_at = never at 0.5'; without it one half of shares.",
        ),
    ] = None,
    refine: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH", help="Play points about the threshold of this factor."),
    ] = None,
    check: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="Fresh points that check the forecasts (a sixteenth of --points); 0 for none.",
        ),
    ] = None,
    carried: Carried,
    report: Annotated[
        bool, typer.Option("--report", help="Write DIR/report.html, with pictures.")
    ] = False,
    table: opt.TableFile = None,
    as_json: opt.Json = False,
) -> None:
    """Play a design of many parameters, and say what follows: effects, limits, rules, choices."""
    with exit_codes():
        from sim.cli import farming
        from sim.results.errors import UserError

        look = farming.Look(measures, side, threshold or (), refine or (), check)
        played = farming.is_folder(subject)
        folder = subject if played else carried.out
        if report and folder is None:
            raise UserError("--report writes into the results folder; name one: --out DIR")
        if played and (carried.out is not None or until is not None or runs is not None):
            raise UserError(f"{subject} was played already: --out, --until and --runs play")
        manner = carried.manner(pictures=report, table=table)
        if report and folder is not None:
            farming.check_report(folder, overwrite=manner.overwrite or manner.resume)
        if played:
            found = farming.read_farm(subject, layout, look)
        else:
            document = changed.document(subject)
            found = farming.play_farm(document, layout, look, runs, seed, manner, until=until)
        farming.show_farm(
            found,
            look,
            players={"workers": carried.workers, "cluster": carried.cluster},
            folder=folder,
            report=report,
            table=table,
            as_json=as_json,
        )


class Style(StrEnum):
    """Forms of a citation."""

    TEXT = "text"
    BIBTEX = "bibtex"


def cite(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", parser=opt.at_home, help="A results folder.")
    ],
    form: Annotated[
        Style,
        typer.Option(
            "--format",
            parser=opt.one_of(Style),
            metavar="[text|bibtex]",
            help="Sentences, or BibTeX.",
        ),
    ] = Style.TEXT,
) -> None:
    """Print how to cite a results folder, the program and the sources of its scenario."""
    with exit_codes():
        from sim.cli.output import write
        from sim.report.citation import citation
        from sim.results.store import Store

        write(citation(Store.open(folder), bibtex=form is Style.BIBTEX))
