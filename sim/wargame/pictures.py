"""Pictures of results, as methods; matplotlib is loaded when the first is drawn."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sim.results.batch import Batch

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.plots.histograms import HistogramPlot
    from sim.plots.strengths import StrengthsPlot
    from sim.plots.timeline import TimelinePlot


class Pictures:
    """What `plot` offers; every method takes `ax` and returns what it drew."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    def strengths(
        self, quantity: str = "ashore", *, recorded: bool = True, ax: "Axes | None" = None
    ) -> "StrengthsPlot":
        """Strength of both sides over time; `quantity` is `ashore` or `losses`."""
        from sim.plots.strengths import strengths

        return strengths(self._batch, quantity, recorded=recorded, ax=ax)

    def timeline(self, *, ax: "Axes | None" = None) -> "TimelinePlot":
        """Simulated hours of events against the recorded ones."""
        from sim.plots.timeline import timeline

        return timeline(self._batch, ax=ax)

    def histogram(self, measure: str, *, ax: "Axes | None" = None) -> "HistogramPlot":
        """Distribution of a measure, with every claim drawn and labelled by its source."""
        from sim.plots.histograms import histogram

        return histogram(self._batch, measure, ax=ax)

    def outcomes(self, measures: Iterable[str] | None = None) -> "list[HistogramPlot]":
        """Small histograms of several measures, by default of all that have claims."""
        from sim.plots.histograms import histograms

        return histograms(self._batch, measures)
