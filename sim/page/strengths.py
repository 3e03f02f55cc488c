"""Strengths over time as a side has seen them: own men, and the enemies it believed in."""

from collections.abc import Mapping
from datetime import datetime

from sim.commanders.situation import Situation
from sim.page.seen import Sight
from sim.page.tag import Tag

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 10, 24
LETTERS = 11


def draw_strengths(
    seen: list[Sight], now: Situation, colours: Mapping[str, str], titles: Mapping[str, str]
) -> None:
    """A line of own men, and a band of enemies; `colours` and `titles` are those of the sides."""
    own, enemy = colours[now.side], colours[now.enemy]
    with Tag("p", class_="key"):
        Tag("span", f"■ {titles[now.side]}, men left  ", style=f"color: {own}")
        Tag("span", f"■ {titles[now.enemy]}, men believed", style=f"color: {enemy}")
    most = _round(max(max(one.own, one.high, 1) for one in seen))
    frame = _Frame(datetime.fromisoformat(seen[0].time), datetime.fromisoformat(now.ends), most)
    told = f"Strengths: own men {seen[0].own:,} at first, {seen[-1].own:,} now."
    with Tag("svg", viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=told, class_="chart"):
        _draw_axes(frame)
        known = [one for one in seen if one.enemy is not None]
        if known:
            band = [(one.time, one.high) for one in known]
            back = [(one.time, one.low) for one in reversed(known)]
            Tag("path", d=f"{frame.line([*band, *back])}Z", fill=enemy, class_="band")
            Tag("path", d=frame.line([(one.time, one.enemy or 0) for one in known]), stroke=enemy)
        Tag("path", d=frame.line([(one.time, one.own) for one in seen]), stroke=own)
        x, y = frame.point(seen[-1].time, seen[-1].own)
        Tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3, fill=own)


def _round(number: int) -> int:
    """A round even number that is not smaller."""
    power: int = 10 ** (len(str(number)) - 1)
    return max(2, next(one * power for one in (1, 2, 4, 6, 8, 10) if one * power >= number))


class _Frame:
    """Where times and numbers stand in the drawing."""

    def __init__(self, start: datetime, end: datetime, most: int) -> None:
        self.start, self.end, self.most = start, end, most

    def x(self, time: datetime) -> float:
        share = (time - self.start) / (self.end - self.start)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, number: float) -> float:
        return HEIGHT - BOTTOM - number / self.most * (HEIGHT - TOP - BOTTOM)

    def point(self, time: str, number: float) -> tuple[float, float]:
        return self.x(datetime.fromisoformat(time)), self.y(number)

    def line(self, points: list[tuple[str, int]]) -> str:
        places = (self.point(*one) for one in points)
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _draw_axes(frame: _Frame) -> None:
    for share in (0.0, 0.5, 1.0):
        y = frame.y(share * frame.most)
        Tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid")
        number = f"{share * frame.most:,.0f}"
        Tag("text", number, x=LEFT - 5, y=f"{y + 4:.1f}", text_anchor="end", font_size=LETTERS)
    for share, anchor in ((0.0, "start"), (0.5, "middle"), (1.0, "end")):
        time = frame.start + share * (frame.end - frame.start)
        x = frame.x(time)
        words = f"{time.day} {time:%b, %H:%M}"
        Tag("text", words, x=f"{x:.1f}", y=HEIGHT - 6, text_anchor=anchor, font_size=LETTERS)
