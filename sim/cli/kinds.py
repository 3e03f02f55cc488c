"""The kinds of pictures that `plot` draws; a new one needs one line here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sim.cli.experiments import shown
from sim.cli.subjects import Subject
from sim.duels.kept import kept_odds
from sim.experiments.kept import kept_sweep, kept_what_if
from sim.history.calibration import calibration
from sim.history.comparison import compare
from sim.plots.calibration import calibration_plot
from sim.plots.forest import forest, forests
from sim.plots.response import responses
from sim.plots.tornado import tornadoes
from sim.plots.what_if import differences
from sim.results.batch import Batch
from sim.wargame.pictures import Pictures

PNG = ".png"


@dataclass(frozen=True)
class Wishes:
    """What the options of `plot` ask for."""

    out: Path
    hours: list[datetime] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)

    @property
    def hour(self) -> datetime | None:
        """The first hour that was given."""
        return self.hours[0] if self.hours else None


@dataclass(frozen=True)
class Kind:
    """A kind of picture."""

    text: str
    draw: Callable[[Any, Wishes], Any]
    """Draws `Pictures` of a batch, the list of batches, or what is kept at an address of a sweep,
    what-if or odds. Returns what it drew, one thing or a list; or None when it has written the file
    itself."""
    of: Subject = "batch"
    hours: int = 0
    """Hours that it can be asked for."""
    measures: int = 0
    """Measures that it can be asked for."""
    suffix: str = PNG
    """Ending of its file, unless one is named."""


MANY = 1000


def _histogram(pictures: Pictures, wishes: Wishes) -> Any:
    if len(wishes.measures) == 1:
        return pictures.histogram(wishes.measures[0])
    return pictures.outcomes(wishes.measures or None)


def _ecdf(pictures: Pictures, wishes: Wishes) -> Any:
    if len(wishes.measures) == 1:
        return pictures.ecdf(wishes.measures[0])
    return pictures.ecdfs(wishes.measures or None)


def _exchange(pictures: Pictures, wishes: Wishes) -> Any:
    return pictures.exchange(next(iter(wishes.measures), None))


def _forest(batches: list[Batch], _: Wishes) -> Any:
    if len(batches) == 1:
        return forest(batches[0])
    return forests([compare(batch) for batch in batches])


def _calibration(batches: list[Batch], _: Wishes) -> Any:
    return calibration_plot(calibration([compare(batch) for batch in batches]))


def _response(address: str, wishes: Wishes) -> Any:
    return responses(kept_sweep(address, wishes.measures))


def _tornado(address: str, wishes: Wishes) -> Any:
    return tornadoes(kept_sweep(address, wishes.measures))


def _what_if(address: str, wishes: Wishes) -> Any:
    found = kept_what_if(address)
    return differences(found, shown(found, wishes.measures))


def _animation(pictures: Pictures, wishes: Wishes) -> None:
    pictures.animation(wishes.out, wishes.hours or None)


KINDS = {
    "strengths": Kind("men of both sides over time", lambda p, _: p.strengths()),
    "losses": Kind("losses of both sides over time", lambda p, _: p.strengths("losses")),
    "build-up": Kind("men ashore by hour, and the landings", lambda p, _: p.build_up()),
    "timeline": Kind("simulated against recorded hours", lambda p, _: p.timeline()),
    "histogram": Kind("distributions of measures, with claims", _histogram, measures=MANY),
    "ecdf": Kind("cumulative distributions of measures, with claims", _ecdf, measures=MANY),
    "forest": Kind("every claim beside the central 50 and 90 %", _forest, "batches"),
    "calibration": Kind("where the records of all battles lie", _calibration, "batches"),
    "exchange": Kind("losses of both sides together, with claims", _exchange, measures=1),
    "map": Kind("who holds what at an hour, and the plan", lambda p, w: p.map(w.hour), hours=1),
    "map-hours": Kind(
        "small maps at several hours", lambda p, w: p.map_hours(w.hours or None), hours=MANY
    ),
    "animation": Kind(
        "the map as a film; --out FILE.html or .mp4", _animation, hours=MANY, suffix=".gif"
    ),
    "response": Kind("measures of a sweep by parameter", _response, "sweep", measures=MANY),
    "tornado": Kind("what moves a measure of a sweep most", _tornado, "sweep", measures=MANY),
    "what-if": Kind("differences of a what-if, run by run", _what_if, "what-if", measures=MANY),
    "odds": Kind("survivors of two forces", lambda address, _: kept_odds(address).plot(), "odds"),
}
