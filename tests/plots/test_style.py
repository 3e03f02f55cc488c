"""Titles and labels that are longer than a picture has room for."""

import matplotlib.pyplot as plt

from sim.plots import style

LONG = "Soviet Union: infantry landing ship (DS) damaged"


def test_a_long_title_takes_two_lines_and_stays_within_its_panel():
    panels = style.panels(3)
    style.title(panels[0], LONG)
    style.title(panels[1], "a very long name " * 20)
    panels[0].figure.draw_without_rendering()
    long, longer = (ax._left_title for ax in panels[:2])
    assert long.get_text().split() == LONG.split()
    assert longer.get_text().count("\n") == 1
    for title, neighbour in zip((long, longer), panels[1:], strict=True):
        assert title.get_window_extent().x1 < neighbour.get_window_extent().x0


def test_a_title_with_room_is_one_line():
    ax = style.axes(None, 7.5, 3.0)
    style.title(ax, LONG)
    assert ax.get_title(loc="left") == LONG


def test_the_label_of_an_axis_breaks_where_it_must():
    narrow, wide = style.panels(3)[0], style.axes(None, 7.5, 3.0)
    parts = "Hour on 16 August", "(local time of the Soviet account);", "never in 47 % of runs"
    assert style.fitted(wide, *parts) == " ".join(parts)
    assert style.fitted(narrow, *parts) == "\n".join(parts)


def test_a_label_keeps_its_beginning_and_its_end():
    assert style.short("Red: killed") == "Red: killed"
    cut = style.short("the Second Far Eastern Front and all its ships: killed", 30)
    assert len(cut) <= 30
    assert cut.startswith("the Second Far")
    assert cut.endswith("killed")
    plt.close("all")
