"""The commands and their options."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.failures import exit_codes
from sim.cli.odds import register as register_odds

app = typer.Typer(
    help="Play battles as turn-based simulations, and hold them against history.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

MOST_RUNS = 2**32
LARGEST_SEED = 2**64 - 1

Scenario = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="Name of a bundled scenario, or path of a file."),
]
Seed = Annotated[int, typer.Option(min=0, max=LARGEST_SEED, metavar="N", help="Seed of all luck.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value, such as units.marines.men=100."
    ),
]
Variants = Annotated[
    list[str] | None,
    typer.Option("--variant", metavar="NAME", help="Use a variant that the scenario defines."),
]
Model = Annotated[
    str | None, typer.Option(metavar="NAME", help="Use another combat model, with its defaults.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@app.callback()
def _beachhead() -> None:
    """Play battles as turn-based simulations, and hold them against history."""


@app.command("list")
def list_scenarios(as_json: Json = False) -> None:
    """List the bundled scenarios."""
    with exit_codes():
        from sim.cli.scenarios import show_list

        show_list(as_json)


@app.command()
def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Scenario files, or bundled names.")
    ],
) -> None:
    """Report everything that is wrong with scenario files."""
    with exit_codes():
        from sim.cli.scenarios import check_all

        check_all(files)


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    with exit_codes():
        from sim.cli.scenarios import show_schema

        show_schema()


@app.command()
def run(
    scenario: Scenario,
    seed: Seed = 1,
    run: Annotated[
        int, typer.Option(min=0, max=MOST_RUNS - 1, metavar="K", help="Number of the run.")
    ] = 0,
    changes: Changes = None,
    variants: Variants = None,
    model: Model = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write events.jsonl, strengths.csv and pictures there."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Play one battle and show its turn record and outcome."""
    with exit_codes():
        from sim.kernel import interpret

        interpret()  # one battle is over before compiled kernels are loaded
        from sim.cli.run import play_one
        from sim.cli.scenarios import load

        play_one(load(scenario, variants, changes, model), seed, run, out=out, as_json=as_json)


@app.command()
def monte_carlo(
    scenario: Scenario,
    runs: Annotated[
        int, typer.Option(min=1, max=MOST_RUNS, metavar="N", help="Number of runs.")
    ] = 1000,
    seed: Seed = 1,
    changes: Changes = None,
    variants: Variants = None,
    model: Model = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write a results folder there.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the results that are in DIR.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Play a battle many times and show the distribution of each measure."""
    with exit_codes():
        from sim.cli.batch import play_many
        from sim.cli.scenarios import load

        document = load(scenario, variants, changes, model)
        play_many(document, runs, seed, out=out, overwrite=overwrite, as_json=as_json)


@app.command()
def compare(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="A results folder of `monte-carlo --out`."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Play and compare every bundled scenario.")
    ] = False,
    runs: Annotated[
        int, typer.Option(min=1, max=MOST_RUNS, metavar="N", help="Runs of each, with --all.")
    ] = 1000,
    seed: Seed = 1,
    as_json: Json = False,
    plot: Annotated[bool, typer.Option("--plot", help="Write pictures into DIR/plots.")] = False,
) -> None:
    """Hold results against what history recorded."""
    with exit_codes():
        if (folder is None) is not everything:
            from sim.results.errors import UserError

            raise UserError("give either a results folder or --all")
        if folder is None:
            from sim.cli.comparing import compare_all

            compare_all(runs, seed, as_json=as_json)
        else:
            from sim.cli.batch import compare_folder

            compare_folder(folder, as_json=as_json, plot=plot)


register_odds(app)
