"""The scripts to copy work from any folder, and are no scenarios."""

import re
import subprocess
import sys

import matplotlib.image
import pytest

from sim.scenario.library import bundled, folder
from tests.experiments.rows import REPOSITORY, environment

SCRIPTS = sorted((folder() / "what_if").glob("*.py"))


def test_there_are_three_and_none_is_a_scenario():
    assert [path.stem for path in SCRIPTS] == [
        "fog_lifts_at_six",
        "port_arthur_defended",
        "tanks_earlier",
    ]
    assert not {"what_if", *(path.stem for path in SCRIPTS)} & set(bundled())


def test_the_readme_shows_how_they_are_started():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"`python scenarios/what_if/(\S+)`", readme)
    assert shown
    assert {*shown} <= {path.name for path in SCRIPTS}


def start(script, folder, *arguments):
    done = subprocess.run(
        [sys.executable, "-W", "error", script, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_prints_a_table_and_draws_a_picture(script, tmp_path):
    lines = start(script, tmp_path)
    assert len(lines) >= 5
    (picture,) = tmp_path.iterdir()
    assert picture.name == f"{script.stem}.png"
    assert lines[-1].endswith(f"Picture: {picture.name}")
    height, width, _ = matplotlib.image.imread(picture).shape
    assert min(height, width) > 200


@pytest.mark.slow
def test_the_picture_goes_where_the_user_says(tmp_path):
    script = folder() / "what_if" / "port_arthur_defended.py"
    lines = start(script, tmp_path, "there.png")
    assert [path.name for path in tmp_path.iterdir()] == ["there.png"]
    assert lines[-1] == "Picture: there.png"
