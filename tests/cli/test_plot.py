"""The command `plot`."""

import shutil

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.plots.registry import pictures
from tests.plots.landing import TEXT

RUNNER = CliRunner()
KINDS = {one.command: one.of for one in pictures() if one.command}


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


@pytest.fixture(scope="module")
def kept(results):
    """A folder of what each command keeps, by what it holds."""
    home, file = results.parent, results.parent / "landing.yaml"
    vary = ("--vary", "units.marines.men=100,140", "--vary", "units.guards.men=20,60")
    fight = ("--attacker", "6@1,2@3", "--defender", "7@2")
    change = ("--set", "units.guards.men=20")
    space = ("--decision", "units.marines.men=20:140", "--noise", "units.guards.men=20:90")
    for done in (
        call("sweep", file, *vary, "--runs", 4, "--out", home / "sweep"),
        call("farm", file, *space, "--runs", 10, "--points", 12, "--out", home / "farm"),
        call("what-if", file, *change, "--runs", 20, "--out", home / "what-if"),
        call("odds", *fight, "--out", home / "odds"),
        call("futures", file, "--run", 2, "--futures", 20, "--out", home / "futures"),
    ):
        assert done.exit_code == 0, done.stderr
    names = ("sweep", "farm", "what-if", "odds", "futures")
    folders = {name: home / name for name in names}
    return folders | {"batch": results, "batches": results}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "animation"])
def test_every_kind_is_drawn_into_the_folder(kept, kind):
    folder = kept[KINDS[kind]]
    done = call("plot", kind, folder)
    assert done.exit_code == 0, done.stderr
    picture = folder / "plots" / f"{kind}.png"
    assert done.stderr == f"Picture: {picture}\n"
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("command", "option", "kind", "holding"),
    [
        (("sweep", "--vary", "units.marines.men=100,140"), "--plot", "response", "sweep"),
        (("sweep", "--vary", "units.marines.men=100,140"), "--tornado", "tornado", "sweep"),
        (("what-if", "--set", "units.guards.men=20"), "--plot", "what-if", "what-if"),
    ],
)
def test_a_kept_experiment_is_drawn_as_when_it_was_played(
    results, tmp_path, command, option, kind, holding
):
    name, *changes = command
    at_once, out = tmp_path / "at_once.png", tmp_path / "out"
    words = (name, results.parent / "landing.yaml", *changes, "--runs", 10)
    assert call(*words, "--out", out, option, at_once).exit_code == 0
    assert call("plot", kind, out).exit_code == 0
    assert (out / "plots" / f"{kind}.png").read_bytes() == at_once.read_bytes()


def test_measures_of_an_experiment_can_be_chosen(kept, tmp_path):
    drawing = tmp_path / "one.svg"
    for kind in ("tornado", "response", "what-if"):
        folder = kept[KINDS[kind]]
        words = ("plot", kind, folder, "--measure", "red.killed", "--out", drawing, "--overwrite")
        assert call(*words).exit_code == 0
        assert "Red: killed" in drawing.read_text()
        assert "casualties" not in drawing.read_text()
        assert "only together with --run" in refusal("plot", "map", results, "--point", 1)
    assert "did you mean 'red.killed'" in refusal(
        "plot", kind, folder, "--measure", "red.kiled", "--overwrite"
    )


def test_a_folder_that_holds_something_else_says_what_to_do(kept, results):
    told = refusal("plot", "tornado", results)
    assert f"{results} holds a batch of landing, which tornado does not draw" in told
    assert "it can be drawn as: animation, build-up" in told
    assert "beachhead sweep SCENARIO --vary PATH=1,2,3 --out DIR" in told
    told = refusal("plot", "what-if", kept["sweep"])
    assert "holds a sweep of landing of 4 points" in told
    assert "it can be drawn as: contour, curves" in told
    assert "it can be drawn as: what-if\n" in refusal("plot", "response", kept["what-if"])
    assert "holds odds, which map does not draw" in refusal("plot", "map", kept["odds"])
    assert "tornado does not depend on --run" in refusal(
        "plot", "tornado", kept["sweep"], "--run", 1
    )
    assert "holds no results" in refusal("plot", "odds", results.parent / "nowhere")


