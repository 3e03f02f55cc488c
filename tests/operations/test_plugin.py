"""A kind of operation of another package: one module, found by an entry point."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MODULE = Path(__file__).parents[1] / "data" / "outside" / "sniping.py"
ROOT = Path(__file__).parents[2]
SCRIPT = """
import json, sys
import numpy as np
import sim

sim.check_operation("sniping")
from sim.scenario.schema import json_schema
assert "sniping" in json.dumps(json_schema())
from sim.scenario.kinds import kind_names
from sim.experiments.sample_battle import sample_battle
from sim.scenario.kinds import kind_named
from sim.experiments.play import play
outcomes = play(sample_battle(kind_named("sniping"), {"to": "hill"}), np.arange(20), 1).outcomes
print(json.dumps({
    "known": "sniping" in kind_names(),
    "wounded": int(outcomes["red.wounded"].sum()),
    "done": bool((~np.isnat(outcomes["tried.completed_at"])).all()),
}))
"""


@pytest.fixture
def installed(tmp_path):
    """The environment of a process for which the package is installed."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "__init__.py").touch()
    (tmp_path / "outside" / "sniping.py").write_text(MODULE.read_text())
    metadata = tmp_path / "outside-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: outside\nVersion: 1.0\n")
    points = "[beachhead.operations]\nsniping = outside.sniping:SnipingSpec\n"
    (metadata / "entry_points.txt").write_text(points)
    paths = [str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def answer(environment, *words):
    return subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )


def test_it_keeps_the_contract_and_plays(installed):
    told = answer(installed, "-W", "error", "-c", SCRIPT)
    assert told.returncode == 0, told.stderr
    got = json.loads(told.stdout)
    assert got["known"]
    assert got["done"]
    assert got["wounded"] > 0


def small_battle(tmp_path, **changes):
    words = {"kind": "sniping", "to": "hill", "units": "[rifles]"} | changes
    path = tmp_path / "small.yaml"
    path.write_text(f"""\
name: small
title: A small battle
start: 1945-08-15 04:00
end: 1945-08-16 04:00
turn: 1 h
sides: {{blue: {{title: Blue}}, red: {{title: Red}}}}
places: {{hill: {{held_by: red}}, camp: {{held_by: blue}}}}
units:
  rifles: {{side: blue, men: 50, place: camp, assumed: a guess}}
  guards: {{side: red, men: 90, place: hill, assumed: a guess}}
operations:
  shots:
    kind: {words["kind"]}
    side: blue
    units: {words["units"]}
    to: {words["to"]}
    toll: {{value: 0.05, assumed: a guess}}
    start: {{at: 1945-08-15 05:00, assumed: a guess}}
""")
    return path


def test_a_file_that_names_it_is_checked_and_played(installed, tmp_path):
    path = str(small_battle(tmp_path))
    checked = answer(installed, "-m", "sim", "check", path)
    assert checked.returncode == 0, checked.stderr + checked.stdout
    played = answer(installed, "-m", "sim", "run", path)
    assert played.returncode == 0, played.stderr


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"to": "hil"}, "unknown place 'hil' (allowed: hill, camp); did you mean 'hill'?"),
        ({"units": "[guards]"}, "unit 'guards' is of red, not of blue"),
        ({"kind": "snipping"}, "did you mean 'sniping'?"),
    ],
)
def test_a_wrong_file_is_told_what_is_wrong(installed, tmp_path, changes, message):
    told = answer(installed, "-m", "sim", "check", str(small_battle(tmp_path, **changes)))
    assert told.returncode == 2
    assert message in " ".join((told.stderr + told.stdout).split())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda code: f"import nothing_of_that_name\n{code}", "cannot be loaded: No module named"),
        (lambda code: "SnipingSpec = 7\n", "no OperationSpec of the kind 'sniping'"),
        (lambda code: code.replace('"sniping"', '"shooting"'), "no OperationSpec of the kind"),
    ],
)
def test_a_broken_package_is_named(installed, tmp_path, change, message):
    (tmp_path / "outside" / "sniping.py").write_text(change(MODULE.read_text()))
    told = answer(installed, "-m", "sim", "check", str(small_battle(tmp_path)))
    words = " ".join((told.stderr + told.stdout).split())
    assert told.returncode == 2
    assert message in words
    assert "small.yaml:13:11" in words
    assert "Traceback" not in words
    assert answer(installed, "-m", "sim", "schema").returncode == 0


def test_a_check_loads_no_engine():
    script = (
        "import sys; from sim.scenario import load; load('toro'); print('numba' in sys.modules)"
    )
    assert answer(os.environ, "-c", script).stdout.strip() == "False"


def test_without_the_package_it_is_unknown(tmp_path):
    told = answer(os.environ, "-m", "sim", "check", str(small_battle(tmp_path)))
    assert told.returncode == 2
    assert "unknown kind of operation 'sniping'" in told.stderr + told.stdout


def test_the_name_of_a_kind_of_the_package_cannot_be_taken_over():
    source = MODULE.read_text().replace('"sniping"', '"landing"')
    with pytest.raises(ValueError, match="the kind 'landing' is taken"):
        exec(compile(source, "landing.py", "exec"), {"__name__": "outside.landing"})
