"""The JSON Schema of scenario files, for editors."""

from typing import Any

from sim.scenario.definition import Definition

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """A JSON Schema that accepts every form in which a scenario file can be written."""
    schema = Definition.model_json_schema()
    properties = schema["properties"]
    properties["include"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": "Files whose sections are laid under those of this file.",
    }
    one_or_more = properties["claims"]["additionalProperties"]
    claim = one_or_more["items"]
    properties["claims"]["additionalProperties"] = {"anyOf": [claim, one_or_more]}
    relaxed: dict[str, Any] = _relaxed(schema)
    return {"$schema": DIALECT, **relaxed}


def _relaxed(part: Any) -> Any:
    """Without the format of times: the files write them with a space and without a zone."""
    if isinstance(part, dict):
        dropped = part.get("format") == "date-time"
        kept = {key: one for key, one in part.items() if not (dropped and key == "format")}
        return {key: _relaxed(one) for key, one in kept.items()}
    return [_relaxed(one) for one in part] if isinstance(part, list) else part
