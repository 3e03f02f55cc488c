"""The commands that list what can be set and what comes out."""

import json
import re

import pytest
from typer.testing import CliRunner

import sim
from sim.cli.app import app
from sim.scenario.problems import LISTED_BY, unknown
from tests.results.raid import TEXT


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "raid.yaml"
    path.write_text(TEXT)
    return path


def answer(*words, columns=80):
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": str(columns)})
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_measures_of_a_scenario_with_unit_and_meaning(file):
    lines = answer("measures", file).splitlines()
    assert lines[:4] == [
        "winner (side)",
        "    The side of the first victory whose condition holds at the end, or none",
        "red.killed (men)",
        "    Red: men killed",
    ]
    names = [line.split(" ")[0] for line in lines if not line.startswith(" ")]
    assert names == [*sim.load(file).measures]


def test_measures_as_json(file):
    listed = json.loads(answer("measures", file, "--json"))
    assert {
        "name": "ford.taken_at",
        "kind": "time",
        "unit": "time",
        "label": "Long Ford taken",
        "meaning": "When Long Ford last passed to another side",
    } in listed
    assert [one["name"] for one in listed] == [*sim.load(file).measures]


def test_parameters_with_default_unit_bounds_and_meaning():
    text = answer("parameters")
    assert (
        "combat.modifiers.suppression_hours=1 (h, more than 0)\n"
        "    hours in which suppression halves; prior lognormal(1, 2.32): "
    ) in text
    assert "combat.parameters of the model lanchester: " in text
    assert "    sides of a die; fixed: only its ratio to the hit numbers can be told\n" in text


def test_parameters_as_json_and_from_python():
    listed = json.loads(answer("parameters", "--json"))
    assert listed == [one.as_json() for one in sim.parameters()]
    rifle = next(one for one in listed if one["path"] == "combat.modifiers.rifle")
    assert rifle == {
        "path": "combat.modifiers.rifle",
        "name": "rifle",
        "model": None,
        "meaning": "losses an hour that one armed man inflicts on men in the open",
        "unit": "an hour",
        "default": 0.2,
        "low": 0.0,
        "high": None,
        "allowed": "at least 0",
        "prior": {
            "lognormal": [0.2, 2.32],
            "assumed": "four times either way; no rate is published for these battles",
        },
        "fixed": None,
    }


def test_every_parameter_can_be_set_by_its_path(file):
    document = sim.load(file).document
    for one in sim.parameters():
        if one.model in (None, "attrition"):
            document.set({one.path: one.default})


@pytest.mark.parametrize(
    ("words", "unit"),
    [("hours", "h"), ("an hour", "an hour"), ("km of road to", "km"), ("a day", "a day")],
)
def test_what_speaks_of_a_unit_has_one(words, unit):
    speaks = re.compile(rf"(losses |rate )?{words}\b")
    assert {one.unit for one in sim.parameters() if speaks.match(one.meaning)} <= {unit}


EXAMPLES = {"SCENARIO": "toro", "COMMAND": "run", "FILE": "toro"}
SLOW = "beachhead validate --out DIR"


@pytest.mark.parametrize("command", sorted({*LISTED_BY.values()} - {SLOW}))
def test_messages_name_commands_that_there_are(command):
    program, *words = command.split()
    assert program == "beachhead"
    assert answer(*(EXAMPLES.get(word, word) for word in words))


MANY = """\
name: many
title: Many names
start: 1945-08-16 05:00
end: 1945-08-17 05:00
turn: 1 h
sides: {red: {title: Red}, blue: {title: Blue}}
sources: {%s}
weapons: {%s}
places: {%s}
units: {%s}
operations: {%s}
variants: {%s}
"""
ONE = (
    "s%d: {title: A book}",
    "w%d: {assumed: a guess}",
    "p%d: {held_by: red, assumed: a guess}",
    "u%d: {side: red, men: 9, place: p1, weapons: {w1: 1}, assumed: a guess}",
    "o%d: {kind: march, side: red, units: [u1], to: p1, start: {}, assumed: a guess}",
    "v%d: {title: One, set: {turn: 2 h}}",
)
LINE = r"unknown (.*) 'x' \(allowed: (.*), and (\d+) more; `beachhead (.*)` lists all\)"


@pytest.mark.parametrize(
    ("noun", "right", "wrong"),
    [
        ("source", "u1: {side: red", "u1: {source: x, where: here, side: red"),
        ("weapon", "{w1: 1}", "{x: 1}"),
        ("place", "to: p1", "to: x"),
        ("unit", "[u1]", "[x]"),
        ("operation", "start: {}", "start: {after: [x]}"),
        ("side or unit", "variants:", "victory: [{side: red, when: {losses: {x: .5}}}]\nvariants:"),
        ("unit", "turn: 2 h", "units.x.men: 5"),
        ("key", "name: many", "name: many\nx: 1"),
        ("kind of operation", "kind: march", "kind: x"),
    ],
)
def test_what_shows_the_rest_of_a_long_list_is_said_and_shows_it(tmp_path, noun, right, wrong):
    file = tmp_path / "many.yaml"
    names = [", ".join(one % number for number in range(1, 31)) for one in ONE]
    file.write_text((MANY % tuple(names)).replace(right, wrong, 1))
    told = CliRunner().invoke(app, ["check", str(file)])
    found = next(re.search(LINE, line) for line in told.stderr.splitlines() if "'x'" in line)
    assert told.exit_code == 2
    assert found
    assert found[1] == noun
    shown = answer(*(str(file) if word == "FILE" else word for word in found[4].split()))
    assert all(re.search(rf"\b{name}\b", shown) for name in found[2].split(", "))
    if noun not in ("key", "kind of operation"):
        assert f"{noun.split()[-1]}s (30)\n" in shown
        assert int(found[3]) == 20 if noun == "side or unit" else 18


def test_without_a_command_all_names_are_listed():
    names = [f"n{number}" for number in range(50)]
    assert unknown("ford", "x", names) == f"unknown ford 'x' (allowed: {', '.join(names)})"


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_no_name_and_no_digit_is_cut(file, columns):
    text = answer("parameters", columns=columns)
    assert all(f"{one.path}={one.default:g}" in text for one in sim.parameters())
    names = {line.split(" ")[0] for line in answer("measures", file, columns=columns).splitlines()}
    assert {*sim.load(file).measures} <= names
