"""The reference of the scenario file: it names everything, and its examples can be played."""

import re

import numpy as np
import pytest

from sim.experiments.play import play
from sim.experiments.scenario_format import full_reference
from sim.scenario import load
from sim.scenario.definition import Definition
from sim.scenario.example import example_text
from sim.scenario.kinds import OperationSpec, built_in_kinds, kind_named
from sim.scenario.record import Sourced

PAGE = full_reference()


def part(heading):
    """The text below a heading, to the next of the same level."""
    level = heading.partition(" ")[0]
    return PAGE.partition(f"\n{heading}\n")[2].partition(f"\n{level} ")[0]


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "example.yaml"
    path.write_text(example_text())
    return load(path)


@pytest.mark.parametrize("name", [*Definition.model_fields, "include"])
def test_every_section_is_in_the_table_of_sections(name):
    assert f"| `{name}` |" in part("## The sections")


@pytest.mark.parametrize("kind", built_in_kinds())
def test_every_kind_of_operation_has_its_keys_and_an_example(kind):
    text = part(f"### {kind}")
    for name in {*kind_named(kind).model_fields} - {*OperationSpec.model_fields, "kind"}:
        assert f"| `{name}` |" in text
    for name in {*OperationSpec.model_fields} - {*Sourced.model_fields}:
        assert f"| `{name}` |" in part("## operations")
    assert f"  kind: {kind}\n" in text


def test_keys_have_unit_default_and_meaning():
    assert (
        "| `speed` | a number with a unit (kn, km/h) from 0.01 to 10,000 km/h, such as 2 kn "
        "| `3 km/h` | How fast they go there. |"
    ) in part("### assault")
    assert "| `side` | a name in `sides` | required | Whose unit it is. |" in part("## units")
    assert "| `kind` | `infantry`, `militia`, `artillery`, `armour`," in part("## units")
    assert "| `fire` | mapping: `personnel`, `armour`, `guns`," in part("## weapons")
    assert "| `utc_offset` | a number from -15 to 15 | none |" in part("## clock")


def test_parameters_have_unit_bounds_and_default():
    assert (
        "| `suppression_hours` | h | more than 0 | `1` "
        "| lognormal(1, 2.32): minutes after the last shell, or until dark "
        "| hours in which suppression halves |"
    ) in part("### combat.modifiers")
    assert "| `sides` |" in part("### combat.parameters of the model `dice`")


def test_weapons_have_a_scale():
    scale = part("## The scale of weapons")
    assert "One armed man fires as a rifle,\n0.2 men an hour" in scale
    assert "| `machine_gun` | support | personnel 1.5 | none | none | 0 | worth seven or" in scale
    assert "`include: [common/august_1945.yaml]`" in scale
    classes = {row.split("`")[1] for row in scale.splitlines() if row.startswith("| `")}
    assert {*load("toro").definition.weapons} <= classes


def test_tables_have_as_many_cells_as_their_heading():
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        assert len({row.count(" | ") for row in table.splitlines()}) == 1, table


def test_the_example_has_everything_and_plays(document):
    kinds = {operation.kind for operation in document.definition.operations.values()}
    assert kinds == set(built_in_kinds())
    played = play(document.definition, np.arange(20), 1)
    assert (played.outcomes["red.casualties"] > 0).all()


def test_every_section_of_the_reference_has_its_piece_of_the_example():
    for name in Definition.model_fields:
        if f"\n## {name}\n" in PAGE and name != "operations":
            assert f"```yaml\n{name}:" in part(f"## {name}")
