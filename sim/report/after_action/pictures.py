"""The pictures of a report, each with words for those who cannot see it."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

from sim.history.comparison import Comparison
from sim.plots.registry import InReport, Section, pictures_of
from sim.plots.registry import Picture as Kind
from sim.report.after_action.palette import with_fewer_colours

SCALE = 112
"""Pixels of a screen for an inch of a picture."""
PANELS = 9
"""Measures in one picture: what fits on a printed page."""


@dataclass(frozen=True)
class Picture:
    """A picture as a file, and what it shows in words."""

    name: str
    title: str
    words: str
    """What stands in it, for those who cannot see it."""
    content: bytes
    form: str
    """`svg` or `png`."""
    width: int
    height: int
    """Of the picture on a screen, in pixels."""

    @property
    def file(self) -> str:
        """Its name as a file."""
        return f"{self.name}.{self.form}"

    @property
    def address(self) -> str:
        """The picture itself as an address for HTML."""
        media = "image/svg+xml" if self.form == "svg" else "image/png"
        return f"data:{media};base64,{b64encode(self.content).decode()}"


def report_pictures(section: Section, comparison: Comparison) -> Iterator[Picture]:
    """Every picture that is declared for a section and has something to show, in order."""
    batch = comparison.batch
    placed = [
        (place.rank, kind, place)
        for kind in pictures_of("batch").values()
        if (place := kind.report) is not None and place.section == section and kind.fits(batch)
    ]
    for _, kind, place in sorted(placed, key=lambda one: one[0]):
        if place.measures is None:
            draw = partial(kind.draw, batch)
            yield drawn_picture(
                kind.name, kind.title, place.words(comparison, ()), draw, place.form
            )
        else:
            yield from _parts(kind, place, comparison)


def _parts(kind: Kind, place: InReport, comparison: Comparison) -> Iterator[Picture]:
    """A picture of several measures, so many of them at once."""
    assert place.measures is not None
    measures = list(place.measures(comparison.batch))
    parts = [measures[first : first + PANELS] for first in range(0, len(measures), PANELS)]
    for number, names in enumerate(parts, start=1):
        title = kind.title + (f" ({number} of {len(parts)})" if len(parts) > 1 else "")
        draw = partial(kind.draw, comparison.batch, names)
        words = place.words(comparison, names)
        yield drawn_picture(f"{kind.name}_{number}", title, words, draw, place.form)


def drawn_picture(name: str, title: str, words: str, draw: Callable[[], Any], form: str) -> Picture:
    """What `draw` draws as a file, the same to the bit whenever it is drawn."""
    with mpl.rc_context({"svg.hashsalt": name}), plt.ioff():
        drawn = draw()
        first = drawn[0] if isinstance(drawn, list) else drawn
        figure: Any = first.ax.get_figure(root=True)
        width, height = (round(SCALE * inches) for inches in figure.get_size_inches())
        file = BytesIO()
        figure.savefig(file, format=form, metadata={"Date": None} if form == "svg" else None)
        plt.close(figure)
    content = file.getvalue() if form == "svg" else with_fewer_colours(file.getvalue())
    return Picture(name, title, words, content, form, width, height)
