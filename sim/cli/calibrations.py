"""The command `calibrate` and its options."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli import options as opt
from sim.cli.failures import exit_codes


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(calibrate)


def calibrate(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO...]",
            parser=opt.at_home,
            help="Battles with claims; without them those of 1945.",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            metavar="CSV",
            parser=opt.at_home,
            help="Further evidence: a table of `validate`, or cdb90 for the bundled half.",
        ),
    ] = None,
    free: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH", help="A parameter to calibrate; without it twelve that battles feel."
        ),
    ] = None,
    priors: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="Priors of your own, as in a scenario's combat: {morale: {frailty: {lognormal: "
            "[0.3, 2]}}}.",
        ),
    ] = None,
    points: Annotated[
        int, typer.Option(min=32, metavar="N", help="Points at which battles are played.")
    ] = 2048,
    runs: Annotated[
        int, typer.Option(min=1, metavar="N", help="Runs of each battle at a point.")
    ] = 6,
    seed: opt.Seed = 1,
    workers: opt.Workers = 1,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            parser=opt.at_home,
            help="Write posterior.parquet and calibration.json there, and keep what was played.",
        ),
    ] = None,
    overwrite: opt.Overwrite = False,
    plot: Annotated[
        bool, typer.Option("--plot", help="Draw pictures into DIR/plots; without DIR, into plots.")
    ] = False,
    as_json: opt.Json = False,
) -> None:
    """Turn what history recorded into a posterior of shared parameters.

    Each battle is also forecast by all the others. A folder that was begun is finished.
    """
    with exit_codes():
        from sim.cli.calibrating import Asked, play_calibration

        play_calibration(
            Asked(scenarios or (), table, free or (), priors, points, runs, seed),
            out=out,
            overwrite=overwrite,
            workers=workers,
            plot=plot,
            as_json=as_json,
        )
