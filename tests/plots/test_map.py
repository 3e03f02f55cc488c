"""Maps: what is drawn where, in which colours, and with which words."""

import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.path import Path
from PIL import Image

from sim import Wargame
from sim.plots.map.hours import animation, map_hours
from sim.plots.map.labels import text_width
from sim.plots.map.movements import Movement, movements
from sim.plots.map.picture import battle_map
from sim.plots.map.projection import Projection
from sim.plots.map.sheet import Sheet
from sim.results.errors import UserError
from sim.scenario import load
from sim.world.globe import great_circle
from tests.plots.landing import TEXT, hour, landing, made
from tests.plots.reference import assert_like_reference

RED, BLUE = "#d55e00", "#0072b2"


@pytest.fixture
def document(tmp_path):
    return landing(tmp_path)


def sectors(mark):
    """Colour and share of each sector of a place's disc."""
    colours = [to_hex(colour) for colour in mark.get_facecolors()[1:]]
    areas = []
    for path in mark.get_paths()[1:]:
        (points,) = path.to_polygons()
        x, y = points.T
        areas.append(abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2 / np.pi)
    return dict(zip(colours, np.round(areas, 2).tolist(), strict=True))


def words(legend):
    return [text.get_text() for text in legend.get_texts()]


def legends(ax):
    return [child for child in ax.get_children() if isinstance(child, mpl.legend.Legend)]


# projection, coast, plan ------------------------------------------------------------------------


@pytest.mark.parametrize("latitude", [-55.0, 0.0, 49.0, 70.0])
def test_distances_near_the_centre_are_those_on_the_globe(latitude):
    plane = Projection(latitude, 179.98)
    for place in ((latitude + 0.05, 179.98), (latitude, -179.98), (latitude - 0.03, 179.9)):
        x, y = plane.point(place)
        true = great_circle((latitude, 179.98), place)
        assert np.hypot(x, y) == pytest.approx(true, rel=3e-3)
        np.testing.assert_allclose(plane.degrees(x, y), place, atol=1e-9)


def test_north_is_up_and_east_is_right():
    plane = Projection.around([(49.0, 142.0), (50.0, 144.0)])
    (west, south), (east, north) = plane.point((49.0, 142.0)), plane.point((50.0, 144.0))
    assert west < east
    assert south < north
    assert (west + east, south + north) == pytest.approx((0, 0), abs=1e-9)


@pytest.mark.parametrize(
    ("scenario", "on_land", "at_sea"),
    [
        ("toro", (49.12, 142.12), (49.14, 141.99)),
        ("shumshu", (50.75, 156.35), (50.75, 156.65)),
        ("port_arthur", (38.85, 121.25), None),
        ("iwo_jima", (24.78, 141.32), (24.80, 141.29)),
        ("evacuation", (43.9, 142.3), (45.8, 141.0)),
    ],
)
def test_the_coastline_parts_land_from_sea(scenario, on_land, at_sea):
    sheet = Sheet.of(load(scenario).definition)

    def is_land(place):
        point = sheet.projection.point(place)
        return sum(Path(ring).contains_point(point) for ring in sheet.land) % 2 == 1

    assert is_land(on_land)
    assert at_sea is None or not is_land(at_sea)
    corners = np.vstack([np.array(ring) for ring in sheet.land])
    left, bottom, right, top = sheet.frame
    assert (corners.min(axis=0) >= np.array((left, bottom)) - 1e-6).all()
    assert (corners.max(axis=0) <= np.array((right, top)) + 1e-6).all()


def test_a_map_elsewhere_has_no_coastline_and_says_so(tmp_path):
    text = TEXT.replace("at: [49.", "at: [-9.").replace("at: [48.967", "at: [-8.967")
    drawn = battle_map(made(landing(tmp_path, text)))
    assert drawn.sheet.land == []
    assert "No coastline is known here." in drawn.ax.get_xlabel()
    assert "9.1° S" in drawn.ax.get_xlabel()


def test_movements_follow_the_plan_from_place_to_place(document):
    by_sea = ("first_landing", "second_landing", "approach")
    assert movements(document.definition) == [
        Movement("red", "base", "port", "sea", by_sea),
        Movement("red", "port", "village", "land", ("attack",)),
        Movement("red", "port", "heights", "fire", ("gunfire",)),
        Movement("blue", "port", "heights", "land", ("retreat",)),
    ]


def test_ships_at_their_base_fire_no_arrow_across_the_map(tmp_path):
    text = TEXT.replace("{kind: passage,", "{enabled: false, kind: passage,")
    plan = movements(landing(tmp_path, text).definition)
    assert "fire" not in [one.manner for one in plan]


def test_a_distant_base_stands_where_its_ways_cross_the_frame(document):
    sheet = Sheet.of(document.definition)
    assert list(sheet.beyond) == ["base"]
    x, y = sheet.gates["base"]
    assert x == pytest.approx(sheet.frame[0])
    assert sheet.frame[1] < y < sheet.frame[3]
    said = sheet.as_json()
    assert said["places"]["base"]["on_sheet"] is False
    assert said["unplaced"] == {"depot": "the depot"}
    assert said["movements"][0]["operations"] == ["first_landing", "second_landing", "approach"]


