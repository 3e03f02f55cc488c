"""What is drawn is named: bands, lines and strips, cut intervals, and claims of one source."""

import numpy as np
import pytest
from matplotlib.path import Path

from sim import Wargame
from sim.plots.forest import REACH, forest
from sim.plots.histograms import histogram
from sim.plots.map.sheet import Sheet
from sim.plots.response import responses
from sim.plots.strengths import strengths
from sim.plots.what_if import differences
from sim.report.comparison_table import comparison_parts
from sim.report.console import plain_text
from sim.scenario import load
from tests.history.recorded import one, recorded
from tests.plots.landing import landing, made
from tests.results.raid import batch, full_batch, raid


def legend_of(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def test_recorded_hours_and_intervals_of_strengths_are_in_the_legend(tmp_path):
    drawn = strengths(made(landing(tmp_path)))
    assert legend_of(drawn.ax) == ["Red", "Blue", "recorded hour"]
    span = "{low: 1945-08-16 11:00, high: 1945-08-16 13:00, source: book, where: page 2}"
    text = "{value: 1945-08-16 12:00, source: book, where: page 2}"
    from tests.plots.landing import TEXT

    drawn = strengths(made(landing(tmp_path, TEXT.replace(text, span))))
    assert legend_of(drawn.ax)[2:] == ["recorded hour", "recorded from then to then"]


def test_bars_of_a_sweep_are_those_of_its_table(tmp_path):
    sweep = Wargame(raid(tmp_path)).sweep(40, vary={"units.guards.men": [60, 120]})
    drawn = responses(sweep, ["red.casualties"])[0]
    assert drawn.ax.get_ylabel() == "mean; bars: 50 % and 90 %"
    found = [one["red.casualties"] for one in sweep.summaries]
    for spread, ends in zip(drawn.spreads, (("p5", "p95"), ("p25", "p75")), strict=True):
        lines = [segment[:, 1].tolist() for segment in spread.get_segments()]
        assert lines == [[getattr(one, end) for end in ends] for one in found]
    assert drawn.spreads[0].get_linewidth() < drawn.spreads[1].get_linewidth()


def test_the_line_and_the_strip_of_a_difference_are_named(tmp_path):
    change = Wargame(raid(tmp_path)).what_if({"units.guards.men": 60}, 20)
    words = " ".join(differences(change)[0].ax.get_xlabel().split())
    assert words == "change minus baseline; line: mean, strip: its 95 %"


def test_claims_of_one_source_can_be_told_apart(tmp_path):
    claims = "  red.killed:\n" + "".join(
        f"    - {{value: {value}, source: {source}, where: {where}}}\n"
        for value, source, where in (
            (3, "book", "page 1"),
            (5, "book", "page 9"),
            (4, "diary", "x"),
        )
    )
    document = recorded(tmp_path, claims)
    found = batch(document, red__killed=np.arange(40) % 8)
    drawn = histogram(found, "red.killed")
    assert legend_of(drawn.ax) == ["book (page 1): 3", "book (page 9): 5", "diary: 4"]
    from sim.history.comparison import compare

    table = plain_text(*comparison_parts(compare(found), document.definition))
    assert "book (page 1)" in table
    assert "book (page 9)" in table


def test_pale_bars_are_explained_where_there_are_some(tmp_path):
    document = recorded(tmp_path, one("red.killed", "value: 3"))
    many, alike = (
        batch(document, red__killed=np.array(men))
        for men in ([10] * 90 + [40] * 5 + [0] * 5, [3] * 9)
    )
    assert histogram(many, "red.killed").ax.get_ylabel() == "% of 100 runs\n(pale: outer 10 %)"
    assert histogram(alike, "red.killed").ax.get_ylabel() == "% of 9 runs"


def test_an_interval_that_goes_on_beyond_the_edge_ends_in_an_arrow(tmp_path):
    document = recorded(tmp_path, one("red.killed", "low: 100, high: 5000"))
    drawn = forest(batch(document, red__killed=np.arange(200)))
    arrows = [line for line in drawn.ax.lines if line.get_marker() in (">", "<")]
    assert [(line.get_marker(), float(line.get_xdata()[0])) for line in arrows] == [(">", REACH)]
    (mark,) = drawn.marks[0]
    assert mark.get_markevery() == [0]
    seen = histogram(batch(document, red__killed=np.arange(200)), "red.killed")
    assert [line.get_marker() for line in seen.ax.lines] == [">"]


@pytest.mark.parametrize(
    ("scenario", "name"),
    [("toro", "GSHHG"), ("shumshu", "GSHHG"), ("maoka", "GSHHG"), ("kurils", "Natural Earth")],
)
def test_a_battlefield_has_a_detailed_coast_and_a_theatre_a_coarse_one(scenario, name):
    assert Sheet.of(load(scenario).definition).coastline.startswith(name)


def test_an_island_has_its_size():
    x, y = np.array(max(Sheet.of(load("shumshu").definition).land, key=len)).T
    area = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))
    assert area == pytest.approx(388, rel=0.05)  # square kilometres of Shumshu


def test_the_points_of_a_sweep_are_not_opened_as_one_batch(tmp_path):
    import sim

    document = raid(tmp_path)
    Wargame(document).sweep(3, vary={"units.guards.men": [60, 120]}, out=tmp_path / "out")
    with pytest.raises(sim.UserError, match=r"a sweep of 2 points; sim\.Sweep\.open reads it"):
        sim.Results.open(tmp_path / "out")
    assert "2 points of 3 runs" in repr(sim.Sweep.open(tmp_path / "out"))
    assert len(repr(sim.Sweep.open(tmp_path / "out"))) < 100
    assert full_batch(document).runs


@pytest.mark.parametrize(
    "scenario", ["toro", "shumshu", "maoka", "otomari", "koton", "port_arthur", "dalny"]
)
def test_places_on_land_lie_on_the_land_of_a_detailed_coast(scenario):
    definition = load(scenario).definition
    sheet = Sheet.of(definition)
    known = [*sheet.places, *(name for one in sheet.details.values() for name in one.places)]
    for name in known:
        place = definition.places[name]
        if place.terrain not in ("sea", "base"):
            point = sheet.projection.point(place.at)
            around = [Path(outline).contains_point(point) for outline in sheet.land]
            assert sum(around) % 2 == 1, name
