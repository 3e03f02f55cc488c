"""The app: it serves the pages of a game until it is interrupted."""

import asyncio
from collections.abc import Callable
from importlib.resources import files
from typing import Any

from fastapi import Request
from nicegui import app, ui
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sim.page.door import Door, Guard
from sim.page.game import GamePage
from sim.page.sitting import Sitting
from sim.table.table import Table


def play_game(table: Table, first: str, door: Door, *, apart: bool, show: bool) -> None:
    """Serve a game: `first` is a side that is played, `apart` is for two people with browsers."""
    sitting = Sitting(table, first, apart=apart)
    app.get("/report")(report_route(sitting))
    serve(game_root(sitting, door), door, table.document.definition.title, show=show)


def game_root(sitting: Sitting, door: Door) -> Callable[[Request], None]:
    """The page at every address; the side is that of the token."""

    def root(request: Request) -> None:
        furnish()
        GamePage(sitting, None if sitting.hot_seat else door.side_of(request) or sitting.chair)

    return root


def report_route(sitting: Sitting) -> Callable[[], Any]:
    """Answers with the after-action report of the game, when it is over."""

    async def report() -> Response:
        if not sitting.over or sitting.busy:
            return PlainTextResponse("The report is written when the battle is over.\n", 404)
        from sim.page.debriefing import report_of

        return HTMLResponse(await asyncio.to_thread(report_of, sitting.table))

    return report


def furnish() -> None:
    """The looks of a page, and its script."""
    home = files("sim.page")
    ui.add_css(home.joinpath("page.css").read_text("utf-8"))
    ui.add_body_html(f"<script>{home.joinpath('page.js').read_text('utf-8')}</script>")


def serve(root: Callable[..., Any], door: Door, title: str, *, show: bool) -> None:
    """Serve a page until it is interrupted; `show` opens it in the reader's browser."""
    app.add_middleware(Guard, door=door)
    first = next(iter(door.addresses.values()))
    ui.run(
        root,
        host=door.host,
        port=door.port,
        title=title,
        favicon=FAVICON,
        language="en-US",
        show=f"/{first.rpartition('/')[2]}" if show else False,
        reload=False,
        tailwind=False,
        show_welcome_message=False,
        timeout_graceful_shutdown=1,
    )


FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 22 14"><rect width="22" height="14" '
    'fill="#fff" stroke="#222"/><path d="M0,0L22,14M22,0L0,14" stroke="#222"/></svg>'
)
