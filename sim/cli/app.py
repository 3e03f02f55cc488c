"""The commands and their options."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

from sim.cli.batches import register as register_batches
from sim.cli.bundles import Changed, unbundled
from sim.cli.calibrations import register as register_calibrations
from sim.cli.failures import exit_codes
from sim.cli.farms import register as register_farms
from sim.cli.futures import register as register_futures
from sim.cli.odds import register as register_odds
from sim.cli.options import (
    BY_SIDE,
    MOST_RUNS,
    BattleOut,
    Json,
    Model,
    OverwriteBattle,
    Parameters,
    Replace,
    Scenario,
    Seed,
    TableFile,
    Variants,
    Workers,
    at_home,
    one_of,
    path_at_home,
)
from sim.cli.pages import register as register_pages
from sim.cli.report import register as register_report
from sim.cli.table_files import register as register_table_files
from sim.cli.tables import register as register_tables


class SchemaFormat(StrEnum):
    """Forms of the description of scenario files."""

    JSON = "json"
    MARKDOWN = "md"


app = typer.Typer(
    help="Play battles as turn-based simulations, and hold them against history.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _show_version(asked: bool) -> None:
    if asked:
        import sim

        typer.echo(f"beachhead {sim.__version__}")
        raise typer.Exit


@app.callback()
def _beachhead(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Play battles as turn-based simulations, and hold them against history."""


@app.command("help")
def show_help(
    context: typer.Context,
    command: Annotated[str | None, typer.Argument(metavar="[COMMAND]")] = None,
) -> None:
    """Explain a command, or list them all."""
    with exit_codes():
        from sim.cli.help import explain

        explain(context, command)


@app.command("list")
def list_scenarios(as_json: Json = False) -> None:
    """List the bundled scenarios."""
    with exit_codes():
        from sim.cli.scenarios import show_list

        show_list(as_json)


@app.command()
def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", parser=at_home, help="Scenario files, or bundled names."),
    ],
    names: Annotated[
        bool, typer.Option("--names", help="List the names that the files define instead.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Report everything that is wrong with scenario files, and warn of what has no effect."""
    with exit_codes():
        from sim.cli.scenarios import check_all, show_names

        (show_names if names else check_all)(files, as_json)


@app.command()
def schema(
    form: Annotated[
        SchemaFormat,
        typer.Option(
            "--format",
            parser=one_of(SchemaFormat),
            metavar="[json|md]",
            help="A JSON Schema for editors, or a reference for readers.",
        ),
    ] = SchemaFormat.JSON,
) -> None:
    """Print what scenario files can say: each key, with its unit, default and meaning."""
    with exit_codes():
        from sim.cli.reference import show_schema

        show_schema(form.value)


@app.command()
def parameters(as_json: Json = False) -> None:
    """List the shared parameters that a scenario or --set can change."""
    with exit_codes():
        from sim.cli.reference import show_parameters

        show_parameters(as_json)


@app.command()
def measures(scenario: Scenario, variants: Variants = None, as_json: Json = False) -> None:
    """List the measures that a scenario yields, for claims, tables and pictures."""
    with exit_codes():
        from sim.cli.reference import show_measures
        from sim.cli.scenarios import load

        show_measures(load(scenario, variants), as_json)


@app.command()
def sequence(as_json: Json = False) -> None:
    """Print the sequence of play: what comes after what within a turn."""
    with exit_codes():
        from sim.cli.scenarios import show_sequence

        show_sequence(as_json)


@app.command(context_settings=BY_SIDE)
@unbundled
def run(
    context: typer.Context,
    scenario: Scenario,
    *,
    seed: Seed = 1,
    run: Annotated[
        int, typer.Option(min=0, max=MOST_RUNS - 1, metavar="K", help="Number of the run.")
    ] = 0,
    changed: Changed,
    out: BattleOut = None,
    overwrite: OverwriteBattle = False,
    as_json: Json = False,
) -> None:
    """Play one battle and show its turn record and outcome.

    An option named after a side says who commands it: `--soviet staff`, `--japan module:function`.
    """
    with exit_codes():
        from sim.cli.by_side import doubts_told, named_commanders
        from sim.cli.run import Manner, play_one

        manner = Manner(out, overwrite, as_json)
        document = changed.document(scenario)
        commanders = named_commanders(context, document.definition)
        with doubts_told():
            play_one(document, seed, run, manner, commanders)


@app.command()
def compare(
    subjects: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[DIR | SCENARIO...]",
            parser=at_home,
            help="A results folder of `monte-carlo --out`; with --models, battles with claims.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Play and compare every bundled scenario.")
    ] = False,
    models: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,NAME",
            help="Compare combat models: each is calibrated and forecasts battles held out.",
        ),
    ] = None,
    points: Annotated[
        int, typer.Option(min=32, metavar="N", help="With --models, points of each calibration.")
    ] = 512,
    runs: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_RUNS,
            metavar="N",
            help="With --all, runs of each battle (1000); with --models, of each point (4).",
        ),
    ] = None,
    seed: Seed = 1,
    workers: Workers = 1,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            parser=at_home,
            help="With --all or --models, keep each battle there; what is there is not played "
            "again.",
        ),
    ] = None,
    parameters: Parameters = None,
    table: TableFile = None,
    overwrite: Replace = False,
    as_json: Json = False,
    plot: Annotated[
        bool,
        typer.Option("--plot", help="Write pictures into DIR/plots; without DIR, into plots."),
    ] = False,
) -> None:
    """Hold results against what history recorded, or combat models against each other."""
    with exit_codes():
        from sim.cli.comparing import Wanted, compare_any

        compare_any(
            Wanted(subjects or (), everything, models, parameters, table, overwrite),
            points=points,
            runs=runs,
            seed=seed,
            workers=workers,
            out=out,
            as_json=as_json,
            plot=plot,
        )


