"""The page of a game in one browser: it is drawn anew whenever something has changed."""

from collections.abc import Callable
from functools import partial
from typing import Any

from nicegui import events, ui

from sim.page import dialogs
from sim.page.bar import Command, draw_bar
from sim.page.ending import Ending
from sim.page.forces import draw_places, draw_units
from sim.page.layout import NARROW, WIDE
from sim.page.map import Drawing, draw_map
from sim.page.news import draw_news
from sim.page.panel import draw_given, draw_panel, draw_plan
from sim.page.seat import Seat
from sim.page.sitting import Sitting
from sim.page.strengths import draw_strengths
from sim.page.tag import Tag, button
from sim.results.labels import side_colours


class GamePage:
    """What one browser shows, and the keys that it answers to."""

    def __init__(self, sitting: Sitting, side: str | None) -> None:
        self.seat = Seat(sitting, side, self._say)
        self._wide = True
        self._ending = Ending(self.seat, self.draw)
        self._home = Tag("div", class_="game")
        self._asked = Tag("div")  # dialogs outlive what is drawn anew under them
        ui.keyboard(self._key, ignore=["input", "select", "textarea"], repeating=False)
        ui.on("narrow", self._resize)
        sitting.watchers.add(self.draw)
        ui.context.client.on_delete(lambda: sitting.watchers.discard(self.draw))
        self.draw()
        ui.run_javascript("tellWidth()")

    def _say(self, text: str, kind: str) -> None:
        with self._home:
            ui.notify(text, type=kind, position="top")  # type: ignore[arg-type]

    def _resize(self, event: events.GenericEventArguments) -> None:
        if self._wide is bool(event.args):
            self._wide = not event.args
            self.draw()

    # drawing --------------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw everything anew."""
        self._home.clear()
        with self._home:
            if self.seat.hidden:
                self._asked.clear()
                self._draw_hand_over()
                return
            draw_bar(self.seat, self.commands)
            with Tag("main", class_="busy" if self.seat.sitting.busy else None):
                with Tag("div", class_="left"):
                    self._draw_left()
                with Tag("div", class_="right"):
                    self._draw_right()

    def _draw_hand_over(self) -> None:
        here = self.seat.sitting

        def open_it() -> None:
            self.seat.opened = here.hands
            self.seat.clear()
            self.draw()

        with Tag("main", class_="hand-over"):
            Tag("h1", f"{self.seat.titles[self.seat.side]} plays now")
            Tag("p", "Let nobody else look, and go on.")
            button("Show what my side knows", open_it, "open")

    def _draw_left(self) -> None:
        seat = self.seat
        colours = side_colours(seat.sitting.table.document.definition)
        self._draw_map(colours)
        seen = seat.sitting.seen[seat.side]
        draw_news(seen, seat.now, seat.titles)
        with Tag("section", class_="strengths"):
            Tag("h2", "Strengths as you have seen them")
            draw_strengths(seen, seat.now, colours, seat.titles)

    def _draw_right(self) -> None:
        seat = self.seat
        if seat.sitting.over:
            self._ending.draw()
        else:
            draw_panel(seat, self.draw)
            draw_given(seat)
            draw_plan(seat)
        draw_units(seat, self.draw)
        draw_places(seat, self.draw)

    def _draw_map(self, colours: dict[str, str]) -> None:
        """Draw the map, or have it laid out first; all is drawn anew then."""
        seat, here = self.seat, self.seat.sitting
        width = WIDE if self._wide else NARROW
        if width not in here.layouts:
            here.lay_out(width)
            Tag("p", "The map is being drawn …", class_="map waiting")
            return
        layout = here.layouts[width]
        if layout is None:
            Tag("p", "No place of this scenario has coordinates, so there is no map.")
            return
        drawing = Drawing(
            seat.now, colours, seat.titles, seat.unit, seat.place, seat.goals,
            self._then_draw(seat.choose),
        )  # fmt: skip
        draw_map(layout, drawing)

    def _then_draw(self, action: Callable[..., object]) -> Callable[..., None]:
        def act(*arguments: Any) -> None:
            action(*arguments)
            self.draw()

        return act

    # commands -------------------------------------------------------------------------------

    @property
    def commands(self) -> list[Command]:
        """What can be done at any moment."""
        seat, here = self.seat, self.seat.sitting
        quiet = not (here.busy or seat.hidden)
        plan = "Command again" if here.follows[seat.side] else "Leave it to the plan"
        last = here.people.index(seat.side) + 1 == len(here.people)
        found = [
            Command("e", "End turn", "End the turn.", seat.end_turn, seat.can_order),
            Command("n", "Until news", "Play on until something happens.",
                    partial(seat.end_turn, until_news=True),
                    seat.can_order and not here.apart and last),
            Command("u", "Undo", "Take back the last order, else the last turn.", self._undo,
                    quiet),
            Command("b", "Step back", "Go back to an earlier turn.", self._step_back,
                    quiet and here.turn > 0 and not here.apart),
            Command("s", "Save", "Save the game to a file.", self._save,
                    quiet and self._may_save()),
            Command("l", "Load", "Go on with a saved game.", self._load,
                    quiet and self._may_save()),
            Command("p", plan, "Leave your side to the plan of the scenario, or take it back.",
                    seat.follow, seat.can_order),
            Command("r", "Play the rest", "Let the plan play to the end.", self._play_rest,
                    seat.can_order and not here.apart),
        ]  # fmt: skip
        return [*found, Command("h", "Help", "Explain the game and its keys.", self._help)]

    def _may_save(self) -> bool:
        """The file holds the orders of both: of two people, the first alone may have it."""
        here = self.seat.sitting
        return not here.apart or here.over or self.seat.side == here.people[0]

    async def _undo(self) -> None:
        news = await self.seat.undo()
        if news:
            self._ask(dialogs.ask_anyway, news, partial(self.seat.undo, anyway=True))

    def _step_back(self) -> None:
        self._ask(dialogs.ask_turn, self.seat)

    def _save(self) -> None:
        table = self.seat.sitting.table
        name = f"{table.document.name}-turn-{table.turn + 1}.json"
        with self._home:
            ui.download.content(table.text().encode(), name, "application/json")

    def _load(self) -> None:
        self._ask(dialogs.ask_file, self.seat)

    def _play_rest(self) -> None:
        self._ask(dialogs.ask_rest, self.seat.play_out)

    def _help(self) -> None:
        self._ask(dialogs.ask_help, self.commands)

    def _ask(self, dialog: Callable[..., None], *about: Any) -> None:
        """Open a dialog in place of the one before."""
        self._asked.clear()
        with self._asked:
            dialog(*about)

    async def _key(self, event: events.KeyEventArguments) -> None:
        held = event.modifiers
        if not event.action.keydown or held.ctrl or held.alt or held.meta or self.seat.hidden:
            return
        if not self._asks():
            await self._press(str(event.key).lower())

    def _asks(self) -> bool:
        """Whether a dialog is open; keys are for it then."""
        elements = self._home.client.elements.values()
        return any(isinstance(one, ui.dialog) and one.value for one in elements)

    async def _press(self, key: str) -> None:
        seat = self.seat
        if key in ("j", "k", "escape"):
            seat.clear() if key == "escape" else seat.step(1 if key == "j" else -1)
            self.draw()
        elif key.isdecimal() and 1 <= int(key) <= len(seat.orders):
            await seat.order(seat.orders[int(key) - 1])
        else:
            for one in self.commands:
                if one.key == key and one.free:
                    found = one.action()
                    if found is not None:
                        await found
