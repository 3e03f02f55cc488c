"""A picture of a batch that is drawn once; for another batch only what differs is moved.

Axes, labels, the claims of history and the outlines of the first batch are kept as an image. Bars
and dots are drawn on top of it (blitting), which takes a small part of the time of a whole drawing.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from sim.history.comparison import compare
from sim.plots.claim_dots import ClaimDots
from sim.plots.live_histogram import LiveHistogram
from sim.results.batch import Batch

DPI = 90
"""Dots an inch: fewer are drawn and sent sooner."""
LEFT, PANEL, HEIGHT = 5.0, 3.0, 2.1
"""Inches: width of the claims, width and height of a histogram."""
ROW = 0.17
"""Inches of a row of the claims."""


class LivePlot:
    """Every claim's percentile on the left, histograms of some measures on the right."""

    def __init__(self, batch: Batch, measures: Sequence[str]) -> None:
        comparison = compare(batch)
        columns = 1 if len(measures) < 3 else 2
        lines = max(1, -(-len(measures) // columns))
        size = LEFT + PANEL * columns, max(HEIGHT * lines, 1.0 + ROW * len(comparison.claims))
        figure = Figure(figsize=size, dpi=DPI, layout="constrained")
        self._canvas: Any = FigureCanvasAgg(figure)  # matplotlib leaves its methods untyped
        widths = [LEFT, PANEL * columns]
        left, right = figure.subfigures(1, 2, squeeze=False, width_ratios=widths).flat
        cells = right.subfigures(lines, columns, squeeze=False, facecolor="white").flat
        self.claims = ClaimDots(left.subplots(), comparison, batch.document.definition)
        self.histograms = {
            name: LiveHistogram(cell.subplots(), batch, name)
            for name, cell in zip(measures, cells, strict=False)
        }
        for artist in self._moving():
            artist.set_animated(True)
        self._canvas.draw()  # type: ignore[no-untyped-call]
        figure.set_layout_engine("none")  # nothing moves the axes from now on
        self._keep_background()
        self._draw_moving()

    def update(self, batch: Batch) -> None:
        """Show another batch of the same scenario."""
        self._canvas.restore_region(self._background)
        self.claims.update(compare(batch))
        outgrown = [one for one in self.histograms.values() if not one.update(batch)]
        for one in outgrown:
            panel: Any = one.ax.figure
            panel.draw(self._canvas.get_renderer())
        if outgrown:
            self._keep_background()
        self._draw_moving()

    def png(self) -> bytes:
        """What is shown."""
        out = BytesIO()
        shown = Image.fromarray(np.asarray(self._canvas.buffer_rgba())).convert("RGB")
        shown.save(out, "PNG", compress_level=1)  # speed matters more than size
        return out.getvalue()

    def _keep_background(self) -> None:
        """Keep all that does not move, as it stands on the canvas."""
        self._background = self._canvas.copy_from_bbox(self._canvas.figure.bbox)

    def _draw_moving(self) -> None:
        for artist in self._moving():
            artist.draw(self._canvas.get_renderer())

    def _moving(self) -> list[Artist]:
        return [
            *self.claims.moving,
            *(artist for one in self.histograms.values() for artist in one.moving),
        ]
