"""The commands that play or read batches, and their options."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli import options as opt
from sim.cli.failures import exit_codes

if TYPE_CHECKING:
    from sim.experiments.experiment import Manner
    from sim.results.search import Extreme


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(context_settings=opt.BY_SIDE)(monte_carlo)
    for command in (replay, plot, sweep, what_if):
        app.command()(command)


class Method(StrEnum):
    """How a sample is drawn."""

    LATIN = "latin"
    SOBOL = "sobol"


def monte_carlo(
    context: typer.Context,
    scenario: opt.Scenario,
    runs: opt.Runs = None,
    seed: opt.Seed = 1,
    changes: opt.Changes = None,
    variants: opt.Variants = None,
    model: opt.Model = None,
    parameters: opt.Parameters = None,
    workers: opt.Workers = 1,
    out: opt.Out = None,
    resume: opt.Resume = False,
    overwrite: opt.Overwrite = False,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="TARGET",
            help="Play until a standard error is reached, such as 'soviet.killed +- 2' or "
            "'winner=soviet +- 0.005'; --runs is the most then.",
        ),
    ] = None,
    series_every: opt.SeriesEvery = None,
    chunk: opt.Chunk = None,
    cluster: opt.Cluster = None,
    table: opt.TableFile = None,
    as_json: opt.Json = False,
) -> None:
    """Play a battle many times and show the distribution of each measure.

    An option named after a side says who commands it: `--soviet staff`, `--japan module:function`.
    """
    with exit_codes():
        from sim.cli.batch import play_many
        from sim.cli.by_side import doubts_told, named_commanders
        from sim.cli.scenarios import load

        manner = manner_of(
            workers, cluster, chunk, out, resume, overwrite, series_every, table=table
        )
        document = load(scenario, variants, changes, model, parameters)
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
    run: Annotated[int | None, typer.Option(min=0, metavar="K", help="Number of the run.")] = None,
    point: Annotated[
        int, typer.Option(min=0, metavar="P", help="Point of a sweep; of a what-if, 1.")
    ] = 0,
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
    run: Annotated[
        int | None, typer.Option(min=0, metavar="K", help="Draw this battle, not the batch.")
    ] = None,
    point: Annotated[
        int, typer.Option(min=0, metavar="P", help="With --run: point of a sweep; of a what-if, 1.")
    ] = 0,
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
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=1,2,3", help="Values of a parameter; several make a grid."),
    ] = None,
    sample: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=LOW:HIGH", help="Ends between which a parameter is sampled."),
    ] = None,
    points: Annotated[
        str,
        typer.Option(
            metavar="N|FILE",
            parser=opt.at_home,
            help="Points of the sample, or a CSV file that gives them: a column a parameter.",
        ),
    ] = "64",
    method: Annotated[
        Method,
        typer.Option(
            parser=opt.one_of(Method), metavar="[latin|sobol]", help="How the sample is drawn."
        ),
    ] = Method.LATIN,
    runs: opt.Runs = None,
    seed: opt.Seed = 1,
    changes: opt.Changes = None,
    variants: opt.Variants = None,
    model: opt.Model = None,
    parameters: opt.Parameters = None,
    measures: opt.Measures = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="TARGET",
            help="Play until the standard error of each point is reached: 'soviet.killed +- 2'.",
        ),
    ] = None,
    workers: opt.Workers = 1,
    out: opt.Out = None,
    resume: opt.Resume = False,
    overwrite: opt.Overwrite = False,
    chunk: opt.Chunk = None,
    cluster: opt.Cluster = None,
    plot: opt.Plot = None,
    tornado: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            parser=opt.path_at_home,
            help="Draw by how much each parameter moves the measures.",
        ),
    ] = None,
    table: opt.TableFile = None,
    as_json: opt.Json = False,
) -> None:
    """Play a battle at many points of its parameters, all with the same luck."""
    with exit_codes():
        from sim.cli.experiments import Space, SweepPictures, play_sweep
        from sim.cli.scenarios import load

        play_sweep(
            load(scenario, variants, changes, model, parameters),
            runs,
            seed,
            manner_of(
                workers,
                cluster,
                chunk,
                out,
                resume,
                overwrite,
                pictures=bool(plot or tornado),
                table=table,
            ),
            Space(vary or (), sample or (), points, method.value),
            until=until,
            measures=measures,
            pictures=SweepPictures(plot, tornado),
            table=table,
            as_json=as_json,
        )


def what_if(
    scenario: opt.Scenario,
    changes: opt.Changes = None,
    variants: opt.Variants = None,
    model: opt.Model = None,
    parameters: opt.Parameters = None,
    runs: opt.Runs = None,
    seed: opt.Seed = 1,
    measures: opt.Measures = None,
    until: Annotated[
        str | None,
        typer.Option(
            metavar="TARGET",
            help="Play until that of the difference is reached: 'soviet.killed +- 2'.",
        ),
    ] = None,
    workers: opt.Workers = 1,
    out: opt.Out = None,
    resume: opt.Resume = False,
    overwrite: opt.Overwrite = False,
    chunk: opt.Chunk = None,
    cluster: opt.Cluster = None,
    plot: opt.Plot = None,
    table: opt.TableFile = None,
    as_json: opt.Json = False,
) -> None:
    """Play a battle with and without a change, run by run with the same luck."""
    with exit_codes():
        from sim.cli.experiments import play_what_if
        from sim.cli.scenarios import load

        play_what_if(
            load(scenario, parameters=parameters),
            load(scenario, variants, changes, model, parameters),
            runs,
            seed,
            manner_of(
                workers,
                cluster,
                chunk,
                out,
                resume,
                overwrite,
                pictures=plot is not None,
                table=table,
            ),
            until=until,
            measures=measures,
            plot=plot,
            table=table,
            as_json=as_json,
        )


def manner_of(
    workers: int,
    cluster: str | None,
    chunk: int | None,
    out: str | None,
    resume: bool,
    overwrite: bool,
    series_every: int | None = None,
    *,
    pictures: bool = False,
    table: Path | None = None,
) -> "Manner":
    """How a batch is played, from the options. Raises `UserError` for what does not go together."""
    from sim.experiments.experiment import Manner
    from sim.results.errors import UserError
    from sim.results.table_file import check_table

    if out is None and (resume or (overwrite and not pictures and table is None)):
        raise UserError("--resume and --overwrite need a folder: --out DIR")
    if resume and overwrite:
        raise UserError("--resume keeps what is in DIR and --overwrite replaces it; name one")
    check_table(table, overwrite=overwrite)
    return Manner(
        chunk=chunk,
        series_every=series_every,
        out=out,
        overwrite=overwrite,
        resume=resume,
        workers=workers,
        cluster=cluster,
    )
