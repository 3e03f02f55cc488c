"""The command `futures`: the outlook of one battle, and where it turned."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options as opt
from sim.cli.bundles import Alternative, Carried, Changed, Wishes, unbundled
from sim.cli.failures import exit_codes


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(context_settings=opt.BY_SIDE)(unbundled(futures))


def futures(
    context: typer.Context,
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
    wishes: Wishes,
    credit: Annotated[
        bool,
        typer.Option(
            "--credit", help="Tell whose dice moved the outlook at each turning point, how far."
        ),
    ] = False,
    account: Annotated[
        bool,
        typer.Option(
            "--account", help="Tell luck against decision: what dice and orders did, by turn."
        ),
    ] = False,
    other: Alternative,
    orders: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="Orders that were given in the battle: a saved table, or a JSON list of "
            "[turn, side, order].",
        ),
    ] = None,
    changed: Changed,
    carried: Carried,
    plot: opt.Plot = None,
    as_json: opt.Json = False,
) -> None:
    """Play one battle on from each of its turns with other luck, and show where it was decided.

    An option named after a side says who commands it: `--soviet staff`, `--japan module:function`.
    In its futures the plan goes on.
    """
    with exit_codes():
        from sim.cli.battle_named import Named
        from sim.cli.decision_shown import show_decision
        from sim.cli.futures_shown import Showing, show_futures

        named = Named(source, changed, run, point, seed, orders, context)
        manner = carried.manner(pictures=plot is not None)
        if other.instead or other.withhold:
            show_decision(named, wishes, other, manner, as_json=as_json)
        else:
            show_futures(named, wishes, manner, Showing(plot, credit, account, as_json))
