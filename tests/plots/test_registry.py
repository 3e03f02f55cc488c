"""A picture is declared once, for Python, the command line and the report."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from sim import Results
from sim.cli.app import app
from sim.plots import registry, style
from sim.plots.drawn import Drawn
from sim.plots.registry import InReport, picture, pictures, pictures_of
from sim.report.after_action.report import Report
from tests.results.raid import full_batch, raid


@pytest.fixture
def mine(monkeypatch):
    """A picture that a test declares."""
    pictures()  # all others are declared before
    monkeypatch.setattr(registry, "_DECLARED", dict(registry._DECLARED))
    pictures.cache_clear()
    place = InReport("typical", 99, lambda comparison, _: f"{comparison.runs} crosses")

    @picture("batch", "Crosses of a test", report=place, overview="always")
    def crosses(batch, size: int = 1, *, ax=None):
        """Draw a cross for each run."""
        ax = style.axes(ax, 3.0, 2.0)
        ax.plot(range(batch.runs), [size] * batch.runs, "+")
        return Drawn(ax)

    yield crosses
    pictures.cache_clear()


def test_a_picture_of_its_own_is_everywhere(mine, tmp_path):
    results = Results.of(full_batch(raid(tmp_path)))
    assert "crosses" in dir(results.plot)
    assert "crosses" in repr(results.plot)
    drawn = results.plot.crosses(2)
    assert drawn.save(tmp_path / "crosses.svg").read_text().count("<use") > 100
    assert results.plot.crosses.__doc__ == "Draw a cross for each run."
    out = tmp_path / "out"
    done = CliRunner().invoke(
        app, ["monte-carlo", str(tmp_path / "raid.yaml"), "--runs", "20", "--out", str(out)]
    )
    assert done.exit_code == 0, done.stderr
    for words in (["plot", "crosses", str(out)], ["compare", str(out), "--plot"]):
        assert CliRunner().invoke(app, words).exit_code == 0
        assert (out / "plots" / "crosses.png").exists()
        (out / "plots" / "crosses.png").unlink()
    last = Report.of(Results.open(out)).typical_pictures[-1]
    assert (last.name, last.title, last.words) == ("crosses", "Crosses of a test", "20 crosses")


def test_there_is_no_picture_by_another_name(tmp_path):
    results = Results.of(full_batch(raid(tmp_path)))
    with pytest.raises(AttributeError, match="did you mean 'timeline'"):
        results.plot.timelin  # noqa: B018
    assert not hasattr(results.plot, "_repr_png_")


def test_all_pictures_say_what_they_are():
    assert len({(one.of, one.name) for one in pictures()}) == len(pictures())
    for one in pictures():
        assert one.title
        assert one.draw.__doc__
        assert one.needs <= {"measure", "path", "file"}
    ranks = [one.report.rank for one in pictures_of("batch").values() if one.report]
    assert len(ranks) > 5


def test_the_command_line_does_not_load_matplotlib_before_it_draws():
    modules = "sim.cli.app, sim.plots.registry, sim.wargame, sys"
    code = f"import {modules}; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
