"""The bar: what time it is, and what can be done at any moment, with its keys."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.page import words
from sim.page.seat import Seat
from sim.page.tag import Tag, button
from sim.results.labels import duration
from sim.table.telling import aims

MAIN = 3
"""Commands that are always within reach of a thumb."""


class Command(NamedTuple):
    """Something that can be done at any moment."""

    key: str
    """On the keyboard."""
    title: str
    what: str
    """What it does, in a sentence."""
    action: Callable[[], Any]
    free: bool = True
    """Whether it can be done now."""


def draw_bar(seat: Seat, commands: list[Command]) -> None:
    """Draw the time and the buttons."""
    now = seat.now
    with Tag("header", class_="bar"):
        with Tag("div", class_="title"):
            Tag("h1", now.scenario)
            said = f"You command {seat.titles[seat.side]} against {seat.titles[now.enemy]}."
            Tag("p", " ".join([said, *aims(now, {one.name: one.title for one in now.places})]))
        with Tag("div", class_="time", aria_live="polite"):
            Tag("strong", words.moment(now.time))
            Tag("span", _turn(seat))
        for kind, some in (("main", commands[:MAIN]), ("more", commands[MAIN:])):
            with Tag("div", class_=f"commands {kind}", role="toolbar", aria_label="Commands"):
                for one in some:
                    _draw_command(one)


def _turn(seat: Seat) -> str:
    now, here = seat.now, seat.sitting
    if here.busy:
        return "a turn is being played …"
    if here.over:
        return "the battle is over"
    if here.waits(seat.side):
        return "your turn is over; the other side is at it"
    light = "night" if now.night else "day"
    return f"{light}, turn {now.turn + 1} of {now.turns}, {duration(now.turn_hours)} each"


def _draw_command(one: Command) -> None:
    with button(
        "",
        one.action,
        f"do:{one.title}",
        title=one.what,
        disabled=not one.free,
        class_="first" if one.key == "e" else None,
    ):
        Tag("span", one.title)
        Tag("kbd", one.key.upper())