# the map ----------------------------------------------------------------------------------------


def test_discs_and_numbers_are_shares_of_the_runs(document):
    drawn = battle_map(made(document), hour(10))
    # the port falls in the turn that begins at 6 h + the run's number
    assert sectors(drawn.marks["port"]) == {RED: 0.4, BLUE: 0.6}
    assert {side: text.get_text() for side, text in drawn.numbers["port"].items()} == {
        "red": "40 %",
        "blue": "60 %",
    }
    assert drawn.numbers["port"]["red"].get_color().lower() == RED
    assert sectors(drawn.marks["village"]) == {BLUE: 1.0}
    assert drawn.numbers["village"] == {}
    assert drawn.labels["heights"].get_text() == "the heights"
    title = drawn.ax.get_title(loc="left")
    assert title == "16 August 1945, 10:00 (strait time): 10 runs"


@pytest.mark.parametrize(("at", "share"), [(0, 0), (6, 0), (7, 0.1), (8, 0.2), (23, 1)])
@pytest.mark.parametrize("series", [True, False])
def test_control_is_that_after_the_turns_before_the_hour(document, at, share, series):
    drawn = battle_map(made(document, series=series), hour(at))
    assert drawn.situation.held["port"] == pytest.approx({"red": share, "blue": 1 - share})


def test_without_an_hour_the_map_is_that_of_the_end(document):
    drawn = battle_map(made(document))
    assert drawn.situation.time == document.definition.end
    assert sectors(drawn.marks["village"]) == {RED: 0.5, BLUE: 0.5}


def test_arrows_lead_from_mark_to_mark_and_fade_before_their_hour(document):
    drawn = battle_map(made(document), hour(12))
    arrows = {one.operations[0]: arrow for one, arrow in drawn.arrows.items()}
    assert arrows["first_landing"].get_alpha() == 1.0
    assert arrows["retreat"].get_alpha() == 0.25  # never begun
    assert 0.25 < arrows["attack"].get_alpha() < 1.0  # begun in half of the runs
    assert to_hex(arrows["retreat"].get_edgecolor()) == BLUE
    start, end = arrows["attack"]._posA_posB
    assert start == pytest.approx(drawn.sheet.places["port"])
    assert end == pytest.approx(drawn.sheet.places["village"])
    assert arrows["first_landing"].get_linestyle() != arrows["attack"].get_linestyle()


def test_the_map_explains_itself(document):
    drawn = battle_map(made(document), hour(12))
    first, second = legends(drawn.ax)
    assert words(first) == ["Red", "Blue", "by sea", "over land", "fire"]
    assert "share of 10 runs" in first.get_title().get_text()
    assert words(second) == ["the depot"]
    assert "want of coordinates" in second.get_title().get_text()
    texts = [text.get_text() for text in drawn.ax.texts]
    assert "Distant base\n132 km away" in texts
    assert any(text.startswith("2 km") for text in texts)
    (bar,) = [line for line in drawn.ax.lines if line.get_label() == "scale"]
    assert np.ptp(bar.get_xdata()) == pytest.approx(2.0)
    assert "true to scale at 49.1° N" in drawn.ax.get_xlabel()
    assert drawn.ax.get_aspect() == 1.0


def test_one_run_shows_the_men_at_each_place(document):
    battle = Wargame(document).run(seed=1)
    before = battle.plot.map(hour(0))
    numbers = {
        place: {side: text.get_text() for side, text in texts.items()}
        for place, texts in before.numbers.items()
    }
    assert numbers == {"port": {"blue": "60"}, "village": {}, "heights": {"blue": "1,200"}}
    after = battle.plot.map(hour(23))
    men = battle.situations[23].men
    assert after.numbers["port"]["red"].get_text() == f"{men['port']['red']:,}"
    assert "men there" in legends(after.ax)[0].get_title().get_text()


def test_an_hour_outside_the_battle_and_a_map_without_places_are_refused(document, tmp_path):
    with pytest.raises(UserError, match=r"1945-08-20 00:00 lies outside the battle, which lasts"):
        battle_map(made(document), hour(1).replace(day=20, hour=0))
    nowhere = landing(tmp_path, re.sub(r"at: \[[^]]*\], ", "", TEXT))
    with pytest.raises(UserError, match="no place of landing has coordinates"):
        battle_map(made(nowhere))


def test_a_map_is_drawn_into_the_axes_given(document):
    _, (left, right) = plt.subplots(1, 2)
    assert battle_map(made(document), ax=right).ax is right
    assert not left.collections


def crowd(count):
    """A scenario with so many places with long names, most of them in two crowds."""
    rng = np.random.default_rng(1)
    lines = []
    for number in range(count):
        middle = (49.1, 142.2) if number % 3 else (49.6, 142.6)
        north, east = rng.normal(middle, 0.12)
        title = f"place number {number} with a rather long name"
        lines.append(
            f"  p{number}: {{title: {title}, at: [{north:.3f}, {east:.3f}], held_by: blue, "
            "assumed: a guess}"
        )
    return TEXT.replace("routes:", "\n".join(lines) + "\nroutes:")


