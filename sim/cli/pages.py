"""The commands `play` and `explore`: a battle, or results, in the browser."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sim.cli import options as opt
from sim.cli.bundles import unbundled
from sim.cli.failures import exit_codes, tell
from sim.cli.tables import Seat

if TYPE_CHECKING:
    from sim.page.door import Door


class Place(NamedTuple):
    """Where a page is shown."""

    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="Where the page listens. On any other address than this machine's own it opens "
            "to those alone who have the whole address that is shown, with its token.",
        ),
    ] = "127.0.0.1"
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="N", help="The port; a free one if not given."),
    ] = None
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Open no browser; only show the address.")
    ] = False

    def door(self, sides: list[str]) -> "Door":
        """The door of the page, whose address is told; with one for each of the sides, if any."""
        from sim.page.door import Door

        door = Door.of(self.host, self.port, sides)
        for side, address in door.addresses.items():
            tell(f"{side}: {address}" if side else address)
        tell("Ctrl-C ends it")
        return door


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (play, explore):
        app.command()(unbundled(command))


def play(
    *,
    context: typer.Context,
    seat: Seat,
    hot_seat: Annotated[
        bool, typer.Option("--hot-seat", help="Both sides are played here, in turn.")
    ] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Play in plain lines, without a browser.")
    ] = False,
    place: Place,
) -> None:
    """Play a side against the computer or another person, on a page in the browser.

    With `--against me` two people play in browsers of their own, each at his own address.
    """
    with exit_codes():
        from sim.cli.said import refuse, said

        named = said(context)
        if text:
            vain = [named.get(one) for one in Place._fields]
            refuse(vain, "with --text there is no page")
        else:
            check_page("`--text` plays in the terminal")
        from sim.cli.playing import play_text, player

        found = seat.table(named, hot_seat=hot_seat)
        mine = player(found, seat.side)
        both = [mine, *(one for one, who in found.sides.items() if who == "me" and one != mine)]
        if text:
            play_text(found, both)
            return
        from sim.page.app import play_game

        apart = len(both) > 1 and not hot_seat
        door = place.door(both if apart else [])
        play_game(found, mine, door, apart=apart, show=not place.no_open)


def explore(
    *,
    folder: Annotated[
        str,
        typer.Argument(
            metavar="DIR", parser=opt.at_home, help="A results folder, as --out has written it."
        ),
    ],
    place: Place,
) -> None:
    """Look at a results folder in the browser: measures, filters, runs, parameters, the map."""
    with exit_codes():
        check_page("`beachhead plot` and `beachhead report` draw without it")
        from sim.page.exploring import explore_folder

        explore_folder(folder, place.door, show=not place.no_open)


def check_page(otherwise: str) -> None:
    """Raise `UserError` if the extra is not installed that pages need."""
    if find_spec("nicegui") is None:
        from sim.results.errors import UserError

        raise UserError(f"a page needs NiceGUI: pip install 'beachhead[play]'; {otherwise}")
