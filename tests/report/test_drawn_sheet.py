"""The map sheet of a report: where its labels stand, and what is drawn by itself."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.report.after_action.drawn_sheet import APART, DETAIL, LINE, MARK, WIDTH, drawn_sheet
from tests.plots.landing import CROWDED, TEXT, landing


def drawn(tmp_path, text):
    """The sheet of a run in which 1,200 men are everywhere."""
    definition = landing(tmp_path, text).definition
    men = np.full((3, len(definition.places), 2), 1200)
    return drawn_sheet(SimpleNamespace(runs=[SimpleNamespace(men=men)]), definition)


def points(sheet):
    scale = sheet["width"] / (sheet["frame"][2] - sheet["frame"][0])
    marks = {**sheet["places"], **sheet["crowds"]}
    return {name: np.array(marks[name]["at"]) * scale for name in sheet["labels"]}


def test_close_places_are_a_letter_on_the_sheet_and_have_one_of_their_own(tmp_path):
    sheet = drawn(tmp_path, CROWDED)
    assert sheet["labels"].keys() == {"village", "heights", "A"}
    assert sheet["labels"]["A"]["lines"] == ["A"]
    assert sheet["crowds"]["A"]["places"] == ["pier", "school", "port"]
    detail = sheet["details"]["A"]
    assert detail["labels"].keys() == {"pier", "school", "port"}
    assert (sheet["width"], detail["width"]) == (WIDTH, DETAIL)
    assert "details" not in detail


@pytest.mark.parametrize("near", ["49.16, 142.0702", "49.16, 142.07"])
def test_marks_do_not_cover_each_other(tmp_path, near):
    sheet = drawn(
        tmp_path, TEXT.replace("village: {at: [49.16, 142.09]", f"village: {{at: [{near}]")
    )
    at = points(sheet)
    assert np.hypot(*(at["port"] - at["village"])) == pytest.approx(APART, rel=0.03)


def test_long_names_are_broken_and_stay_on_the_sheet(tmp_path):
    text = TEXT.replace("the heights", "the heights above the second bend of the river")
    text = text.replace("[49.05, 142.05]", "[49.05, 142.14]")
    sheet = drawn(tmp_path, text)
    label = sheet["labels"]["heights"]
    assert " ".join(label["lines"]) == "the heights above the second bend of the river"
    assert len(label["lines"]) > 1
    assert 0 <= label["at"][0] <= WIDTH
    assert label["at"][1] >= 0


def test_a_label_left_of_its_mark_ends_at_it(tmp_path):
    sheet = drawn(tmp_path, TEXT)
    offset = np.array(sheet["frame"][:2]) * sheet["width"] / (sheet["frame"][2] - sheet["frame"][0])
    for name, label in sheet["labels"].items():
        x, y = points(sheet)[name] - offset
        left = label["at"][0] <= x - MARK
        assert label["anchor"] == ("end" if left else "start")
        assert abs(label["at"][1] - y) < 8 * LINE
