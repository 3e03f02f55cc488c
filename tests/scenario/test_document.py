"""Values set from Python and the command line, and variants."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.scenario import Document, ScenarioError, load, parse_assignment
from sim.scenario.distribution import Distribution

Write = Callable[..., Path]


def test_set_makes_another_document(document: Document) -> None:
    other = document.set({"units.militia.men": 70, "operations.attack.enabled": False})
    assert other.definition.units["militia"].men.value == 70
    assert other.definition.units["militia"].men.assumed == "set by the user"
    assert not other.definition.operations["attack"].enabled
    assert document.definition.units["militia"].men.value == 50
    assert other.changes == {"units.militia.men": 70, "operations.attack.enabled": False}
    assert other.text == document.text


def test_set_takes_an_array_with_a_value_for_each_run(document: Document) -> None:
    men = (
        document.set({"units.militia.men": np.array([10, 20, 30])}).definition.units["militia"].men
    )
    assert isinstance(men.value, np.ndarray)
    assert men.value.tolist() == [10, 20, 30]
    assert men.uncertain


def test_set_again_after_an_array(document: Document) -> None:
    swept = document.set({"units.militia.men": np.array([10, 20])})
    with pytest.raises(ScenarioError):
        swept.set({"units.guards.men": -1})
    assert swept.set({"units.guards.men": 1}).definition.units["guards"].men.value == 1


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("routes.0.distance", "3 km", lambda d: d.routes[0].distance.value == 3),
        (
            "units.militia.men",
            {"uniform": [1, 9]},
            lambda d: (
                d.units["militia"].men.value == Distribution(kind="uniform", parameters=(1, 9))
            ),
        ),
        ("weather.flying", 0.5, lambda d: d.weather.flying.value == 0.5),
        ("combat.parameters.new", 2, lambda d: d.combat.parameters["new"].value == 2),
        (
            "units.militia.weapons",
            {"rifle": 9},
            lambda d: d.units["militia"].weapons["rifle"].value == 9,
        ),
        (
            "operations.attack.start",
            {"when": {"losses": {"blue": 0.2}}},
            lambda d: d.operations["attack"].start.when.losses["blue"].value == 0.2,
        ),
        ("end", "1945-08-18 05:00", lambda d: d.turns == 48),
    ],
)
def test_what_can_be_set(
    path: str, value: Any, read: Callable[[Any], bool], document: Document
) -> None:
    assert read(document.set({path: value}).definition)


def test_a_claim_alone_is_told_its_own_keys(small: str, write: Callable[..., Path]) -> None:
    path = write(small.replace("killed: {value: 5, source", "killed: {value: 5, sorce"))
    with pytest.raises(ScenarioError) as error:
        load(path)
    allowed = "(allowed: value, low, high, explanation, source, where, note)"
    assert f"23:26: claims.red.killed.sorce: unknown key 'sorce' {allowed}" in str(error.value)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            "units.milita.men",
            1,
            "unknown unit 'milita' (allowed: guards, militia, wing); did you mean 'militia'?",
        ),
        ("unit.militia.men", 1, None),
        ("units.militia.men", -1, "must be a whole number from 0 to 10,000,000, not -1"),
        ("units.militia.side", "green", "unknown side 'green' (allowed: red, blue)"),
        ("routes.4.distance", "1 km", "must be a position from 0 to 0, not '4'"),
        ("units.militia.men.low", 1, "'units.militia.men' is one figure; set it as a whole"),
        ("title.first", 1, "nothing lies below 'title'"),
        ("claims.red.killed", 1, None),
        ("name", "other", "name cannot be set; it is no input of a battle"),
    ],
)
def test_what_cannot_be_set(path: str, value: Any, message: str | None, document: Document) -> None:
    with pytest.raises(ScenarioError) as error:
        document.set({path: value})
    if message:
        assert str(error.value) == f"--set: {path}: {message}"


@pytest.mark.parametrize(
    "path",
    ["sides", "weapons", "places", "routes", "units", "units.militia", "operations", "daylight"],
)
def test_a_number_for_a_section(path: str, document: Document) -> None:
    with pytest.raises(ScenarioError, match=rf"--set: {path}: must be a (mapping|list), not 3"):
        document.set({path: 3})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sides": {1: 2}}, "--set: sides: a key must be text, not 1"),
        ({1: 2}, "--set: a key must be text, not 1"),
        ({"places.ford.at": [True, 5]}, "--set: places.ford.at.0: must be a number, not true"),
        ({"places.ford.at": ["49", 5]}, "--set: places.ford.at.0: must be a number, not '49'"),
    ],
)
def test_keys_and_values_set_have_the_types_of_a_file(
    changes: dict[Any, Any], message: str, document: Document
) -> None:
    with pytest.raises(ScenarioError) as error:
        document.set(changes)
    assert message in str(error.value)


def test_includes_cannot_be_set(document: Document) -> None:
    with pytest.raises(ScenarioError) as error:
        document.set({"include": []})
    assert str(error.value) == (
        "--set: include: include cannot be set; files are included before anything is set"
    )


def test_a_weapon_that_a_unit_does_not_carry(document: Document) -> None:
    with pytest.raises(ScenarioError) as error:
        document.set({"units.guards.weapons.bomber": 2})
    assert str(error.value) == (
        "--set: units.guards.weapons.bomber: no 'bomber' in 'units.guards.weapons' (there: rifle); "
        "to add it, set 'units.guards.weapons' as a whole, such as {rifle: 90, bomber: 1}"
    )
    document.set({"units.militia.weapons": {"rifle": 40}})


@pytest.mark.parametrize(
    "values",
    [np.array([1.5]), np.array([-1]), np.array([np.nan]), np.zeros((2, 2)), np.array(["x"])],
)
def test_arrays_that_cannot_be(values: np.ndarray, document: Document) -> None:
    with pytest.raises(ScenarioError, match=r"^--set: units\.militia\.men: must be"):
        document.set({"units.militia.men": values})


def test_a_variant(document: Document) -> None:
    militia = document.variant("weak").definition.units["militia"]
    assert (militia.men.value, militia.men.source) == (20, "book")
    assert (militia.quality.value, militia.quality.assumed) == (0.5, "variant weak")


def test_an_unknown_variant(document: Document) -> None:
    with pytest.raises(ScenarioError) as error:
        document.variant("week")
    assert str(error.value) == (
        "--variant: unknown variant 'week' (allowed: weak); did you mean 'weak'?"
    )


def test_a_variant_that_does_not_fit_points_at_what_it_sets(small: str, write: Write) -> None:
    path = write(small.replace("units.militia.quality: 0.5", "units.militia.place: fort"))
    with pytest.raises(ScenarioError) as error:
        load(path).variant("weak")
    assert str(error.value) == (
        f"{path}:34:28: units.militia.place: unknown place 'fort' (allowed: ridge, ford); "
        "did you mean 'ford'?"
    )


def test_later_layers_can_point_at_a_value(document: Document, tmp_path: Path) -> None:
    problem = document.problem("units.militia.men", "too few")
    assert str(problem) == f"{tmp_path / 'small.yaml'}:13:30: units.militia.men: too few"
    problem = document.problem("routes.0.distance", "too far")
    assert str(problem) == f"{tmp_path / 'small.yaml'}:10:45: routes.0.distance: too far"
    changed = document.set({"units.militia.men": 7})
    assert str(changed.problem(("units", "militia", "men"), "too few")) == (
        "--set: units.militia.men: too few"
    )


def test_a_document_can_be_sent_to_another_process(document: Document) -> None:
    copy = pickle.loads(pickle.dumps(document.set({"units.militia.men": np.array([1, 2])})))
    assert copy.definition.units["militia"].men.value.tolist() == [1, 2]
    assert copy.definition.units["militia"].side == "blue"


def test_an_error_can_be_sent_to_another_process(document: Document) -> None:
    with pytest.raises(ScenarioError) as error:
        document.set({"turn": "1"})
    assert pickle.loads(pickle.dumps(error.value)).problems == error.value.problems


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("a.b=12 kn", ("a.b", "12 kn")),
        ("a.b = 12", ("a.b", 12)),
        ("a=true", ("a", True)),
        ("a={uniform: [8 kn, 11 kn]}", ("a", {"uniform": ["8 kn", "11 kn"]})),
        ("a=1945-08-16 05:00", ("a", "1945-08-16 05:00")),
        ("a=x=y", ("a", "x=y")),
        ("a=", ("a", None)),
    ],
)
def test_assignments(text: str, parsed: tuple[str, Any]) -> None:
    assert parse_assignment(text) == parsed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.b", "--set: must be PATH=VALUE such as units.marines.men=100, not 'a.b'"),
        ("=1", "--set: must be PATH=VALUE such as units.marines.men=100, not '=1'"),
        (
            "a=!!python/name:os 1",
            "--set: a: tag '!!python/name:os' is not allowed; a scenario is plain data",
        ),
    ],
)
def test_assignments_that_cannot_be(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        parse_assignment(text)
    assert str(error.value) == message
