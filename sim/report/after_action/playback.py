"""Runs as data for the part of a report that plays them back."""

from collections.abc import Mapping
from typing import Any

from sim.report.after_action.drawn_sheet import drawn_sheet
from sim.report.after_action.outlook import Outlook
from sim.report.after_action.told_runs import Kind, ToldRun, ToldRuns, distinct, title
from sim.results.labels import side_colours
from sim.scenario.definition import Definition
from sim.scenario.titles import place_title
from sim.world.clock import Clock


def playback(
    told: ToldRuns, definition: Definition, outlooks: Mapping[int, Outlook]
) -> dict[str, Any]:
    """Times, sides, places and the map sheet, and for each run its state at each of the times.

    The first time is before the battle, each other the end of a turn. `ashore` and `losses` are by
    time and side, and so are `hidden`, men in the hills; `control` by time and place (position of a
    side, -1 for nobody), `men` by time, place and side. `sheet` is None where no place has
    coordinates. `outlooks` are those of the runs, by number, see `Outlook.as_data`.
    """
    clock = Clock(definition)
    colours = side_colours(definition)
    moments = [clock.moment(step) for step in range(clock.turns + 1)]
    return {
        "clock": definition.clock.name,
        "times": [f"{one.day} {one:%B %Y, %H:%M}" for one in moments],
        "sides": [
            {"name": name, "title": side.title, "colour": colours[name]}
            for name, side in definition.sides.items()
        ],
        "places": [
            {"name": name, "title": place_title(name, definition)} for name in definition.places
        ],
        "sheet": drawn_sheet(told, definition),
        "runs": [_run(kinds, one, outlooks.get(one.run)) for kinds, one in distinct(told)],
    }


def _run(kinds: list[Kind], told: ToldRun, outlook: Outlook | None) -> dict[str, Any]:
    return {
        "kinds": kinds,
        "run": told.run,
        "title": title(kinds, told),
        "ashore": told.ashore.tolist(),
        "losses": told.losses.tolist(),
        "control": told.control.tolist(),
        "men": told.men.tolist(),
        "hidden": told.hidden.tolist(),
        "outlook": None if outlook is None else outlook.as_data(),
    }
