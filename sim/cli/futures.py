"""The command `futures`: the outlook of one battle, and where it turned."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options as opt
from sim.cli.bundles import Carried, Changed, unbundled
from sim.cli.failures import exit_codes


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(unbundled(futures))


def futures(
    source: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|DIR",
            parser=opt.at_home,
            help="A scenario by name or file, or a results folder; of futures, to show them.",
        ),
    ],
    *,
    run: opt.RunNumber = None,
    point: opt.PointNumber = 0,
    seed: opt.Seed = 1,
    measures: opt.Measures = None,
    chances: Annotated[
        list[str] | None,
        typer.Option(
            "--chance",
            metavar="CONDITION",
            help="A condition of which the chance is told, such as 'soviet.killed > 20'.",
        ),
    ] = None,
    number: Annotated[
        int | None,
        typer.Option("--futures", min=2, metavar="N", help="Futures at each turn (500)."),
    ] = None,
    every: Annotated[
        int | None,
        typer.Option(
            min=1, metavar="TURNS", help="Turns between two looks; some 80 looks if not given."
        ),
    ] = None,
    start: Annotated[
        int, typer.Option("--from", min=0, metavar="TURN", help="The first turn of all.")
    ] = 0,
    hidden: Annotated[
        bool,
        typer.Option(
            "--hidden", help="Draw uncertain figures anew that have not shown themselves."
        ),
    ] = False,
    credit: Annotated[
        bool,
        typer.Option(
            "--credit", help="Tell whose dice moved the outlook at each turning point, how far."
        ),
    ] = False,
    instead: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUE",
            help="Tell what it is worth to do this instead, with the same past and luck.",
        ),
    ] = None,
    withhold: Annotated[
        list[str] | None,
        typer.Option(metavar="OPERATION", help="The same of an order of the plan not given."),
    ] = None,
    at: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="TURN",
            help="With --instead or --withhold: the turn at which ways part; when it first matters "
            "if not given.",
        ),
    ] = None,
    orders: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="A table that was saved: its battle, with the orders that were given at it.",
        ),
    ] = None,
    changed: Changed,
    carried: Carried,
    plot: opt.Plot = None,
    as_json: opt.Json = False,
) -> None:
    """Play one battle on from each of its turns with other luck, and show where it was decided."""
    with exit_codes():
        from sim.cli.futures_shown import Alternative, Showing, Wishes, show_decision, show_futures

        named, of = (source, changed), (run, point, seed)
        wishes = Wishes(measures, chances, number, every, start, hidden)
        other = Alternative(instead or (), withhold or (), at)
        showing = Showing(plot, credit, as_json, orders)
        manner = carried.manner(pictures=plot is not None)
        if other.instead or other.withhold:
            show_decision(named, of, wishes, other, manner, showing)
        else:
            show_futures(named, of, wishes, manner, showing)