def test_batches_of_several_folders_are_drawn_together(results, kept, tmp_path):
    home = tmp_path / "battles"
    for name in ("one", "two"):
        shutil.copytree(results, home / name)
    for kind in ("calibration", "forest"):
        by_name, together = tmp_path / "by_name.png", home / "plots" / f"{kind}.png"
        assert (
            call(
                "plot", kind, home / "one", home / "two", "--out", by_name, "--overwrite"
            ).exit_code
            == 0
        )
        assert call("plot", kind, home).exit_code == 0
        assert together.read_bytes() == by_name.read_bytes()
    assert "--out FILE" in refusal("plot", "forest", home / "one", home / "two")
    assert "map draws one folder, not 2" in refusal("plot", "map", home / "one", home / "two")
    assert "holds 2 results folders, which map does not draw" in refusal("plot", "map", home)
    assert "name the folders of plain batches" in refusal("plot", "calibration", kept["sweep"])
    nowhere = tmp_path / "nowhere"
    assert f"{nowhere} holds no results" in refusal("plot", "forest", nowhere)
    assert "name the folders of plain batches" in refusal("plot", "forest", kept["odds"])
    assert not nowhere.exists()


def test_run_and_compare_draw_a_map_where_places_have_coordinates(results, tmp_path):
    assert call("run", results.parent / "landing.yaml", "--out", tmp_path / "run").exit_code == 0
    assert (tmp_path / "run" / "map.png").read_bytes().startswith(b"\x89PNG")
    done = call("compare", results, "--plot", "--overwrite")
    assert str(results / "plots" / "map.png") in done.stderr


def test_one_battle_and_an_hour_can_be_asked_for(results, tmp_path):
    hour = "1945-08-16 10:00"
    assert call("plot", "map", results, "--run", 3, "--hour", hour).exit_code == 0
    assert (results / "plots" / "map_run_3_1945-08-16_1000.png").exists()
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
        assert call("plot", kind, folder, "--overwrite").exit_code == 0
    film = folder / "plots" / "animation.gif"
    hour = ("--hour", "1945-08-16 10:00")
    assert call("plot", "animation", folder, *hour, "--overwrite").exit_code == 0
    scenario = results.parent / "landing.yaml"
    done = call("monte-carlo", scenario, "--runs", 5, "--out", folder, "--overwrite")
    assert done.exit_code == 0, done.stderr
    assert not film.exists()


def test_without_a_kind_there_is_the_list(results):
    listed = refusal("plot")
    for kind in KINDS:
        assert f"\n  {kind} " in listed
    assert "did you mean 'map-hours'?" in refusal("plot", "map-hour", results)
    assert "name a results folder: beachhead plot map DIR" in refusal("plot", "map")


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
    assert "only together with --run" in refusal("plot", "map", results, "--point", 1)
    assert "did you mean 'red.killed'" in refusal(
        "plot", "histogram", results, "--measure", "red.kiled", "--overwrite"
    )
    assert "must end in one of" in refusal("plot", "timeline", results, "--out", tmp_path / "x.foo")


def test_a_sweep_is_drawn_one_battle_at_a_time(results, tmp_path):
    file, out = results.parent / "landing.yaml", tmp_path / "sweep"
    vary = "units.marines.men=100,140"
    assert call("sweep", file, "--vary", vary, "--runs", 2, "--out", out).exit_code == 0
    told = refusal("plot", "map", out)
    assert f"one of its battles: beachhead plot map {out} --run K --point P" in told
    assert call("plot", "map", out, "--run", 1, "--point", 1).exit_code == 0


def test_pictures_of_different_things_have_different_names(results):
    for asked in (
        ("histogram", results, "--measure", "red.killed"),
        ("histogram", results, "--measure", "blue.killed"),
        ("map", results, "--hour", "1945-08-16 07:00"),
        ("map", results, "--hour", "1945-08-16 08:00", "--run", 4),
    ):
        done = call("plot", *asked)
        assert done.exit_code == 0, done.stderr
    assert {
        "histogram_red.killed.png",
        "histogram_blue.killed.png",
        "map_1945-08-16_0700.png",
        "map_run_4_1945-08-16_0800.png",
    } <= {one.name for one in (results / "plots").iterdir()}
    assert "exists already" in refusal("plot", "histogram", results, "--measure", "red.killed")
