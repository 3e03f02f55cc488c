"""The outlook of a run that is told: from hour to hour, and where it turned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.futures import Futures, futures
from sim.experiments.turning_points import TurningPoint
from sim.plots.outlook import colour, usual
from sim.report.after_action.pictures import Picture, drawn_picture
from sim.report.futures_table import condition_label, event_words, telling, what_moved
from sim.results.batch import Batch
from sim.results.figures import hour
from sim.results.labels import label
from sim.results.statistics import round_number
from sim.world.clock import Clock

FUTURES = 50
"""Futures at each turn, unless somebody asks for another number."""
MOST_TURNS = 40
"""Turns at which futures begin."""
MOST_EVENTS = 3
"""Events that are told of a turning point."""


@dataclass(frozen=True)
class Turn:
    """A turning point in words."""

    turn: int
    of: str
    """What moved, as its panel is titled."""
    hour: str
    what: str
    events: Sequence[str]


@dataclass(frozen=True)
class Outlook:
    """The outlook of a run as a picture and as data, and its turning points."""

    found: Futures
    picture: Picture
    turns: Sequence[Turn]

    def as_data(self) -> dict[str, Any]:
        """What the part of a report that plays runs back shows of it.

        `turns` are the turns at whose beginning futures begin, and at last the end; `lines` has for
        each measure and chance, in per cent, its mean, the ends of its band and, of a measure, its
        course at each of them.
        """
        return {
            "futures": self.found.futures,
            "turns": [*self.found.turns],
            "lines": [_line(self.found, name) for name in usual(self.found)],
            "points": [
                {
                    "turn": one.turn,
                    "of": one.of,
                    "words": f"{one.hour}: {one.what}",
                    "events": [*one.events],
                }
                for one in self.turns
            ],
        }


def outlook_of(batch: Batch, run: int, count: int) -> Outlook:
    """The outlook of a run of a batch, from so many futures at each turn."""
    from sim.plots.outlook import outlook

    every = -(-batch.document.definition.turns // MOST_TURNS)
    found = futures(batch.document, run, batch.seed, futures=count, every=every)
    turns = [_turn(one, found) for one in found.turning_points]
    words = "; ".join(f"{one.hour}, {one.what}" for one in turns)
    title = f"Outlook of run {run:,}, hour by hour"
    told = f"{title}. Turning points: {words or 'none'}."
    picture = drawn_picture(f"outlook_{run}", title, told, lambda: outlook(found), "svg")
    return Outlook(found, picture, turns)


def _turn(one: TurningPoint, found: Futures) -> Turn:
    definition = found.document.definition
    return Turn(
        one.turn,
        _title(found, one.of),
        hour(Clock(definition).moment(one.turn)),
        what_moved(one, definition, found.is_chance(one.of)),
        [event_words(event, definition) for event in telling(one.events)[:MOST_EVENTS]],
    )


def _line(found: Futures, name: str) -> dict[str, Any]:
    definition, chance = found.document.definition, found.is_chance(name)
    mean, error = found.outlook(name)
    if chance:
        mean, error = 100.0 * mean, 100.0 * error
        low, high = np.clip([mean - 2.0 * error, mean + 2.0 * error], 0.0, 100.0)
    else:
        low, high = found.quantiles(name, (0.05, 0.95))
    return {
        "title": _title(found, name),
        "colour": colour(name, definition),
        "chance": chance,
        "mean": [round_number(one, of) for one, of in zip(mean.tolist(), error, strict=True)],
        "low": np.rint(low).tolist(),
        "high": np.rint(high).tolist(),
        "course": None if chance else found.course[name].tolist(),
    }


def _title(found: Futures, name: str) -> str:
    definition = found.document.definition
    return condition_label(name, definition) if found.is_chance(name) else label(name, definition)
