"""The page of a results folder: measures, a filter, runs, parameters and the map by hour."""

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from fastapi import Request
from nicegui import app, ui
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sim.page.app import furnish, serve
from sim.page.door import Door
from sim.page.ending import draw_table
from sim.page.explorer import Explorer
from sim.page.tag import Tag, button
from sim.page.words import moment
from sim.report.table import Table
from sim.results.errors import UserError

SHOWN = 20
"""Rows of the list of runs at once."""


def explore_folder(address: str, door: Callable[[list[str]], Door], *, show: bool) -> None:
    """Serve the page of a folder; `door` is opened when it is known to hold results.

    Raises `UserError` if it holds none.
    """
    explorer = Explorer(address)
    app.get("/run")(run_route(explorer))
    serve(explorer_root(explorer), door([]), explorer.document.definition.title, show=show)


def explorer_root(explorer: Explorer) -> Callable[[Request], None]:
    """The page at every address."""

    def root(request: Request) -> None:
        furnish()
        ExplorerPage(explorer)

    return root


def run_route(explorer: Explorer) -> Callable[[int, int], Any]:
    """Answers with the report of a run."""

    async def report(run: int, point: int = 0) -> Response:
        try:
            return HTMLResponse(await asyncio.to_thread(explorer.report, run, point))
        except UserError as error:
            return PlainTextResponse(f"{error}\n", 404)

    return report


OPENED = "A run that is opened is played again, for some seconds: its record, and its map by hour."


class ExplorerPage:
    """What one browser shows of a folder."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self._measure = next(iter(explorer.measures))
        self._condition = ""
        self._first = 0
        with Tag("div", class_="game explore"):
            self._draw_heading()
            with Tag("main"):
                self._left = Tag("div", class_="left")
                self._right = Tag("div", class_="right")
        self._draw()

    def _draw_heading(self) -> None:
        store, definition = self._explorer.store, self._explorer.document.definition
        with Tag("header", class_="bar"):
            with Tag("div", class_="title"):
                Tag("h1", definition.title)
                points = len(store.points)
                many = f", {points:,} points" if points > 1 else ""
                Tag("p", f"{store.manifest.runs:,} runs{many}, seed {store.manifest.seed}")
            with Tag("div", class_="asked"):
                ui.select(
                    self._explorer.measures, value=self._measure, label="Measure", with_input=True,
                    on_change=lambda event: self._choose(event.value),
                )  # fmt: skip
                ui.input("Filter", placeholder="winner = SIDE and SIDE.killed > 100").on(
                    "keydown.enter", self._filter
                ).bind_value_to(self, "_typed")
                button("Filter", self._filter, "filter")

    _typed = ""

    def _choose(self, measure: str | None) -> None:
        if measure is not None:
            self._measure = measure
            self._draw()

    def _filter(self) -> None:
        self._condition, self._first = self._typed or "", 0
        self._draw()

    # drawing --------------------------------------------------------------------------------

    def _draw(self) -> None:
        self._left.clear()
        self._right.clear()
        try:
            rows = self._explorer.rows(self._condition)
        except UserError as error:
            with self._left:
                Tag("p", str(error), role="alert")
            return
        with self._left:
            self._draw_measure(rows)
            self._draw_parameters()
            self._draw_map()
        with self._right:
            self._draw_runs(rows)

    def _draw_measure(self, rows: Mapping[str, np.ndarray]) -> None:
        explorer, measure = self._explorer, self._measure
        with Tag("section", aria_label="Measure"):
            count, whole = len(rows["run"]), len(explorer.rows("")["run"])
            Tag("h2", explorer.measures[measure])
            Tag("p", f"{count:,} of {whole:,} rows fit" if self._condition else f"{whole:,} rows")
            if not count:
                return
            words = f"Distribution of {explorer.measures[measure]} in {count:,} rows"
            _picture(words, lambda: explorer.histogram(rows, measure))
            for part in explorer.summary(rows, measure):
                if isinstance(part, Table):
                    draw_table(part)
                else:
                    Tag("p", part)

    def _draw_parameters(self) -> None:
        explorer, measure = self._explorer, self._measure
        for path in explorer.parameters:
            with Tag("section", aria_label=f"By {path}"):
                Tag("h2", f"By {path}")
                words = f"{explorer.measures[measure]} by {path}"
                _picture(words, partial(explorer.response, measure, path))

    def _draw_map(self) -> None:
        hours = self._explorer.hours
        if not hours:
            return
        with Tag("section", aria_label="Map by hour"):
            Tag("h2", "Map by hour, all runs")
            told = Tag("p", aria_live="polite")
            slider = ui.slider(min=0, max=len(hours) - 1, value=len(hours) - 1)
            frame = Tag("div")

            def show() -> None:
                hour = hours[int(slider.value)]
                told.set_text(moment(hour.isoformat(" ", "minutes")))
                frame.clear()
                with frame:
                    _picture(f"Map at {hour:%H:%M}", lambda: self._explorer.map(hour))

            slider.props('aria-label="Hour"').on("change", show)
            show()

    def _draw_runs(self, rows: Mapping[str, np.ndarray]) -> None:
        listed = self._explorer.listed(rows, self._measure)
        with Tag("section", aria_label="Runs"):
            Tag("h2", "Runs")
            Tag("p", OPENED)
            with Tag("table"), Tag("tbody"):
                for run, point, value in listed[self._first : self._first + SHOWN]:
                    self._draw_run(run, point, value)
            with Tag("div", class_="commands"):
                last = self._first + SHOWN >= len(listed)
                button("Earlier", lambda: self._turn(-SHOWN), "earlier", disabled=not self._first)
                button("Later", lambda: self._turn(SHOWN), "later", disabled=last)

    def _draw_run(self, run: int, point: int, value: str) -> None:
        many = len(self._explorer.store.points) > 1
        with Tag("tr"):
            with Tag("th", scope="row"):
                words = f"Run {run:,}, point {point:,}" if many else f"Run {run:,}"
                Tag("a", words, href=f"run?run={run}&point={point}", target="_blank")
            Tag("td", value, class_="number")

    def _turn(self, by: int) -> None:
        self._first = max(self._first + by, 0)
        self._draw()


def _picture(words: str, draw: Callable[[], str]) -> None:
    """A place for a picture, which is drawn while the page stays alive."""
    shown = Tag("img", alt=words, class_="picture")

    async def fill() -> None:
        try:
            shown.props["src"] = await asyncio.to_thread(draw)
        except UserError as error:
            shown.props["alt"] = str(error)

    ui.timer(0, fill, once=True)
