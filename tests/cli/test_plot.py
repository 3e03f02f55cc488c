"""The command `plot`."""

import shutil

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.cli.kinds import KINDS
from tests.plots.landing import TEXT

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plot")
    file = folder / "landing.yaml"
    file.write_text(TEXT)
    assert call("monte-carlo", file, "--runs", 20, "--out", folder / "out").exit_code == 0
    return folder / "out"


def call(*words):
    return RUNNER.invoke(app, [str(word) for word in words])


def refusal(*words):
    done = call(*words)
    assert done.exit_code == 2, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "animation"])
def test_every_kind_is_drawn_into_the_folder(results, kind):
    done = call("plot", kind, results)
    assert done.exit_code == 0, done.stderr
    picture = results / "plots" / f"{kind}.png"
    assert done.stderr == f"Picture: {picture}\n"
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_run_and_compare_draw_a_map_where_places_have_coordinates(results, tmp_path):
    assert call("run", results.parent / "landing.yaml", "--out", tmp_path / "run").exit_code == 0
    assert (tmp_path / "run" / "map.png").read_bytes().startswith(b"\x89PNG")
    done = call("compare", results, "--plot")
    assert str(results / "plots" / "map.png") in done.stderr


def test_one_battle_and_an_hour_can_be_asked_for(results, tmp_path):
    hour = "1945-08-16 10:00"
    assert call("plot", "map", results, "--run", 3, "--hour", hour).exit_code == 0
    assert (results / "plots" / "map_run_3.png").exists()
    film = tmp_path / "new" / "film.gif"
    hours = ("--hour", hour, "--hour", "1945-08-16 12:00")
    assert call("plot", "animation", results, *hours, "--out", film).exit_code == 0
    assert film.read_bytes().startswith(b"GIF89a")
    measures = ("--measure", "red.killed", "--measure", "winner")
    drawing = tmp_path / "two.svg"
    assert call("plot", "histogram", results, *measures, "--out", drawing).exit_code == 0
    assert "<svg" in drawing.read_text()


def test_pictures_do_not_keep_a_folder_from_being_replaced(results, tmp_path):
    folder = shutil.copytree(results, tmp_path / "out")
    for kind in ("build-up", "map-hours"):
        assert call("plot", kind, folder).exit_code == 0
    film = folder / "plots" / "animation.gif"
    assert call("plot", "animation", folder, "--hour", "1945-08-16 10:00").exit_code == 0
    scenario = results.parent / "landing.yaml"
    done = call("monte-carlo", scenario, "--runs", 5, "--out", folder, "--overwrite")
    assert done.exit_code == 0, done.stderr
    assert not film.exists()


def test_without_a_kind_there_is_the_list(results):
    listed = refusal("plot")
    for kind in KINDS:
        assert f"\n  {kind} " in listed
    assert "did you mean 'map-hours'?" in refusal("plot", "map-hour", results)
    assert "name a results folder: plot map DIR" in refusal("plot", "map")


def test_options_that_mean_nothing_are_refused(results, tmp_path):
    hour = ("--hour", "1945-08-16 10:00")
    assert "timeline does not depend on --hour" in refusal("plot", "timeline", results, *hour)
    assert "map takes one --hour, not 2" in refusal("plot", "map", results, *hour, *hour)
    assert "map does not depend on --measure" in refusal(
        "plot", "map", results, "--measure", "winner"
    )
    assert "--hour noon: must be a date and time" in refusal(
        "plot", "map", results, "--hour", "noon"
    )
    assert "has no run 99" in refusal("plot", "map", results, "--run", 99)
    assert "did you mean 'red.killed'" in refusal(
        "plot", "histogram", results, "--measure", "red.kiled"
    )
    assert "Format 'foo' is not supported" in refusal(
        "plot", "timeline", results, "--out", tmp_path / "x.foo"
    )


def test_a_sweep_is_drawn_one_battle_at_a_time(results, tmp_path):
    file, out = results.parent / "landing.yaml", tmp_path / "sweep"
    vary = "units.marines.men=100,140"
    assert call("sweep", file, "--vary", vary, "--runs", 2, "--out", out).exit_code == 0
    assert "holds 2 points; name a battle with --run" in refusal("plot", "map", out)
    assert call("plot", "map", out, "--run", 1, "--point", 1).exit_code == 0