@app.command()
def validate(
    table: Annotated[
        str | None,
        typer.Argument(
            metavar="[TABLE.csv]",
            parser=at_home,
            help="Battles, one a row; without it the bundled half of CDB90.",
        ),
    ] = None,
    model: Model = None,
    parameters: Parameters = None,
    runs: Annotated[
        int, typer.Option(min=1, max=MOST_RUNS, metavar="N", help="Runs of each battle.")
    ] = 200,
    seed: Seed = 1,
    by: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="Score groups of battles apart.")
    ] = None,
    show: Annotated[
        str | None,
        typer.Option(metavar="BATTLE", help="Print the scenario of a battle, and play nothing."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            parser=path_at_home,
            help="Write validation.json and forecasts.csv there.",
        ),
    ] = None,
    plot: Annotated[
        bool, typer.Option("--plot", help="Draw a picture into DIR; without DIR, into plots.")
    ] = False,
    overwrite: Replace = False,
    as_json: Json = False,
) -> None:
    """Forecast battles that nobody set up, and score the forecasts beside simple baselines."""
    with exit_codes():
        from sim.cli.validating import check_folder, forecast_table, show_battle, show_validation

        if show is not None:
            show_battle(table, show, model=model, parameters=parameters)
            return
        check_folder(out, plot=plot, overwrite=overwrite)
        found = forecast_table(
            table, model=model, parameters=parameters, runs=runs, seed=seed, by=by
        )
        show_validation(found, out=out, plot=plot, as_json=as_json)


register_batches(app)
register_calibrations(app)
register_farms(app)
register_futures(app)
register_odds(app)
register_pages(app)
register_report(app)
register_table_files(app)
register_tables(app)


def narrowed(words: Sequence[str]) -> typer.Typer:
    """The command line, with one command alone if `words` begin with it: all take longer."""
    asked = [one for one in app.registered_commands if _name(one) in words[:1]]
    if asked and words[0] != "help":
        app.registered_commands = asked
    return app


def _name(command: CommandInfo) -> str:
    assert command.callback is not None
    return command.name or get_command_name(command.callback.__name__)
