"""Rendering: what a side sees of one run, as text or as a picture; nothing that it does not see."""

import numpy as np

from sim.commanders.situation import PlaceState, Situation
from sim.rl.arena import Arena

MODES = ("human", "ansi", "rgb_array")
"""To print the text, to give it, and to give a picture of 480 x 480 pixels."""
PIXELS = 480


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
    ax = figure.add_axes((0.02, 0.02, 0.96, 0.88))
    ax.set_axis_off()
    ax.set_title(f"{now.side}: {now.time}", fontsize=9)
    points = _ring(now)
    for route in now.routes:
        ends = np.array([points[end] for end in route.between])
        ax.plot(*ends.T, color="0.8", lw=1, ls=":" if route.kind == "sea" else "-", zorder=0)
    colours = side_colours(arena.document.definition)
    for place in now.places:
        ax.scatter(*points[place.name], s=120, color=colours.get(place.held_by or "", "0.7"))
        ax.annotate(_label(place), points[place.name], (0, -9), textcoords="offset points",
                    ha="center", va="top", fontsize=6)  # fmt: skip
    ax.margins(0.15)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    return np.asarray(pixels)[:, :, :3].copy()


def _ring(now: Situation) -> dict[str, tuple[float, float]]:
    """Places in a ring, so that none hides another."""
    angles = np.linspace(0, 2 * np.pi, len(now.places), endpoint=False)
    names = [place.name for place in now.places]
    return {n: (float(np.sin(a)), float(np.cos(a))) for n, a in zip(names, angles, strict=True)}


def _label(place: PlaceState) -> str:
    enemy = "?" if place.enemy is None else f"{place.enemy:,}"
    return f"{place.name.replace('_', ' ')}\n{place.own:,} : {enemy}"
