"""The hours of a battle, and of a batch: what never began, or found nobody, has none."""

import pytest
from typer.testing import CliRunner

from sim.cli.app import app

FILE = """\
name: crossing
title: A crossing
start: 1943-11-20 05:00
end: 1943-11-20 12:00
turn: 30 min
sides: {red: {title: Red}, blue: {title: Blue}}
weapons: {boat: {category: craft, assumed: a guess}}
places:
  roads: {terrain: sea, assumed: a guess}
  lagoon: {terrain: sea, assumed: a guess}
  beach: {held_by: blue, landing_sites: {pier: {capacity: 500}}, assumed: a guess}
routes:
  - {between: [lagoon, beach], kind: sea, distance: 3 km, assumed: a guess}
  - {between: [roads, lagoon], kind: sea, distance: 3 km, assumed: a guess}
units:
  men: {side: red, men: 50, place: lagoon, assumed: a guess}
  others: {side: red, men: 50, place: roads, assumed: a guess}
  boats: {side: red, kind: ships, weapons: {boat: 9}, place: lagoon, assumed: a guess}
operations:
  land: {%s, units: [men], start: {at: 1943-11-20 08:00}}
  follow: {%s, units: [others], start: {after: [land]}}
  reinforce: {%s, units: [others], start: {when: {losses: {red: 0.9}}}}
  cancelled: {%s, units: [others], start: {after: [land]}, enabled: false}
"""
LANDING = (
    "kind: landing, side: red, craft: [boats], origin: lagoon, to: beach, speed: 8 km/h, "
    "assumed: a guess"
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("hours") / "crossing.yaml"
    path.write_text(FILE.replace("%s", LANDING))
    return path


def hours(*words):
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.stderr
    lines = (line.split("  ") for line in done.stdout.partition(" Hours (")[2].splitlines())
    cells = ([cell.strip() for cell in line if cell.strip()] for line in lines)
    return {line[0]: line[1:] for line in cells if line}


def test_of_one_battle(file):
    found = hours("run", file)
    assert found["Land"] == ["20 Nov 08:00", "20 Nov 08:30"]
    assert found["Follow"] == ["20 Nov 09:00", "not by the end"]
    assert found["Reinforce"] == ["never"]
    assert "Cancelled" not in found


def test_of_a_batch(file):
    found = hours("monte-carlo", file, "--runs", 3)
    assert found["Follow: begun"][0] == "20 Nov 09:00"
    assert found["Follow: complete"] == found["Reinforce: begun"] == ["never"]
    assert not {"Reinforce: complete", "Cancelled: begun"} & {*found}
