"""The commands for battles that are played turn by turn, and their options."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sim.cli import options as opt
from sim.cli.bundles import unbundled
from sim.cli.failures import exit_codes

if TYPE_CHECKING:
    from sim.table.table import Table

Order = Annotated[
    list[str] | None,
    typer.Option(metavar="ORDER", help="An order: a name of the plan, or JSON."),
]


class Seat(NamedTuple):
    """A battle, and who plays it by which luck."""

    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", parser=opt.at_home, help="A bundled name or a file; or --load."
        ),
    ] = None
    side: Annotated[
        str | None,
        typer.Option(metavar="SIDE", help="The side that you play; the first if not given."),
    ] = None
    against: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Who plays the other side: hold, random, plan, staff, lookahead, or "
            "module:function; of a loaded table, a function that it names.",
        ),
    ] = "plan"
    seed: opt.Seed = 1
    run: Annotated[
        int, typer.Option(min=0, max=opt.MOST_RUNS - 1, metavar="K", help="Number of the run.")
    ] = 0
    load: Annotated[
        Path | None,
        typer.Option(metavar="FILE", parser=opt.path_at_home, help="Go on with a saved table."),
    ] = None

    def table(self, named: Mapping[str, str], *, hot_seat: bool = False) -> "Table":
        """The table that is begun or loaded; `named` are options that the command line gives.

        A file that is loaded has its own luck and players; a function that it names plays only if
        `--against` names it too. Raises `UserError`.
        """
        from sim.cli.playing import Setting, load_table, new_table
        from sim.cli.said import refuse
        from sim.cli.scenarios import load as read
        from sim.results.errors import UserError

        if self.load is not None and self.scenario is None:
            vain = [one for one in ("seed", "run", "hot_seat") if one in named]
            refuse(map(named.get, vain), f"{self.load} says that already")
            found = load_table(self.load, {self.against})
            if "against" in named and self.against not in found.sides.values():
                refuse(["--against"], f"{self.load} says that already")
            return found
        if self.scenario is None or self.load is not None:
            raise UserError("give either a scenario or --load FILE")
        setting = Setting(self.side, self.against, self.seed, self.run, hot_seat)
        return new_table(read(self.scenario), setting)


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (table, mail, ladder):
        app.command()(unbundled(command))


def table(
    *,
    context: typer.Context,
    seat: Seat,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="Speak one JSON object a line, for programs.")
    ] = False,
    order: Order = None,
    advance: Annotated[int, typer.Option(min=0, metavar="N", help="Turns to play then.")] = 0,
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", parser=opt.path_at_home, help="Save the table then."),
    ] = None,
    overwrite: opt.Replace = False,
    as_json: opt.Json = False,
) -> None:
    """Play a side by a script: give orders, advance, save, and print what the side knows."""
    with exit_codes():
        from sim.cli.playing import Shown, one_move, player, speak_lines
        from sim.cli.said import refuse, said

        named = said(context)
        if json_lines:
            vain = [named.get(one) for one in ("order", "advance", "save", "overwrite", "as_json")]
            refuse(vain, "with --json-lines the program says all that on standard input")
        found = seat.table(named)
        mine = player(found, seat.side)
        if json_lines:
            speak_lines(found, mine)
        else:
            one_move(found, mine, order or [], advance, save, Shown(overwrite, as_json))


def mail(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", parser=opt.path_at_home, help="What goes to and fro.")
    ],
    side: Annotated[str, typer.Option(metavar="SIDE", help="The side that you play.")],
    order: Order = None,
    new: Annotated[
        str | None,
        typer.Option(
            metavar="SCENARIO", parser=opt.at_home, help="Begin a game; you open each turn."
        ),
    ] = None,
    seed: opt.Seed = 1,
    look: Annotated[
        bool, typer.Option("--look", help="Show what your side knows, and write nothing.")
    ] = False,
) -> None:
    """Play by mail: a file goes to and fro, and nobody reads the other's orders too early."""
    with exit_codes():
        from sim.cli.playing import Setting, by_mail, new_table
        from sim.cli.said import refuse, said
        from sim.cli.scenarios import load as read

        start = None
        if new is None:
            refuse([said(context).get("seed")], "the letter says that already")
        if look:
            refuse([said(context).get("order")], "with --look nothing is ordered")
        if new is not None:
            start = new_table(read(new), Setting(side, "plan", seed, 0, hot_seat=True))
        by_mail(file, side, order or [], start, look=look)


def ladder(
    scenario: opt.Scenario,
    opponent: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An opponent that takes part; all if not given."),
    ] = None,
    runs: Annotated[
        int, typer.Option(min=1, max=opt.MOST_RUNS, metavar="N", help="Runs of each pairing.")
    ] = 200,
    seed: opt.Seed = 1,
    as_json: opt.Json = False,
) -> None:
    """Play each computer opponent against each, and show wins, scores and losses."""
    with exit_codes():
        from sim.cli.ladder import show_ladder
        from sim.cli.scenarios import load as read

        show_ladder(read(scenario), opponent or [], runs, seed, as_json=as_json)
