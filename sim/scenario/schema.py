"""The JSON Schema of scenario files, for editors.

Its version is that of the format of scenario files. The first number rises when a file that was
right before is refused or means something else, the second when files can say something new.
Descriptions and bounds that are put more clearly change neither.
"""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from sim.scenario.definition import Definition
from sim.scenario.docstrings import field_docstrings, summary
from sim.scenario.kinds import OperationSpec
from sim.scenario.shape import is_figure, unwrap

VERSION = "1.2"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
INCLUDE = "Files whose sections are laid under those of this file."


class _Described(GenerateJsonSchema):
    """Takes the descriptions of fields from the docstrings below them."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        found = super().model_schema(schema)
        record = schema["cls"]
        for name, one in found.get("properties", {}).items():
            one["description"] = " ".join([meaning(record, name), *_form(record, name)])
        return found


def _form(record: type[BaseModel], field: str) -> list[str]:
    """How a figure or a time is written, as a sentence; nothing for other fields."""
    kind = unwrap(record.model_fields[field].annotation, None)
    if not is_figure(kind):
        return []
    words = kind.allowed()
    return [f"{words[:1].upper()}{words[1:]}."]


def meaning(record: type, field: str) -> str:
    """What a field of a record means; the kind of an operation means what the operation does."""
    if field == "kind" and issubclass(record, OperationSpec):
        return summary(record)
    return field_docstrings(record)[field]


def json_schema() -> dict[str, Any]:
    """A JSON Schema that accepts every form in which a scenario file can be written."""
    schema = Definition.model_json_schema(schema_generator=_Described)
    properties = schema["properties"]
    properties["include"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": INCLUDE,
    }
    one_or_more = properties["claims"]["additionalProperties"]
    claim = one_or_more["items"]
    properties["claims"]["additionalProperties"] = {"anyOf": [claim, one_or_more]}
    relaxed: dict[str, Any] = _relaxed(schema)
    return {"$schema": DIALECT, "$id": f"urn:beachhead:scenario:{VERSION}", **relaxed}


def _relaxed(part: Any) -> Any:
    """Without the format of times: the files write them with a space and without a zone."""
    if isinstance(part, dict):
        dropped = part.get("format") == "date-time"
        kept = {key: one for key, one in part.items() if not (dropped and key == "format")}
        return {key: _relaxed(one) for key, one in kept.items()}
    return [_relaxed(one) for one in part] if isinstance(part, list) else part
