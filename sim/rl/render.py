"""Rendering: what a side sees of one run, as text or as a picture; nothing that it does not see."""

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.commanders.situation import PlaceState, Situation
from sim.rl.arena import Arena

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MODES = ("human", "ansi", "rgb_array")
"""To print the text, to give it, and to give a picture of 480 x 480 pixels."""
PIXELS = 480
REACH = 2.15
"""How far the picture goes, in radii of the ring of places: labels stand outside of it."""


def text_of(arena: Arena, side: str, row: int) -> str:
    """What a side sees, in lines of at most 80 letters."""
    now = arena.battle.view(side).situation(row)
    lines = [
        f"{now.scenario}: {now.side}, run {arena.runs[row]}"[:80],
        f"turn {now.turn} of {now.turns}, {now.time}{', night' if now.night else ''}",
        "",
        f"{'place':24}{'held by':>12}{'own men':>10}{'enemy':>10}{'seen by':>12}{'h ago':>8}",
    ]
    for place in now.places:
        enemy = "?" if place.enemy is None else f"{place.enemy:,}"
        lines.append(
            f"{place.name[:23]:24}{(place.held_by or '-')[:11]:>12}{place.own:>10,}{enemy:>10}"
            f"{place.seen_by:>12}{place.hours_ago:>8.1f}"
        )
    lines += ["", f"{'unit':24}{'men':>8}{'losses':>8}  posture"]
    for unit in now.units:
        goal = f" to {unit.to}" if unit.to else f" at {unit.place}" if unit.place else ""
        lines.append(
            f"{unit.name[:23]:24}{unit.men:>8,}{unit.losses:>8,}  {unit.posture}{goal}"[:80]
        )
    return "\n".join(lines)


def picture(arena: Arena, side: str, row: int) -> np.ndarray:
    """The places as a side knows them, (480, 480, 3) uint8."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from sim.results.labels import side_colours

    now = arena.battle.view(side).situation(row)
    figure = Figure(figsize=(4.8, 4.8), dpi=PIXELS / 4.8)
    canvas = FigureCanvasAgg(figure)
    ax = figure.add_axes((0.02, 0.0, 0.96, 0.92))
    ax.set_axis_off()
    ax.set_title(f"{now.side}: {now.time}; own men : enemy, as far as known", fontsize=9)
    angles = _ring(now)
    points = {name: (math.sin(angle), math.cos(angle)) for name, angle in angles.items()}
    for route in now.routes:
        ends = np.array([points[end] for end in route.between])
        ax.plot(*ends.T, color="0.8", lw=1, ls=":" if route.kind == "sea" else "-", zorder=0)
    colours = side_colours(arena.document.definition)
    for place in now.places:
        ax.scatter(*points[place.name], s=120, color=colours.get(place.held_by or "", "0.7"))
        _label(ax, place, angles[place.name])
    ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH))
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    return np.asarray(pixels)[:, :, :3].copy()


def _ring(now: Situation) -> dict[str, float]:
    """Angles of the places in a ring, from the top and clockwise, so that none hides another."""
    return {
        place.name: 2 * math.pi * (position + 0.5) / len(now.places)
        for position, place in enumerate(now.places)
    }


def _label(ax: "Axes", place: PlaceState, angle: float) -> None:
    """What is known of a place, outside of the ring and along its radius."""
    enemy = "?" if place.enemy is None else f"{place.enemy:,}"
    left = math.sin(angle) < -1e-9
    ax.text(
        1.1 * math.sin(angle), 1.1 * math.cos(angle),
        f"{place.name.replace('_', ' ')}  {place.own:,} : {enemy}",
        rotation=(270 if left else 90) - math.degrees(angle), rotation_mode="anchor",
        ha="right" if left else "left", va="center", fontsize=7,
    )  # fmt: skip
