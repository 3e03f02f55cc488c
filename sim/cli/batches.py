"""The commands that play or read batches, and their options."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options as opt
from sim.cli.bundles import Asked, Carried, Changed, Shown, Space, unbundled
from sim.cli.failures import exit_codes

if TYPE_CHECKING:
    from sim.results.search import Extreme


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(context_settings=opt.BY_SIDE)(unbundled(monte_carlo))
    for command in (replay, plot, sweep, what_if):
        app.command()(unbundled(command))


def monte_carlo(
    context: typer.Context,
    scenario: opt.Scenario,
    *,
    runs: opt.Runs = None,
    seed: opt.Seed = 1,
    until: opt.Until = None,
    changed: Changed,
    carried: Carried,
    series_every: opt.SeriesEvery = None,
    table: opt.TableFile = None,
    as_json: opt.Json = False,
) -> None:
    """Play a battle many times and show the distribution of each measure.

    An option named after a side says who commands it: `--soviet staff`, `--japan module:function`.
    """
    with exit_codes():
        from sim.cli.batch import play_many
        from sim.cli.by_side import doubts_told, named_commanders

        manner = carried.manner(series_every=series_every, table=table)
        document = changed.document(scenario)
        commanders = named_commanders(context, document.definition)
        with doubts_told():
            play_many(
                document,
                runs,
                seed,
                manner,
                until=until,
                table=table,
                as_json=as_json,
                commanders=commanders,
            )


def replay(
    folder: Annotated[
        str,
        typer.Argument(
            metavar="DIR", parser=opt.at_home, help="A results folder, as --out has written it."
        ),
    ],
    run: opt.RunNumber = None,
    point: opt.PointNumber = 0,
    where: Annotated[
        str | None,
        typer.Option(metavar="CONDITION", help="The first run in which 'soviet.killed > 900'."),
    ] = None,
    worst: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="The run with its greatest value.")
    ] = None,
    best: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="The run with its smallest value.")
    ] = None,
    median: Annotated[
        str | None, typer.Option(metavar="MEASURE", help="A run with its median value.")
    ] = None,
    nearest: Annotated[
        bool,
        typer.Option(
            "--nearest-history",
            help="The run that lies nearest to all claims of history, and its futures.",
        ),
    ] = False,
    out: opt.BattleOut = None,
    overwrite: opt.OverwriteBattle = False,
    as_json: opt.Json = False,
) -> None:
    """Play the very battle of a row in a results folder, with its turn record."""
    with exit_codes():
        from sim.cli.replay import replay as play_again
        from sim.cli.run import Manner as BattleManner

        manner = BattleManner(out, overwrite, as_json)
        extremes: dict[Extreme, str | None] = {"worst": worst, "best": best, "median": median}
        if nearest:
            from sim.cli.nearest import replay_nearest

            replay_nearest(folder, run, where, extremes, manner)
        else:
            play_again(folder, run, point, where=where, extremes=extremes, manner=manner)


def plot(
    kind: Annotated[
        str | None, typer.Argument(metavar="KIND", help="Such as map; without it, the list.")
    ] = None,
    folders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DIR",
            parser=opt.at_home,
            help="A folder, as --out has written it; several for forest and calibration.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="Write it there: .png, .svg or .pdf; else DIR/plots.",
        ),
    ] = None,
    hours: Annotated[
        list[str] | None,
        typer.Option("--hour", metavar="TIME", help="Hour of a map, such as '1945-08-17 10:00'."),
    ] = None,
    run: opt.RunNumber = None,
    point: opt.PointNumber = 0,
    measures: opt.Measures = None,
    overwrite: opt.Replace = False,
) -> None:
    """Draw a picture of the results in a folder, or of one battle of them.

    Folders of sweeps, what-ifs and odds have kinds of their own.
    """
    with exit_codes():
        from sim.cli.plot import draw_picture

        draw_picture(
            kind,
            folders or (),
            out=out,
            overwrite=overwrite,
            hours=hours or (),
            run=run,
            point=point,
            measures=measures or (),
        )


def sweep(
    scenario: opt.Scenario,
    *,
    space: Space,
    asked: Asked,
    changed: Changed,
    carried: Carried,
    shown: Shown,
    tornado: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="Draw by how much each parameter moves the measures.",
        ),
    ] = None,
) -> None:
    """Play a battle at many points of its parameters, all with the same luck."""
    with exit_codes():
        from sim.cli.experiments import play_sweep

        manner = carried.manner(pictures=bool(shown.plot or tornado), table=shown.table)
        play_sweep(changed.document(scenario), space, asked, manner, shown, tornado)


def what_if(
    scenario: opt.Scenario, *, changed: Changed, asked: Asked, carried: Carried, shown: Shown
) -> None:
    """Play a battle with and without a change, run by run with the same luck."""
    with exit_codes():
        from sim.cli.experiments import play_what_if

        manner = carried.manner(pictures=shown.plot is not None, table=shown.table)
        play_what_if(*changed.pair(scenario), asked, manner, shown)
