from typing import Any

import pytest

from sim.scenario import Document, json_schema

jsonschema = pytest.importorskip("jsonschema")


def complaints(tree: dict[str, Any]) -> list[Any]:
    return list(jsonschema.Draft202012Validator(json_schema()).iter_errors(tree))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_the_schema_accepts_what_loads(document: Document) -> None:
    assert complaints(document.tree | {"include": ["common/shared.yaml"]}) == []


def test_the_schema_refuses_what_does_not_load(document: Document) -> None:
    assert complaints(document.tree | {"tiles": 3})
    assert complaints(document.tree | {"turn": 3})
