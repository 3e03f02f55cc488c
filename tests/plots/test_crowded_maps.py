"""Maps on which there is little room: close places, long names, islands, the edge."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from sim.plots.map.arrows import arrow_points
from sim.plots.map.base_map import draw_sheet
from sim.plots.map.crowds import crowds
from sim.plots.map.hours import animation, map_hours
from sim.plots.map.labels import broken, text_width
from sim.plots.map.movements import Movement
from sim.plots.map.picture import battle_map
from sim.plots.map.placement import spread
from sim.plots.map.sheet import Sheet
from sim.results.errors import UserError
from sim.scenario import load
from tests.plots.landing import CROWDED, TEXT, hour, landing, made


@pytest.fixture
def crowded(tmp_path):
    """The landing with three places within 150 m of each other."""
    return landing(tmp_path, CROWDED)


def boxes(texts):
    return [text.get_window_extent() for text in texts]


def overlaps(one, other):
    return one.shrunk(0.9, 0.7).overlaps(other.shrunk(0.9, 0.7))


def legend_texts(ax):
    listed = [one for one in ax.get_children() if hasattr(one, "get_texts")]
    return [one.get_title().get_text() for one in listed], [
        text.get_text() for one in listed for text in one.get_texts()
    ]


# crowds and room --------------------------------------------------------------------------------


def test_a_crowd_is_close_together_and_far_from_the_others():
    far = {"west": (0.0, 0.0), "east": (100.0, 0.0), "north": (50.0, 80.0)}
    three = {"a": (60.0, 20.0), "b": (60.5, 20.0), "c": (64.0, 21.0)}
    assert crowds(far | three) == [["a", "b", "c"]]
    assert crowds(far | {"a": three["a"], "b": three["b"]}) == []  # two stand side by side
    assert crowds({str(x): (x, 0.0) for x in range(40)}) == []  # evenly far apart
    assert crowds(far | three | {"d": (72.4, 21.0)}) == []  # the next is not much further away


def test_marks_move_apart_until_they_are_so_far_from_each_other():
    points = np.array([(0.0, 0.0), (0.0, 0.0), (0.3, 0.1), (9.0, 9.0)])
    moved = spread(points, 1.0)
    gaps = np.linalg.norm(moved[:, None] - moved[None], axis=2)[np.triu_indices(4, 1)]
    assert gaps.min() >= 0.99
    assert moved[0, 0] < moved[1, 0]
    np.testing.assert_array_equal(moved[3], points[3])
    np.testing.assert_allclose(moved[:3].mean(axis=0), points[:3].mean(axis=0))


def test_names_are_broken_into_lines_of_like_length():
    name = "Mount Vysokaya (203-metre hill)"
    lines = broken(name, 0.6 * text_width(name)).split("\n")
    assert lines == ["Mount Vysokaya", "(203-metre hill)"]
    assert broken(name, 1000.0) == name
    assert broken("Tokkotai", 1.0) == "Tokkotai"


def test_the_campaign_of_sakhalin_has_a_detail_of_each_battle_on_it():
    sheet = Sheet.of(load("south_sakhalin").definition)
    firsts = {letter: next(iter(detail.places)) for letter, detail in sheet.details.items()}
    assert firsts == {"A": "toro_port", "B": "maoka_port", "C": "border"}
    assert not sheet.unplaced


# details ----------------------------------------------------------------------------------------


def test_close_places_are_one_mark_and_a_frame(crowded):
    drawn = battle_map(made(crowded), hour(10))
    assert list(drawn.details) == ["A"]
    assert set(drawn.marks) == {"village", "heights"}
    detail = drawn.details["A"]
    assert set(detail.marks) == {"pier", "school", "port"}
    assert drawn.labels["A"].get_text() == "A"
    assert detail.labels["port"].get_text() == "Port"
    assert detail.numbers["port"]["red"].get_text() == "40 %"
    # the port is red in 40 % of the runs, the others in none
    areas = {
        to_hex(colour): path
        for colour, path in zip(
            drawn.crowds["A"].get_facecolors(), drawn.crowds["A"].get_paths(), strict=True
        )
    }
    (points,) = areas["#d55e00"].to_polygons()
    x, y = points.T
    area = abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2 / np.pi
    assert area == pytest.approx(0.4 / 3, abs=0.01)
    assert "A: places close together" in legend_texts(drawn.ax)[0][0]


def test_ways_into_a_crowd_lead_to_its_mark_and_those_within_only_to_the_frame(crowded):
    sheet = Sheet.of(crowded.definition)
    by_sea = ("first_landing", "second_landing", "approach")
    assert Movement("red", "base", "A", "sea", by_sea) in sheet.movements
    assert not any("charge" in one.operations for one in sheet.movements)
    detail = sheet.details["A"]
    assert Movement("red", "port", "school", "land", ("charge",)) in detail.movements
    assert Movement("red", "base", "port", "sea", by_sea) in detail.movements
    assert "village" in detail.gates
    assert [one.between for one in detail.routes] == [("port", "school")]
    assert ("A", "village") in [one.between for one in sheet.routes]
    said = sheet.as_json()
    assert said["crowds"]["A"]["places"] == ["pier", "school", "port"]


def test_a_frame_covers_no_mark_and_no_name(crowded):
    drawn = battle_map(made(crowded), hour(12))
    drawn.ax.figure.canvas.draw()
    frame = drawn.details["A"].ax.get_window_extent()
    room = drawn.ax.get_window_extent()
    assert room.x0 < frame.x0 < frame.x1 < room.x1
    assert room.y0 < frame.y0 < frame.y1 < room.y1
    for at in drawn.sheet.marks.values():
        assert not frame.contains(*drawn.ax.transData.transform(at))
    assert not any(overlaps(box, frame) for box in boxes(drawn.labels.values()))


def test_what_an_hour_has_drawn_in_a_frame_goes_with_it(crowded, tmp_path):
    drawn = battle_map(made(crowded), hour(12))
    inset = drawn.details["A"].ax
    assert inset.collections
    drawn.remove()
    assert not inset.collections
    assert not drawn.ax.collections
    assert len(animation(made(crowded), tmp_path / "film.gif", [hour(5), hour(15)])) == 2


def test_two_close_places_stand_side_by_side(tmp_path):
    text = TEXT.replace("village: {at: [49.16, 142.09]", "village: {at: [49.16, 142.0702]")
    drawn = battle_map(made(landing(tmp_path, text)), hour(12))
    port, village = (
        drawn.ax.transData.transform(drawn.sheet.places[n]) for n in ("port", "village")
    )
    assert np.hypot(*(port - village)) * 72 / drawn.ax.figure.dpi >= 13.0
    assert port[0] < village[0]
    assert "moved apart" in legend_texts(drawn.ax)[0][0]


# names ------------------------------------------------------------------------------------------


def test_long_names_stay_within_the_frame(tmp_path):
    long = "the heights above the second bend of the river behind the old paper mill"
    drawn = battle_map(made(landing(tmp_path, TEXT.replace("the heights", long))), hour(12))
    drawn.ax.figure.canvas.draw()
    words = drawn.labels["heights"].get_text()
    assert words.startswith("the heights above")
    assert words.count("\n") >= 1
    room = drawn.ax.get_window_extent()
    for box in boxes(drawn.labels.values()):
        assert box.x0 >= room.x0
        assert box.x1 <= room.x1


def test_names_without_room_are_numbered_and_listed_below(crowded):
    drawn = map_hours(made(crowded), [hour(n) for n in (1, 8, 12)])
    first = drawn[0].details["A"]
    assert {name: text.get_text() for name, text in first.labels.items()} == {
        "pier": "2",
        "school": "3",
        "port": "4",
    }
    assert drawn[0].labels["heights"].get_text() == "the heights"
    titles, words = legend_texts(drawn[0].ax)
    assert "Numbers on the map:" in titles
    assert "3  Severo-Staroverovskoye-na-Sredney-Kosogorke" in words
    assert drawn[1].labels.keys() == {"A"}  # names stand in the first map only
    assert drawn[1].details["A"].labels == {}


def test_the_name_of_a_distant_base_lies_within_the_map_and_on_no_arrow(tmp_path):
    drawn = battle_map(made(landing(tmp_path)), hour(12))
    drawn.ax.figure.canvas.draw()
    (name,) = [text for text in drawn.ax.texts if text.get_text().startswith("Distant base")]
    box = name.get_window_extent()
    room = drawn.ax.get_window_extent()
    assert room.x0 <= box.x0
    assert box.x1 <= room.x1
    for arrow in drawn.arrows.values():
        path = arrow.get_transform().transform_path(arrow.get_path()).interpolated(30)
        assert not any(box.shrunk(0.95, 0.8).contains(x, y) for x, y in path.vertices)


def test_the_scale_stays_within_the_smallest_map(tmp_path):
    for text in (TEXT, TEXT.replace("at: [49.05, 142.05]", "at: [49.9, 143.2]")):
        (drawn, *_) = map_hours(made(landing(tmp_path, text)), [hour(n) for n in range(6)])
        drawn.ax.figure.canvas.draw()
        room = drawn.ax.get_window_extent()
        (scale,) = [text for text in drawn.ax.texts if "↑ N" in text.get_text()]
        box = scale.get_window_extent()
        assert room.x0 < box.x0 < box.x1 < room.x1
        assert room.y0 < box.y0 < box.y1 < room.y1


def test_an_arrow_bends_away_from_the_edge():
    sheet = Sheet.of(load("port_arthur").definition)
    _, ax = plt.subplots()
    draw_sheet(ax, sheet)
    ax.apply_aspect()
    (flight,) = [one for one in sheet.movements if one.manner == "air"]
    points = arrow_points(ax, sheet, flight)
    room = np.array(ax.get_window_extent().extents) * 72 / ax.figure.dpi
    start, end = points[0], points[-1]
    straight = start + (end - start) * np.linspace(0, 1, len(points))[:, None]
    assert (points[:, 1] <= straight[:, 1] + 1e-6).all()  # the gate is in the upper edge
    assert (points[1:] < room[2:]).all()


# extent -----------------------------------------------------------------------------------------


def test_a_small_island_is_on_the_map_from_end_to_end():
    sheet = Sheet.of(load("iwo_jima").definition)
    island = np.array(max(sheet.land, key=len))  # the others are rocks off the shore
    left, bottom, right, top = sheet.frame
    assert (island > (left, bottom)).all()
    assert (island < (right, top)).all()
    south = sheet.projection.degrees(*island[island[:, 1].argmin()])
    assert south == pytest.approx((24.7345, 141.285), abs=1e-3)


def test_a_large_island_does_not_make_the_map_larger():
    sheet = Sheet.of(load("otomari").definition)
    assert sheet.width < 120


# several maps -----------------------------------------------------------------------------------


def test_small_maps_are_drawn_into_the_axes_given(crowded):
    _, axes = plt.subplots(1, 3)
    drawn = map_hours(made(crowded), [hour(2), hour(12)], axes=axes[1:])
    assert [one.ax for one in drawn] == list(axes[1:])
    assert not axes[0].collections
    with pytest.raises(UserError, match="3 axes were given for 2 panels"):
        map_hours(made(crowded), [hour(2), hour(12)], axes=axes)
