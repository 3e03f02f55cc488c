"""The map: land, places, ways, own units, and what is believed of the enemy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sim.commanders.situation import PlaceState, Situation, UnitState
from sim.page import words
from sim.page.counters import HEIGHT, WIDTH, counter
from sim.page.layout import COUNTER, COUNTERS, FONT, LINE, MARK, TALL, Label, Layout
from sim.page.seen import GONE
from sim.page.tag import Tag

Choose = Callable[[str, str], None]
"""Told what is chosen on the map: `unit` or `place`, and its name."""
DIGIT = 8.0
"""Width of a bold character of numbers, about."""
OLD = 6.0
"""Hours after which a belief is drawn faint."""


@dataclass(frozen=True)
class Drawing:
    """What is drawn on a map at a moment, and what is done when something on it is chosen."""

    now: Situation
    colours: dict[str, str]
    """Of each side."""
    titles: dict[str, str]
    """Of each side."""
    unit: str | None
    """The unit that is chosen."""
    place: str | None
    """The place that is chosen."""
    goals: frozenset[str]
    """Places to which the chosen unit can be ordered."""
    choose: Choose

    def units_at(self, places: list[str]) -> list[UnitState]:
        """Own units that stand there."""
        here = (one for one in self.now.units if one.place in places and one.posture not in GONE)
        return [one for one in here if one.posture != "on the march"]


def draw_map(layout: Layout, drawing: Drawing) -> None:
    """Draw the map, and below it larger ones of places close together."""
    with Tag("figure", class_="map"):
        _draw(layout, drawing, "Map")
        for letter, detail in layout.details.items():
            with Tag("figure", class_="detail"):
                Tag("figcaption", letter)
                _draw(detail, drawing, f"Map {letter}")
        Tag("figcaption", _legend(layout), class_="note")


def _legend(layout: Layout) -> str:
    coast = f" Coastline: {layout.coastline}." if layout.coastline else ""
    return (
        "■ men of your side and, fainter with age, what is believed of the enemy. "
        f"Solid lines are ways by land, dotted by sea.{coast}"
    )


def _draw(layout: Layout, drawing: Drawing, name: str) -> None:
    with Tag(
        "svg",
        viewBox=f"0 0 {layout.width:.0f} {layout.height:.0f}",
        role="group",
        aria_label=name,
        font_size=FONT,
        style=f"max-width: calc(78vh * {layout.width / layout.height:.3f})",
    ):
        Tag("rect", width=layout.width, height=layout.height, class_="sea")
        if layout.land:
            Tag("path", d=layout.land, class_="land", fill_rule="evenodd")
        _draw_ways(layout)
        _draw_scale(layout)
        for mark in layout.labels:
            _draw_leader(layout, mark)
        for unit in drawing.now.units:
            if unit.posture == "on the march":
                _draw_march(layout, drawing, unit)
        for mark in layout.labels:
            _draw_mark(layout, drawing, mark)


def _draw_ways(layout: Layout) -> None:
    for way in layout.ways:
        (x1, y1), (x2, y2) = layout.marks[way.start], layout.marks[way.end]
        Tag("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}",
            class_=f"way {way.kind}")  # fmt: skip


def _draw_scale(layout: Layout) -> None:
    """A bar of a round number of kilometres in the lower left corner."""
    wished = layout.width / 5 * layout.km
    power = 10.0 ** (len(f"{int(wished)}") - 1) if wished >= 1 else 0.1
    length = power * max(one for one in (1, 2, 5) if one * power <= max(wished, power))
    long, y = length / layout.km, layout.height - 10
    Tag("path", d=f"M10,{y - 4:.0f}v4h{long:.0f}v-4", class_="scale")
    Tag("text", f"{length:g} km", x=12, y=f"{y - 6:.0f}", class_="small")


def _draw_leader(layout: Layout, mark: str) -> None:
    end = layout.labels[mark].leader
    if end is not None:
        (x1, y1), (x2, y2) = layout.marks[mark], end
        Tag("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", class_="leader")


# marks ----------------------------------------------------------------------------------------


def _draw_mark(layout: Layout, drawing: Drawing, mark: str) -> None:
    members = layout.members.get(mark)
    places = [one for one in drawing.now.places if one.name in (members or [mark])]
    x, y = layout.marks[mark]
    goal = bool(drawing.goals & {place.name for place in places})
    kind = " ".join(["place", *["goal"] * goal, *["chosen"] * (drawing.place == mark)])
    with Tag("g", class_=kind) as drawn:
        Tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=20, class_="touch")
        if goal:
            Tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=MARK + 5, class_="ring")
        _draw_disc((x, y), places, drawing)
        rows = _draw_label(layout, mark, places, drawing)
    if members is None:
        drawn.props["aria-label"] = describe(places[0], drawing.titles)
        drawn.does(lambda: drawing.choose("place", mark), f"map:{mark}")
        _draw_counters(drawing, drawing.units_at([mark]), layout.labels[mark], rows)


def describe(place: PlaceState, titles: Mapping[str, str]) -> str:
    """A place in words, for those who do not see the map; `titles` are those of the sides."""
    held = words.held(place, titles)
    own = f"own {place.own:,} men" if place.own else "no own men"
    return f"{place.title}: {words.ground(place)}, {held}, {own}, {words.belief(place)}"


def _draw_disc(at: tuple[float, float], places: list[PlaceState], drawing: Drawing) -> None:
    x, y = at
    holders = {words.side_of_place(place) for place in places}
    contact = "contact" in holders
    if contact:
        own, enemy = drawing.colours[drawing.now.side], drawing.colours[drawing.now.enemy]
        for turn, colour in ((0, own), (1, enemy)):
            Tag("path", d=f"M{x},{y - MARK}a{MARK},{MARK} 0 0 {turn} 0,{2 * MARK}Z", fill=colour)
    fill = "none" if contact else "#fff"
    if len(holders) == 1 and not contact:
        fill = drawing.colours.get(min(holders), "#fff")
    kind = "disc contact" if contact else "disc"
    Tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=MARK, fill=fill, class_=kind)


def _draw_label(layout: Layout, mark: str, places: list[PlaceState], drawing: Drawing) -> int:
    """The name of a place, with own men and believed enemies below it; the rows of those."""
    label = layout.labels[mark]
    x = label.left + label.width if label.ends else label.left
    for row, line in enumerate(label.lines):
        y = label.top + LINE * row + FONT
        Tag("text", line, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=_anchor(label), class_="name")
    rows = _numbers(places, drawing)
    if not layout.narrow:
        rows = [[part for row in rows for part in row]] if rows else []
    for row, parts in enumerate(rows, len(label.lines)):
        long = min(sum(len(text) for text, _, _ in parts) * DIGIT, layout.width)
        end = max(x, long) if label.ends else min(x, layout.width - long)
        y = label.top + LINE * row + FONT
        with Tag(
            "text", x=f"{end:.1f}", y=f"{y:.1f}", text_anchor=_anchor(label), class_="numbers"
        ):
            for text, colour, strength in parts:
                Tag("tspan", text, fill=colour, fill_opacity=strength)
    return len(rows)


def _anchor(label: Label) -> str:
    return "end" if label.ends else "start"


def _numbers(places: list[PlaceState], drawing: Drawing) -> list[list[tuple[str, str, float]]]:
    """Own men and believed enemies in rows: the text of each, its colour, and how strong it is."""
    own, (believed, faint) = sum(place.own for place in places), _belief(places)
    now, colours = drawing.now, drawing.colours
    rows = [[(f"■ {own:,} ", colours[now.side], 1.0)]] if own else []
    return [*rows, *([[(believed, colours[now.enemy], faint)]] if believed else [])]


def _belief(places: list[PlaceState]) -> tuple[str, float]:
    """What is believed of the enemy there in numbers, and how strongly they are drawn."""
    known = [place for place in places if place.enemy]
    if not known:
        return "", 1.0
    sure = all(place.enemy_low == place.enemy_high for place in known)
    oldest = max(place.hours_ago for place in known)
    age = f" {oldest:g} h" if oldest else ""
    number = f"■ {'' if sure else '~'}{sum(place.enemy or 0 for place in known):,}{age}"
    return number, 1.0 if oldest == 0 else 0.85 if oldest < OLD else 0.7


def _draw_counters(drawing: Drawing, units: list[UnitState], label: Label, below: int) -> None:
    """Draw the counters of units under a label, or below its line of numbers."""
    most = min(int(label.width / COUNTER), COUNTERS)
    shown = units if len(units) <= most else units[: most - 1]
    cells = len(shown) + (len(units) > len(shown))
    room = label.width - cells * COUNTER + COUNTER - WIDTH
    left = label.left + (room if label.ends else 0.0)
    top = label.top + LINE * (len(label.lines) + below) + (TALL - HEIGHT) / 2
    for position, unit in enumerate(shown):
        _draw_unit(drawing, unit, (left + position * COUNTER, top))
    if len(units) > len(shown):
        x = left + len(shown) * COUNTER
        more = f"+{len(units) - len(shown)}"
        Tag("text", more, x=f"{x:.1f}", y=f"{top + HEIGHT - 2:.1f}", class_="small")


def _draw_unit(drawing: Drawing, unit: UnitState, at: tuple[float, float]) -> None:
    colour = drawing.colours[drawing.now.side]
    drawn = counter(unit, at, colour, drawing.unit == unit.name)
    told = f"{unit.title}: {words.strength(unit)}, {words.whereabouts(unit, drawing.now)}"
    drawn.props["aria-label"] = told
    drawn.does(lambda: drawing.choose("unit", unit.name), f"map:unit:{unit.name}")
    with drawn:
        Tag("title", told)


# marches --------------------------------------------------------------------------------------


def _draw_march(layout: Layout, drawing: Drawing, unit: UnitState) -> None:
    """An arrow from where a unit comes to where it goes, and the unit about where it is."""
    start, end = layout.mark_of(unit.place or ""), layout.mark_of(unit.to or "")
    if start is None or end is None or start == end:
        return
    (x1, y1), (x2, y2) = layout.marks[start], layout.marks[end]
    colour = drawing.colours[drawing.now.side]
    length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1.0)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    tip = x2 - ux * (MARK + 3), y2 - uy * (MARK + 3)
    Tag("line", x1=x1, y1=y1, x2=f"{tip[0]:.1f}", y2=f"{tip[1]:.1f}", stroke=colour, class_="march")
    left, right = tip[0] - 9 * ux - 4 * uy, tip[0] - 9 * ux + 4 * uy
    low, high = tip[1] - 9 * uy + 4 * ux, tip[1] - 9 * uy - 4 * ux
    head = f"M{tip[0]:.1f},{tip[1]:.1f}L{left:.1f},{low:.1f}L{right:.1f},{high:.1f}Z"
    Tag("path", d=head, fill=colour)
    share = _progress(unit, drawing.now)
    x, y = x1 + share * (x2 - x1), y1 + share * (y2 - y1)
    _draw_unit(drawing, unit, (x - WIDTH / 2, y - HEIGHT / 2))
    when = words.hour(unit.arrives or drawing.now.time, drawing.now.time)
    Tag("text", when, x=f"{x + WIDTH / 2 + 3:.1f}", y=f"{y + 4:.1f}", class_="small")


def _progress(unit: UnitState, now: Situation) -> float:
    """About how much of its way a unit has behind it, kept clear of the marks at both ends."""
    hours = [one.hours for one in now.routes if {*one.between} == {unit.place, unit.to}]
    whole = next((one for one in hours if one), None)
    if unit.arrives is None or whole is None:
        return 0.5
    left = (datetime.fromisoformat(unit.arrives) - now.moment).total_seconds() / 3600
    return min(max(1.0 - left / whole, 0.3), 0.7)
