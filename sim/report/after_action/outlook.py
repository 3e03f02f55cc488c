"""The outlook of a run that is told: from hour to hour, and where it turned."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.experiments.futures import Futures, futures
from sim.report.after_action.pictures import Picture, drawn_picture
from sim.report.futures_table import event_words, telling, what_moved
from sim.results.batch import Batch
from sim.results.figures import hour
from sim.world.clock import Clock

MOST_EVENTS = 3
"""Events that are told of a turning point."""


@dataclass(frozen=True)
class Turn:
    """A turning point in words."""

    hour: str
    what: str
    events: Sequence[str]


@dataclass(frozen=True)
class Outlook:
    """The outlook of a run as a picture, and its turning points."""

    picture: Picture
    turns: Sequence[Turn]


def outlook_of(batch: Batch, run: int, count: int) -> Outlook:
    """The outlook of a run of a batch, from so many futures at each turn."""
    from sim.plots.outlook import outlook

    found = futures(batch.document, run, batch.seed, futures=count)
    turns = _turns(found)
    words = "; ".join(f"{one.hour}, {one.what}" for one in turns)
    title = f"Outlook of run {run:,}, hour by hour"
    told = f"{title}. Turning points: {words or 'none'}."
    picture = drawn_picture(f"outlook_{run}", title, told, lambda: outlook(found), "svg")
    return Outlook(picture, turns)


def _turns(found: Futures) -> list[Turn]:
    definition = found.document.definition
    clock = Clock(definition)
    return [
        Turn(
            hour(clock.moment(one.turn)),
            what_moved(one, definition, found.is_chance(one.of)),
            [event_words(event, definition) for event in telling(one.events)[:MOST_EVENTS]],
        )
        for one in found.turning_points
    ]
