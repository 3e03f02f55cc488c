"""Pictures of results, as methods; matplotlib is loaded when the first is drawn."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sim.results.batch import Batch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.build_up import BuildUpPlot
    from sim.plots.ecdf import EcdfPlot
    from sim.plots.exchange import ExchangePlot
    from sim.plots.forest import ForestPlot
    from sim.plots.histograms import HistogramPlot
    from sim.plots.map.picture import MapPlot
    from sim.plots.strengths import StrengthsPlot
    from sim.plots.timeline import TimelinePlot


class Pictures:
    """What `plot` offers; each method takes `ax`, or `axes` if it draws several panels.

    All return what they drew.
    """

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def strengths(
        self, quantity: str = "ashore", *, recorded: bool = True, ax: "Axes | None" = None
    ) -> "StrengthsPlot":
        """Strength of both sides over time; `quantity` is `ashore` or `losses`."""
        from sim.plots.strengths import strengths

        return strengths(self._batch, quantity, recorded=recorded, ax=ax)

    def build_up(self, *, ax: "Axes | None" = None) -> "BuildUpPlot":
        """Men ashore by hour, with the simulated and recorded hours of each landing."""
        from sim.plots.build_up import build_up

        return build_up(self._batch, ax=ax)

    def timeline(self, *, ax: "Axes | None" = None) -> "TimelinePlot":
        """Simulated hours of events against the recorded ones."""
        from sim.plots.timeline import timeline

        return timeline(self._batch, ax=ax)

    def histogram(self, measure: str, *, ax: "Axes | None" = None) -> "HistogramPlot":
        """Distribution of a measure, with every claim drawn and labelled by its source."""
        from sim.plots.histograms import histogram

        return histogram(self._batch, measure, ax=ax)

    def ecdf(self, measure: str, *, ax: "Axes | None" = None) -> "EcdfPlot":
        """Cumulative distribution of a measure, with every claim."""
        from sim.plots.ecdf import ecdf

        return ecdf(self._batch, measure, ax=ax)

    def ecdfs(
        self, measures: Iterable[str] | None = None, *, axes: "Iterable[Axes] | None" = None
    ) -> "list[EcdfPlot]":
        """Small multiples of them, by default of all measures that have claims."""
        from sim.plots.ecdf import ecdfs

        return ecdfs(self._batch, measures, axes=axes)

    def forest(self, *, ax: "Axes | None" = None) -> "ForestPlot":
        """All claims, each beside the central 50 % and 90 % of the runs."""
        from sim.plots.forest import forest

        return forest(self._batch, ax=ax)

    def exchange(self, fate: str | None = None, *, ax: "Axes | None" = None) -> "ExchangePlot":
        """Losses of both sides together; `fate` is `killed`, `casualties` or another loss."""
        from sim.plots.exchange import exchange

        return exchange(self._batch, fate, ax=ax)

    def outcomes(
        self, measures: Iterable[str] | None = None, *, axes: "Iterable[Axes] | None" = None
    ) -> "list[HistogramPlot]":
        """Small histograms of several measures, by default of all that have claims."""
        from sim.plots.histograms import histograms

        return histograms(self._batch, measures, axes=axes)

    def map(self, hour: datetime | None = None, *, ax: "Axes | None" = None) -> "MapPlot":
        """Who holds which place at an hour, at the end unless it is given, and the plan."""
        from sim.plots.map.picture import battle_map

        return battle_map(self._batch, hour, ax=ax)

    def map_hours(
        self, hours: Iterable[datetime] | None = None, *, axes: "Iterable[Axes] | None" = None
    ) -> "list[MapPlot]":
        """Small maps at several hours, six unless they are given."""
        from sim.plots.map.hours import map_hours

        return map_hours(self._batch, hours, axes=axes)

    def animation(
        self, path: str | Path, hours: Iterable[datetime] | None = None
    ) -> list[datetime]:
        """Write the map hour by hour as a film: `.gif`, `.html`, or `.mp4` with ffmpeg."""
        from sim.plots.map.hours import animation

        return animation(self._batch, path, hours)
