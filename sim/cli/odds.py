"""The command `odds`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.failures import exit_codes, tell
from sim.cli.options import TableFile, at_home, one_of, path_at_home

if TYPE_CHECKING:
    from sim.duels.odds import Odds


class Model(StrEnum):
    """Models that know odds."""

    DICE = "dice"
    MARKOV = "markov"


class Side(StrEnum):
    """Who fires first."""

    ATTACKER = "attacker"
    DEFENDER = "defender"


class Law(StrEnum):
    """Laws of the model `markov`."""

    SQUARE = "square"
    LINEAR = "linear"


Force = Annotated[
    str,
    typer.Option(metavar="FORCE", help="Groups in their order of loss, such as 6@1,2@3."),
]
RetreatsBelow = Annotated[
    int, typer.Option(min=1, metavar="N", help="This side retreats with fewer units.")
]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(odds)


def odds(
    attacker: Force,
    defender: Force,
    model: Annotated[
        Model,
        typer.Option(
            parser=one_of(Model),
            metavar="[dice|markov]",
            help="Rounds of dice, or one casualty at a time.",
        ),
    ] = (Model.DICE),
    sides: Annotated[int, typer.Option(metavar="N", help="Sides of each die.")] = 6,
    first_fire: Annotated[
        Side | None,
        typer.Option(
            parser=one_of(Side),
            metavar="[attacker|defender]",
            help="Who fires first each round; both at once if not given.",
        ),
    ] = None,
    retreat_after: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Rounds after which the attacker retreats."),
    ] = None,
    attacker_retreats_below: RetreatsBelow = 1,
    defender_retreats_below: RetreatsBelow = 1,
    law: Annotated[
        Law,
        typer.Option(
            parser=one_of(Law), metavar="[square|linear]", help="Aimed or area fire (markov)."
        ),
    ] = Law.SQUARE,
    error: Annotated[
        float, typer.Option(metavar="E", help="Standard error that a Monte Carlo ends with.")
    ] = 0.002,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Seed of a Monte Carlo.")] = 1,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="DIR", parser=at_home, help="Keep the odds there: a path or fsspec address."
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the odds in DIR, a picture, a table.")
    ] = False,
    table: TableFile = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")] = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", parser=path_at_home, help="Draw the survivors into a picture file."
        ),
    ] = None,
) -> None:
    """Who wins, how often and with how many left: 10@1 is ten units that hit on a 1.

    Exact where that takes about a second, by Monte Carlo beyond. For the model markov the number
    after the @ is the losses that one unit inflicts in a unit of time.
    """
    with exit_codes():
        from sim.cli.picture_file import check_picture
        from sim.duels.kept import check_free
        from sim.duels.odds import odds as find
        from sim.results.errors import UserError
        from sim.results.table_file import check_table

        if overwrite and not (out or plot or table):
            raise UserError("--overwrite replaces what --out, --plot or --csv names; name one")
        check_picture(plot, overwrite=overwrite)
        check_table(table, overwrite=overwrite)
        if out is not None:
            check_free(out, overwrite=overwrite)
        found = find(
            attacker,
            defender,
            model=model.value,
            sides=sides,
            first_fire=first_fire.value if first_fire else None,
            retreat_after=retreat_after,
            attacker_retreats_below=attacker_retreats_below,
            defender_retreats_below=defender_retreats_below,
            law=law.value,
            error=error,
            seed=seed,
        )
        _show(found, as_json, plot)
        if table is not None:
            from sim.cli.table_files import save_table
            from sim.report.rows import odds_rows

            save_table([odds_rows(found)], table)
        if out is not None:
            found.save(out, overwrite=overwrite)
            tell(f"Odds are in {out}")


def _show(found: "Odds", as_json: bool, plot: Path | None) -> None:
    if as_json:
        from sim.cli.output import print_json

        print_json(found.to_json())
    else:
        from sim.cli.output import console
        from sim.report.odds_table import odds_parts

        screen = console()
        for part in odds_parts(found):
            screen.print(part)
    if plot is not None:
        from sim.cli.picture_file import quiet_matplotlib, save_picture
        from sim.plots.odds import odds_plot

        quiet_matplotlib()
        save_picture(odds_plot(found).ax, plot)
