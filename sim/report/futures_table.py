"""The outlook of a battle as tables: from hour to hour, and where it turned."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rich.console import RenderableType
from rich.text import Text

from sim.experiments.credit import Credit
from sim.experiments.decision import Decision
from sim.experiments.futures import Futures
from sim.experiments.turning_points import TurningPoint
from sim.report.table import Table
from sim.report.what_if_table import difference_table
from sim.results.figures import hour, hour_with_error, interval, share_with_error, with_error
from sim.results.labels import label
from sim.results.statistics import round_number
from sim.results.summary import Summary
from sim.scenario.definition import Definition
from sim.scenario.titles import capitalised, place_title
from sim.world.chronicle import Occurrence
from sim.world.clock import Clock

MOST_ROWS = 16
"""Turns that a table shows, evenly spread."""
MOST_EVENTS = 6
"""Events that are told of a turning point."""
NOTE = (
    "What came of the battle when it was played on from each hour with other luck; ± is one "
    "standard error. Future J has the same luck at every hour."
)


def futures_parts(
    found: Futures, credits: Sequence[Sequence[Credit]] = ()
) -> Iterator[RenderableType]:
    """The outlook by hour, then the turning points with what the turn record says of them.

    `credits` are those of each turning point, if they were asked for.
    """
    definition = found.document.definition
    for name in found.measures:
        if found.summaries[0].get(name) is not None and found.summaries[0][name].kind != "side":
            yield _of_measure(found, name)
    if found.conditions:
        yield _of_chances(found)
    yield Text(NOTE)
    if found.past.settled:
        yield _of_hidden(found.past.settled, found)
    yield Text("\nTurning points", style="bold")
    if not found.turning_points:
        yield Text(
            "At no turn did the outlook move by more than its error and a tenth of its spread."
        )
    for position, one in enumerate(found.turning_points):
        chance = found.is_chance(one.of)
        yield from point_lines(one, definition, chance)
        if credits:
            yield from _credit_lines(credits[position], definition, chance)
    if credits and found.turning_points:
        yield Text(f"\n{CREDIT}")


def _listed(found: Futures) -> list[int]:
    """Positions of the turns that a table shows."""
    last = len(found.past.turns) - 1
    evenly = np.linspace(0, last, min(last + 1, MOST_ROWS)).round().astype(int)
    return [*dict.fromkeys(evenly.tolist())]


def _of_measure(found: Futures, name: str) -> Table:
    rows = []
    course = found.course.get(name)
    for position in _listed(found):
        one = found.summaries[position].get(name)
        so_far = "" if course is None else f"{course[position]:,.0f}"
        rows.append([hour(found.times[position]), so_far, *_cells(one)])
    words = label(name, found.document.definition)
    return Table.of(words, ["Hour", "So far", "Outlook", "Central 90 %"], rows, 1, 2, 3)


def _cells(one: Summary | None) -> list[str]:
    if one is None or not one.happened:
        return ["never" if one else "all failed", ""]
    if one.kind == "time":
        mean = hour_with_error(one.mean, one.se, None)
        return [mean, interval(one.p5, one.p95)]
    return [with_error(one.mean, one.se), interval(one.p5, one.p95)]


def _of_chances(found: Futures) -> Table:
    definition = found.document.definition
    names = [one.text for one in found.conditions]
    rows = [
        [
            hour(found.times[position]),
            *(
                share_with_error(float(found.outlook(name)[0][position]), found.futures)
                for name in names
            ),
        ]
        for position in _listed(found)
    ]
    headings = [condition_label(name, definition) for name in names]
    return Table.of("Chances", ["Hour", *headings], rows, *range(1, len(names) + 1))


def _of_hidden(settled: Mapping[str, int], found: Futures) -> Table:
    """The uncertain figures, and the last hour at which each had not shown itself."""
    late = sorted(settled.items(), key=lambda one: (one[1], one[0]))
    rows = [[path, hour(found.clock.moment(turn))] for path, turn in late]
    return Table.of("Uncertain figures, drawn anew", ["Figure", "Hidden until"], rows)


def condition_label(text: str, definition: Definition) -> str:
    """A condition in words; the victory of a side by its title."""
    for name, side in definition.sides.items():
        if text == f"winner = {name}":
            return f"{side.title} wins"
    return text


def what_moved(one: TurningPoint, definition: Definition, chance: bool) -> str:
    """What moved at a turning point, from where to where."""
    if chance:
        ends = (f"{round_number(100 * end, 100 * one.error):g}" for end in (one.before, one.after))
        first, last = ends
        words = condition_label(one.of, definition)
        return f"{words}: {first} % to {last} % (± {100 * one.error:.2g} points)"
    first, last = (with_error(end, one.error).split(" ± ")[0] for end in (one.before, one.after))
    return f"{label(one.of, definition)}: {first} to {last} (± {one.error:.2g})"


def point_lines(one: TurningPoint, definition: Definition, chance: bool) -> Iterator[Text]:
    """A turning point in lines: when, what moved, and the events that stand there."""
    clock = Clock(definition)
    yield Text(f"\n{hour(clock.moment(one.turn))}  {what_moved(one, definition, chance)}")
    told = telling(one.events)
    for event in told[:MOST_EVENTS]:
        yield Text(f"  {event_words(event, definition)}")
    if len(told) > MOST_EVENTS:
        yield Text(f"  and {len(told) - MOST_EVENTS:,} more events")
    if not told:
        yield Text("  The turn record is silent." if one.turn else "  " + BEFORE)


def _credit_lines(
    credits: Sequence[Credit], definition: Definition, chance: bool
) -> Iterator[Text]:
    for one in credits:
        factor, unit = (100.0, " points") if chance else (1.0, "")
        share = with_error(factor * one.share, factor * one.error)
        sign = "+" if one.share > 0 else ""
        yield Text(f"  * {sign}{share}{unit}: {actor_words(one.actor, definition)}")
    if not credits:
        yield Text("  * No dice of operations or fights: what was uncertain became known.")


def actor_words(actor: str, definition: Definition) -> str:
    """Who acted, in words."""
    kind, _, name = actor.partition("/")
    if kind in AT_PLACES:
        return f"{AT_PLACES[kind]} {place_title(name, definition)}"
    if kind == "weather":
        return "the weather of the day"
    known = definition.operations.get(name)
    if known is None and ":" in name:  # ordered beside the plan, and named after what it says
        side, ordered = name.split(":")[:2]
        return f"{ordered.replace('_', ' ')} ordered by {definition.sides[side].title}"
    return (known.title if known is not None else "") or name.replace("_", " ")


AT_PLACES = {
    "engagement": "the fighting at",
    "morale": "the nerve of both sides at",
    "civilians": "the civilians at",
    "mines": "the mines off",
}
"""Those who act at places, in words."""
CREDIT = (
    "* is what the dice of one actor were worth: the outlook less what it is with these dice alone "
    "thrown anew. Parts need not add up to the whole."
)
BEFORE = "What was uncertain before the battle, such as strengths, became known."


def telling(events: Sequence[Occurrence]) -> list[Occurrence]:
    """The events, those first that are no mere count of losses."""
    return sorted(events, key=lambda event: event.kind in DULL)


DULL = ("combat", "wreck")


def event_words(event: Occurrence, definition: Definition) -> str:
    """An event in one line."""
    place = capitalised(place_title(event.place, definition)) if event.place else ""
    side = definition.sides[event.side].title if event.side else ""
    said = event.text.startswith(side)
    return ": ".join(part for part in (place, "" if said else side, event.text) if part)


def decision_parts(found: Decision, measures: Sequence[str]) -> Iterator[RenderableType]:
    """What a decision was worth, by measure."""
    yield difference_table(found, measures)
    yield Text(
        "Baseline is the plan as it was, change what was done instead: the same past, and the same "
        "luck after it. The interval is that of the difference, the regret of the decision."
    )
