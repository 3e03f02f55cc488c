"""Files that are right."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.scenario import Document, ScenarioError, bundled, load
from sim.scenario.distribution import Distribution

Write = Callable[..., Path]


def test_a_small_scenario(document: Document) -> None:
    definition = document.definition
    assert document.name == "small"
    assert definition.start == datetime(1945, 8, 16, 5)
    assert definition.turns == 24
    assert definition.units["militia"].men.value == 50
    assert definition.routes[0].distance.value == 5
    assert definition.claims["ford.taken_at"][0].interval == (
        datetime(1945, 8, 16, 8),
        datetime(1945, 8, 16, 10),
    )
    assert [claim.value for claim in definition.claims["winner"]] == ["red", "blue"]


def test_the_text_is_kept(document: Document, small: str, tmp_path: Path) -> None:
    assert document.text == {str(tmp_path / "small.yaml"): small}


def test_windows_line_ends_and_byte_order_mark(small: str, write: Write) -> None:
    path = write(b"\xef\xbb\xbf" + small.replace("\n", "\r\n").encode())
    assert load(path).definition.title == "A small battle"


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("60", 60.0),
        ("60.0", 60.0),
        ("0x3c", 60.0),
        ("{value: 60}", 60.0),
        ("{value: 60, source: book, where: page 2, note: doubtful}", 60.0),
        ("{uniform: [40, 60]}", Distribution(kind="uniform", parameters=(40, 60))),
        (
            "{uniform: [40, 60], assumed: a range}",
            Distribution(kind="uniform", parameters=(40, 60)),
        ),
        (
            "{value: {triangular: [40, 50, 60]}}",
            Distribution(kind="triangular", parameters=(40, 50, 60)),
        ),
        ("{normal: [50, 5]}", Distribution(kind="normal", parameters=(50, 5))),
        ("{lognormal: [50, 1.5]}", Distribution(kind="lognormal", parameters=(50, 1.5))),
        (
            "{choice: {40: 1, 60: 3}}",
            Distribution(kind="choice", parameters=(40, 60), weights=(0.25, 0.75)),
        ),
    ],
)
def test_forms_of_a_figure(form: str, value: Any, small: str, write: Write) -> None:
    document = load(write(small.replace("men: 50", f"men: {form}")))
    assert document.definition.units["militia"].men.value == value


@pytest.mark.parametrize(
    ("form", "kilometres"), [("5 km", 5), ("2 nm", 3.704), ("500 m", 0.5), (".5km", 0.5)]
)
def test_units_of_distance(form: str, kilometres: float, small: str, write: Write) -> None:
    document = load(write(small.replace("5 km", form)))
    assert document.definition.routes[0].distance.value == pytest.approx(kilometres)


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("12:30", "12:30"),
        ("1945-08-15", "1945-08-15"),
        ("yes", "yes"),
        ("no", "no"),
        ("'17'", "17"),
        ("0o17 x", "0o17 x"),
    ],
)
def test_what_looks_like_more_is_text(scalar: str, value: str, small: str, write: Write) -> None:
    document = load(write(small.replace("A small battle", scalar)))
    assert document.definition.title == value


def test_defaults_need_no_source(document: Document) -> None:
    assert document.definition.weather.flying.value == 1


def test_a_source_around_figures_serves_for_all(small: str, write: Write) -> None:
    site = "{landing_sites: {pier: {capacity: 9}}, source: book, where: page 1}"
    document = load(write(small.replace("ford: {area: hills}", f"ford: {site}")))
    assert document.definition.places["ford"].landing_sites["pier"].capacity.value == 9


def test_an_alias_is_a_copy(small: str, write: Write) -> None:
    text = small.replace(
        "ridge: {area: hills}, ford: {area: hills}", "ridge: &a {area: h}, ford: *a"
    )
    assert load(write(text)).definition.places["ford"].area == "h"


def test_included_entries_lie_under_those_of_the_file(small: str, write: Write) -> None:
    write(
        "sources: {book: {title: Overruled}, atlas: {title: An atlas}}\n"
        "routes: [{between: [ford, ridge], distance: 7 km, assumed: by the river}]\n"
        "combat: {model: x, parameters: {a: {value: 1, assumed: x}, b: {value: 2, assumed: x}}}\n",
        "common/shared.yaml",
    )
    own = "combat: {parameters: {b: {value: 3, assumed: y}}}\n"
    document = load(write(f"include: [common/shared.yaml]\n{small}{own}"))
    definition = document.definition
    assert {name: source.title for name, source in definition.sources.items()} == {
        "book": "A book",
        "atlas": "An atlas",
    }
    assert [route.distance.value for route in definition.routes] == [5, 7]
    assert definition.combat.model == "x"
    assert {k: f.value for k, f in definition.combat.parameters.items()} == {"a": 1, "b": 3}
    assert [Path(file).name for file in document.text] == ["small.yaml", "shared.yaml"]


def test_a_later_include_goes_over_an_earlier_one(small: str, write: Write) -> None:
    write("clock: {name: first}\nsummary: first\n", "a.yaml")
    write("clock: {name: second}\n", "b.yaml")
    definition = load(write(f"include: [a.yaml, b.yaml]\n{small}")).definition
    assert (definition.clock.name, definition.summary) == ("second", "first")


def test_a_file_that_is_included_twice_counts_once(small: str, write: Write) -> None:
    write("routes: [{between: [ford, ridge], distance: 7 km, assumed: a}]\n", "c.yaml")
    write("include: [c.yaml]\n", "a.yaml")
    definition = load(write(f"include: [a.yaml, c.yaml]\n{small}")).definition
    assert len(definition.routes) == 2


def test_a_cycle_of_includes_is_named(small: str, write: Write) -> None:
    inner = write("include: [small.yaml]\n", "a.yaml")
    path = write(f"include: [a.yaml]\n{small}")
    with pytest.raises(ScenarioError) as error:
        load(path)
    message = "cycle of includes: small.yaml -> a.yaml -> small.yaml"
    assert str(error.value) == f"{inner}:1:11: include: {message}"


def test_bundled_scenarios_are_right() -> None:
    for name, path in bundled().items():
        assert load(name).tree == load(path).tree


def test_a_tree_is_a_scenario(document: Document) -> None:
    again = load(document.tree)
    assert again.definition == document.definition


def test_a_tree_is_checked_as_a_file_is(document: Document) -> None:
    tree = {**document.tree, "units": {**document.tree["units"], 5: {"side": "red"}}, "turn": "x"}
    with pytest.raises(ScenarioError) as error:
        load(tree)
    told = str(error.value)
    assert "<mapping>: units: a key must be text, not 5" in told
    assert "<mapping>: turn: must be a number with a unit" in told


@pytest.mark.parametrize(
    ("section", "where"),
    [
        ({"sides": {1: 2}}, "sides"),
        ({"sides": {"blue": {"title": "B"}, 2: {"title": "R"}, "red": {"title": "R"}}}, "sides"),
        ({"variants": {"v": {"title": "V", "set": {1: 1}}}}, "variants.v.set"),
        ({"operations": {True: {"kind": "landing"}}}, "operations"),
        ({"places": {None: {"terrain": "open"}}}, "places"),
        ({7: "x"}, ""),
    ],
)
def test_a_key_of_a_tree_must_be_text_wherever_it_stands(
    section: dict[Any, Any], where: str, document: Document
) -> None:
    with pytest.raises(ScenarioError) as error:
        load({**document.tree, **section})
    place = f"<mapping>: {where}: " if where else "<mapping>: "
    assert f"{place}a key must be text, not" in str(error.value)


def test_bytes_are_no_text(document: Document) -> None:
    with pytest.raises(ScenarioError, match="<mapping>: title: must be text, not bytes"):
        load({**document.tree, "title": b"A ford"})
    with pytest.raises(ScenarioError, match="--set: title: must be text, not bytes"):
        document.set({"title": b"A ford"})


def test_a_tree_without_end_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ScenarioError, match="nested too deeply"):
        load({"name": endless})


def test_only_figures_may_be_arrays(document: Document) -> None:
    with pytest.raises(ScenarioError, match="must be one value for all runs"):
        document.set({"places.ford.terrain": np.array(["wood", "open"])})


def test_devices_and_pipes_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    for path in ("/dev/zero", tmp_path / "pipe.yaml"):
        with pytest.raises(ScenarioError, match="is a device or a pipe"):
            load(path)


def test_a_large_file_is_not_read_to_its_end(tmp_path):
    with open(tmp_path / "large.yaml", "wb") as file:
        file.truncate(2**40)
    with pytest.raises(ScenarioError, match="file is too large"):
        load(tmp_path / "large.yaml")
