"""Tuning: move a slider, and a thousand battles are played and held against history again."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Generic, Protocol, Self, TypeVar

import ipywidgets as widgets  # type: ignore[import-untyped]
import numpy as np

from sim.experiments.play import play
from sim.plots.live import LivePlot
from sim.results.batch import Batch, Memory
from sim.results.errors import UserError
from sim.scenario import Document, ScenarioError
from sim.wargame.results import Results
from sim.wargame.sliders import Range, sliders

PATIENCE = 0.02
"""Seconds in which another move may follow, so that both are played as one."""


class Tunable(Protocol):
    """A scenario that can be played and changed, such as a `Wargame`."""

    document: Document

    def set(self, changes: Mapping[str, Any]) -> Self:
        """The same with values set by dotted path. Raises `ScenarioError`."""


TunableT = TypeVar("TunableT", bound=Tunable)


class Tuning(Generic[TunableT]):
    """Sliders, and the picture of the battles with what they say.

    In a notebook it shows itself. Battles share their luck whatever the sliders say, so that what
    moves in the picture is the effect of the change alone.
    """

    def __init__(
        self,
        wargame: TunableT,
        over: Mapping[str, Range],
        measures: Sequence[str],
        runs: int,
        seed: int,
    ) -> None:
        if runs < 1:
            raise UserError(f"tuning needs at least one run, not {runs}")
        self._start = wargame
        self._numbers = np.arange(runs)
        self._seed = seed
        self._sliders = sliders(wargame.document, over)
        self._results = self._played(wargame)
        self._waiting: asyncio.TimerHandle | None = None
        self.plot = LivePlot(self._results, measures)
        self._image = widgets.Image(value=self.plot.png(), format="png")
        self.message = widgets.Label()
        """What is wrong with the sliders, if anything is."""
        for slider in self.sliders.values():
            slider.observe(self._moved, "value")

    @property
    def sliders(self) -> dict[str, Any]:
        """The widget of each parameter; setting its `value` is a move."""
        return {path: slider.widget for path, slider in self._sliders.items()}

    @property
    def changes(self) -> dict[str, Any]:
        """What the sliders change, as `Wargame.set` takes it."""
        return {
            path: value
            for slider in self._sliders.values()
            for path, value in slider.change.items()
        }

    @property
    def wargame(self) -> TunableT:
        """The wargame as the sliders have it. Raises `ScenarioError`."""
        return self._start.set(self.changes) if self.changes else self._start

    @property
    def results(self) -> Results:
        """The battles that are shown."""
        self._settle()
        return self._results

    @property
    def picture(self) -> bytes:
        """What is shown, as a PNG."""
        self._settle()
        return bytes(self._image.value)

    def _moved(self, _: Any) -> None:
        """Play soon. Moves that have queued up meanwhile are played as one, the last."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # nothing can queue up outside a notebook
            self._redraw()
            return
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = loop.call_later(PATIENCE, self._settle)

    def _settle(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
            self._redraw()

    def _redraw(self) -> None:
        try:
            self._results = self._played(self.wargame)
        except (ScenarioError, UserError) as error:
            self.message.value = str(error)
            return
        self.message.value = ""
        self.plot.update(self._results)
        self._image.value = self.plot.png()

    def _played(self, wargame: Tunable) -> Results:
        played = play(wargame.document.definition, self._numbers, self._seed)
        table = {"run": played.runs, **played.outcomes}
        return Results.of(Batch(wargame.document, self._seed, Memory(table)))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The widgets, and the picture where there are none, as in a notebook that is only read."""
        box = widgets.VBox([*self.sliders.values(), self.message, self._image])
        return {**box._repr_mimebundle_(), "text/plain": repr(self), "image/png": self.picture}

    def __repr__(self) -> str:
        what = ", ".join(f"{path}={value}" for path, value in self.changes.items())
        return f"<Tuning of {self._start.document.name!r}: {what or 'nothing is changed'}>"
