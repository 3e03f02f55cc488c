"""The pictures of a report, each with words for those who cannot see it."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt

from sim.history.comparison import Comparison
from sim.plots import style
from sim.plots.build_up import build_up, landings
from sim.plots.ecdf import ecdfs
from sim.plots.exchange import exchange
from sim.plots.forest import forest
from sim.plots.histograms import histograms
from sim.plots.map.hours import map_hours
from sim.plots.strengths import strengths
from sim.plots.timeline import timeline
from sim.report.after_action.palette import with_fewer_colours
from sim.report.figures import show
from sim.results.batch import Batch
from sim.results.labels import label, place_title
from sim.results.situation import situation
from sim.scenario.measures import measures

QUANTITIES = {"ashore": "Men on the battlefield", "losses": "Men lost so far"}
SCALE = 112
"""Pixels of a screen for an inch of a picture."""
PANELS = 9
"""Histograms in one picture: what fits on a printed page."""


@dataclass(frozen=True)
class Picture:
    """A picture as a file, and what it shows in words."""

    name: str
    title: str
    words: str
    """What stands in it, for those who cannot see it."""
    content: bytes
    kind: str
    """`svg` or `png`."""
    width: int
    height: int
    """Of the picture on a screen, in pixels."""

    @property
    def file(self) -> str:
        """Its name as a file."""
        return f"{self.name}.{self.kind}"

    @property
    def address(self) -> str:
        """The picture itself as an address for HTML."""
        media = "image/svg+xml" if self.kind == "svg" else "image/png"
        return f"data:{media};base64,{b64encode(self.content).decode()}"


def typical_pictures(batch: Batch) -> Iterator[Picture]:
    """Strengths, losses and landings over time, maps, and how the losses go together."""
    definition = batch.document.definition
    if batch.series is not None:
        some = {name: title for name, title in QUANTITIES.items() if batch.series[name].any()}
        for quantity, title in some.items():
            words = _strength_words(batch, quantity, title)
            yield _picture(quantity, title, words, partial(strengths, batch, quantity))
        if landings(definition):
            title = "Build-up ashore, and the landings"
            yield _picture("build_up", title, _landing_words(batch), lambda: build_up(batch))
    if any(place.at for place in definition.places.values()):
        title = "Who holds which place, by hour"
        # as lines, six coasts and many arrows would be larger than as dots
        yield _picture("maps", title, _map_words(batch), lambda: map_hours(batch)[0], "png")
    title = "Losses of both sides together"
    yield _picture("exchange", title, _exchange_words(batch), lambda: exchange(batch))


def history_pictures(batch: Batch, comparison: Comparison) -> Iterator[Picture]:
    """All claims at once, the hours of events, and the distributions with every claim."""
    definition = batch.document.definition
    claims = list(definition.claims)
    kinds = {measure: measures(definition)[measure].kind for measure in claims}
    if any(kinds[measure] != "side" for measure in claims):
        words = _outcome_words("All claims", claims, comparison)
        yield _picture("forest", "All claims and the runs", words, lambda: forest(batch))
    if any(kinds[measure] == "time" for measure in claims):
        words = _timeline_words(comparison)
        yield _picture("timeline", "Hours of events", words, lambda: timeline(batch))
    ordered = [measure for measure in claims if kinds[measure] != "side"]
    yield from _panels("outcomes", "Outcomes and recorded figures", histograms, claims, comparison)
    title = "Outcomes as cumulative shares"
    yield from _panels("ecdfs", title, ecdfs, ordered, comparison, "png")  # of very many steps


def _panels(
    name: str,
    title: str,
    draw: Callable[[Batch, list[str]], Sequence[Any]],
    measures: list[str],
    comparison: Comparison,
    kind: str = "svg",
) -> Iterator[Picture]:
    """Small multiples of some measures, so many in a picture."""
    parts = [measures[first : first + PANELS] for first in range(0, len(measures), PANELS)]
    for number, names in enumerate(parts, start=1):
        part = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
        words = _outcome_words("Distributions", names, comparison)
        drawn = partial(_first, draw, comparison.batch, names)
        yield _picture(f"{name}_{number}", title + part, words, drawn, kind)


def _first(
    draw: Callable[[Batch, list[str]], Sequence[Any]], batch: Batch, measures: list[str]
) -> Any:
    return draw(batch, measures)[0]


def _picture(
    name: str, title: str, words: str, draw: Callable[[], Any], kind: str = "svg"
) -> Picture:
    with mpl.rc_context({"svg.hashsalt": name}), plt.ioff():
        figure: Any = draw().ax.get_figure(root=True)
        width, height = (round(SCALE * inches) for inches in figure.get_size_inches())
        file = BytesIO()
        figure.savefig(file, format=kind, metadata={"Date": None} if kind == "svg" else None)
        plt.close(figure)
    content = file.getvalue() if kind == "svg" else with_fewer_colours(file.getvalue())
    return Picture(name, title, words, content, kind, width, height)


def _strength_words(batch: Batch, quantity: str, title: str) -> str:
    assert batch.series is not None
    parts = []
    for name, side in batch.document.definition.sides.items():
        middle = batch.series[quantity].sel(side=name).median("run").values
        figures = middle[0], max(middle), middle[-1]
        first, greatest, last = (show(round(float(one))) for one in figures)
        parts.append(f"{side.title} {first} at first, {greatest} at most, {last} at the end")
    return f"{title} by hour, median of {style.runs_text(batch.runs)}: {'; '.join(parts)}."


def _map_words(batch: Batch) -> str:
    definition = batch.document.definition
    end = situation(batch)
    parts = []
    for place in definition.places:
        holder = end.holder(place)
        who = definition.sides[holder].title if holder else "nobody"
        parts.append(f"{place_title(place, definition)}: {who}")
    return f"Maps at several hours. Who holds what at the end, in most runs: {'; '.join(parts)}."


def _landing_words(batch: Batch) -> str:
    summaries, definition = batch.summaries, batch.document.definition
    parts = [
        f"{words}: {show(summaries[f'{name}.completed_at'].median)}"
        for name, words in landings(definition).items()
    ]
    return (
        f"Men ashore by hour, and median hours at which landings are complete. {'; '.join(parts)}."
    )


def _exchange_words(batch: Batch) -> str:
    sides = batch.document.definition.sides
    parts = [
        f"{side.title} {show(batch.summaries[f'{name}.casualties'].median)}"
        for name, side in sides.items()
    ]
    return (
        f"How often both sides have which losses together. Median casualties: {', '.join(parts)}."
    )


def _timeline_words(comparison: Comparison) -> str:
    definition = comparison.batch.document.definition
    parts = [
        f"{label(one.measure, definition)}: simulated {show(one.median)}, recorded {show(one.low)}"
        for one in comparison.claims
        if measures(definition)[one.measure].kind == "time"
    ]
    return f"Simulated and recorded hours of {len(parts)} claims. {'; '.join(parts)}."


def _outcome_words(what: str, names: list[str], comparison: Comparison) -> str:
    definition = comparison.batch.document.definition
    parts = [
        f"{label(name, definition)}: the record lies {'inside' if inside else 'outside'}"
        for name, inside in comparison.measures.items()
        if name in names
    ]
    return f"{what} against the central 90 % of the runs. {'; '.join(parts)}."