def test_labels_of_forty_places_neither_overlap_nor_leave_the_map(tmp_path):
    document = landing(tmp_path, crowd(37))
    drawn = battle_map(made(document), hour(12))
    figure = drawn.ax.figure
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in drawn.labels.values()]
    assert len(boxes) == 40
    room = drawn.ax.get_window_extent()
    for box in boxes:
        assert box.x0 >= room.x0 - 3
        assert box.x1 <= room.x1 + 3
    pairs = [(a, b) for i, a in enumerate(boxes) for b in boxes[:i]]
    overlapping = sum(a.shrunk(0.9, 0.6).overlaps(b.shrunk(0.9, 0.6)) for a, b in pairs)
    assert overlapping == 0


def test_the_list_of_places_off_the_map_is_not_cut(tmp_path):
    hidden = "".join(
        f"  d{one}: {{title: depot number {one}, held_by: blue, assumed: a guess}}\n"
        for one in range(7)
    )
    document = landing(tmp_path, TEXT.replace("routes:", hidden + "routes:"))
    drawn = battle_map(made(document), hour(12))
    figure = drawn.ax.figure
    figure.canvas.draw()
    assert len(words(legends(drawn.ax)[-1])) == 8
    for one in legends(drawn.ax):
        assert one.get_window_extent().y0 >= 0
        assert one.get_window_extent().x1 <= figure.bbox.x1
    title = drawn.ax.get_tightbbox().y1
    assert figure.bbox.y1 - title < 0.1 * figure.dpi, "room to spare lies below, not above"


def test_words_take_the_room_of_their_letters_and_none_takes_none():
    assert text_width("") == 0.0
    assert text_width("depot") > text_width("dep") > 0.0


def test_a_side_without_units_has_its_places(tmp_path):
    text = TEXT
    for name in ("guards", "garrison", "retreat"):
        text = "\n".join(line for line in text.splitlines() if f"  {name}:" not in line)
    text = text.replace(
        "    {kind: withdrawal, side: blue, units: [guards], to: heights,\n"
        "     start: {at: 1945-08-16 10:00, assumed: a guess}, assumed: a guess}\n",
        "",
    )
    drawn = battle_map(made(landing(tmp_path, text)), hour(0))
    assert sectors(drawn.marks["heights"]) == {BLUE: 1.0}


def test_the_map_looks_as_it_should(document, tmp_path):
    assert_like_reference(battle_map(made(document), hour(13)).ax, "map", tmp_path)


# maps by hour -----------------------------------------------------------------------------------


def test_small_maps_show_several_hours(document):
    first, second = map_hours(made(document), [hour(6), hour(10)])
    assert first.ax.get_title(loc="left") == "16 August 1945, 06:00"
    assert sectors(first.marks["port"]) == {BLUE: 1.0}
    assert sectors(second.marks["port"]) == {RED: 0.4, BLUE: 0.6}
    assert first.labels["heights"].get_text() == "the heights"
    assert second.labels == {}  # the names stand in the first
    assert second.numbers["port"]["red"].get_text() == "40 %"
    assert "strait time" in first.ax.get_xlabel()


def test_small_maps_end_when_control_hardly_changes(document):
    hours = [one.situation.time for one in map_hours(made(document))]
    assert len(hours) == 6
    assert hours[0] == document.definition.start
    assert hours[-1] == hour(16)  # the port falls in the turn from 15 h on in the last run
    unmoved = made(document, 1)
    unmoved.columns["port.taken_at"][:] = np.datetime64("NaT")
    unmoved.columns["village.taken_at"][:] = np.datetime64("NaT")
    assert map_hours(unmoved)[-1].situation.time == document.definition.end


def test_small_maps_look_as_they_should(document, tmp_path):
    drawn = map_hours(made(document), [hour(n) for n in (0, 8, 12, 20)])
    assert_like_reference(drawn[0].ax, "map_hours", tmp_path)


def test_an_animation_has_a_frame_an_hour(document, tmp_path):
    hours = [hour(n) for n in (0, 9, 18)]
    assert animation(made(document), tmp_path / "film.gif", hours) == hours
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 3
    animation(made(document), tmp_path / "film.html", hours[:2])
    page = (tmp_path / "film.html").read_text()
    assert page.count("data:image/png;base64") == 2
    assert "http" not in page  # it works without a network
    assert "fa-" not in page


def test_animations_that_cannot_be_written_are_refused(document, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(UserError, match="needs the program ffmpeg"):
        animation(made(document), tmp_path / "film.mp4")
    with pytest.raises(UserError, match=r"ends in \.gif, \.html or \.mp4, not in '\.avi'"):
        animation(made(document), tmp_path / "film.avi")
    assert list(tmp_path.glob("film*")) == []
