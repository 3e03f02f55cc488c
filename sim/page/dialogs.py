"""Dialogs: help, loading, stepping back, and taking back what was seen."""

from collections.abc import Awaitable, Callable

from nicegui import events, ui

from sim.page import words
from sim.page.bar import Command
from sim.page.seat import Seat
from sim.page.tag import Tag, button
from sim.table.save import MOST_BYTES

HOW = (
    "Choose a unit on the map or in the list, then an order; the time beside it says when it is "
    "there. End the turn when you have given all your orders. You see of the enemy what your side "
    "sees, and what it believes, with the age of what it knows."
)
HINTS = (
    ("1 to 9", "Give an order of the list."),
    ("J, K", "Choose the next unit, or the one before."),
    ("Esc", "Choose nothing."),
    ("Tab, Enter", "Go through all that can be chosen, and choose it."),
)


def ask_help(commands: list[Command]) -> None:
    """Explain the game and its keys."""
    with ui.dialog(value=True), Tag("div", class_="dialog"):
        Tag("h2", "How to play")
        Tag("p", HOW)
        with Tag("dl"):
            for key, what in (*((one.key.upper(), one.what) for one in commands), *HINTS):
                Tag("dt", key)
                Tag("dd", what)


def ask_file(seat: Seat) -> None:
    """Ask for a saved game."""
    with ui.dialog(value=True) as dialog, Tag("div", class_="dialog"):
        Tag("h2", "Load a saved game")
        Tag("p", "The game on this page is left; save it first if you want to keep it.")

        async def load(event: events.UploadEventArguments) -> None:
            dialog.close()
            try:
                text = await event.file.text()
            except UnicodeDecodeError:
                text = ""
            await seat.load(text, event.file.name)

        ui.upload(
            label="A file that was saved here", on_upload=load, auto_upload=True,
            max_file_size=MOST_BYTES,
        ).props("accept=.json")  # fmt: skip


def ask_turn(seat: Seat) -> None:
    """Ask to which turn to go back."""
    seen = [one for one in seat.sitting.seen[seat.side] if one.turn < seat.sitting.turn]
    if not seen:
        return
    with ui.dialog(value=True) as dialog, Tag("div", class_="dialog"):
        Tag("h2", "Step back")
        Tag("p", "All that was ordered and played after that turn is undone.")
        told = Tag("p", aria_live="polite")

        def tell() -> None:
            told.set_text(
                f"To turn {int(slider.value) + 1}, {words.moment(seen[int(slider.value)].time)}"
            )

        slider = ui.slider(min=0, max=len(seen) - 1, value=len(seen) - 1, on_change=tell)
        slider.props('aria-label="Turn"')
        tell()

        async def go() -> None:
            dialog.close()
            await seat.back_to(seen[int(slider.value)].turn)

        button("Go back", go, "go back")


def ask_anyway(news: str, undo: Callable[[], Awaitable[object]]) -> None:
    """Ask whether to take back a turn in which something was learnt."""
    with ui.dialog(value=True) as dialog, Tag("div", class_="dialog"):
        Tag("h2", "There was news")
        Tag("p", news[:1].upper() + news[1:] + ".")

        async def go() -> None:
            dialog.close()
            await undo()

        button("Take the turn back anyway", go, "anyway")
        button("Leave it", dialog.close, "leave it")


def ask_rest(play_out: Callable[[], Awaitable[None]]) -> None:
    """Ask whether the plan shall play the rest."""
    with ui.dialog(value=True) as dialog, Tag("div", class_="dialog"):
        Tag("h2", "Play the rest")
        Tag("p", "From here on the plan of the scenario commands, to the end of the battle.")

        async def go() -> None:
            dialog.close()
            await play_out()

        button("Play the rest", go, "the rest")
        button("Not yet", dialog.close, "not yet")
