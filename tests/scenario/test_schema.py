import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from sim.experiments.parameters import parameters
from sim.experiments.scenario_format import full_schema
from sim.scenario import Document, bundled, load
from sim.scenario.example import example_text
from sim.scenario.library import folder

jsonschema = pytest.importorskip("jsonschema")
STEP = "write it with `make schema`, and see whether the version in sim/scenario/schema.py rises"


@cache
def schema() -> dict[str, Any]:
    """The schema with the kinds of the package: other tests of a process define more."""
    return full_schema()


def complaints(tree: dict[str, Any]) -> list[Any]:
    return list(jsonschema.Draft202012Validator(schema()).iter_errors(tree))


def keys(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each key that the schema names, with what it says of it."""
    if isinstance(part, dict):
        named = part.get("properties")
        for name, one in named.items() if isinstance(named, dict) else ():
            yield f"{path}.{name}", one
        for name, one in part.items():
            yield from keys(one, f"{path}/{name}")
    elif isinstance(part, list):
        for one in part:
            yield from keys(one, path)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_accepts_what_loads(document: Document) -> None:
    assert complaints(document.tree | {"include": ["common/shared.yaml"]}) == []


@pytest.mark.parametrize("name", bundled())
def test_the_schema_accepts_the_bundled_scenarios(name: str) -> None:
    assert complaints(load(name).tree) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tiles", 3),
        ("turn", 3),
        ("turn", "3 parsecs"),
        ("units.guards.men", -1),
        ("units.guards.men", 1.5),
        ("units.guards.men", {"uniform": [1]}),
        ("units.guards.kind", "cavalry"),
        ("operations.attack.speed", "3"),
        ("operations.attack.kind", "stroll"),
        ("combat", {"modifiers": {"night_fyre": 1}}),
        ("combat", {"weather": {}}),
    ],
)
def test_the_schema_refuses_what_does_not_load(document: Document, path: str, value: Any) -> None:
    tree = json.loads(json.dumps(document.tree, default=str))
    *above, last = path.split(".")
    place = tree
    for key in above:
        place = place[key]
    place[last] = value
    assert complaints(tree)


def test_every_key_says_what_it_means() -> None:
    silent = [path for path, one in keys(schema()) if not one.get("description")]
    assert silent == []
    assert len([*keys(schema())]) > 600


def test_a_figure_says_how_it_is_written() -> None:
    speed = schema()["$defs"]["Assault"]["properties"]["speed"]["description"]
    assert speed == (
        "How fast they go there. A number with a unit (kn, km/h) from 0.01 to 10,000 km/h, "
        "such as 2 kn."
    )
    at = schema()["$defs"]["Trigger"]["properties"]["at"]["description"]
    assert at == "Not before this time. A date and time such as 1945-08-16 05:00."


def test_the_parameters_of_all_models_say_what_is_held_of_them() -> None:
    told = schema()["$defs"]["Combat"]["properties"]["parameters"]["properties"]
    for one in parameters():
        if one.model is not None:
            description = told[one.name]["description"]
            assert f"{one.model}: {one.meaning}: {one.allowed}" in description
            assert one.held in description


def test_the_schema_has_a_version() -> None:
    assert schema()["$id"] == "urn:beachhead:scenario:1.2"


def test_editors_find_the_schema_beside_the_scenarios() -> None:
    assert json.loads((folder() / "schema.json").read_text("utf-8")) == schema(), STEP
    for path in bundled().values():
        first = path.read_text("utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=schema.json", path


def test_the_example_fits_the_schema(tmp_path: Any) -> None:
    path = tmp_path / "example.yaml"
    path.write_text(example_text())
    assert complaints(load(path).tree) == []
