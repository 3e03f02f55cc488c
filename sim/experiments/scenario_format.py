"""The format of scenario files with what rules and combat models add to it: their parameters."""

from collections.abc import Iterator
from typing import Any

from sim.experiments.parameters import Parameter, ParameterSet, parameter_sets
from sim.experiments.weapon_scale import weapon_scale
from sim.scenario import json_schema
from sim.scenario.reference import markdown_table, reference

HEADING = ("Key", "Unit", "What it takes", "Default", "Prior", "Meaning")


def full_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files, with the sections of the rules and their parameters."""
    schema = json_schema()
    combat = schema["$defs"]["Combat"]
    combat["properties"] |= {
        part.section: _section_schema(part) for part in parameter_sets() if part.model is None
    }
    combat["properties"]["parameters"]["properties"] = _of_models()
    combat["additionalProperties"] = False
    return schema


def _of_models() -> dict[str, Any]:
    """The parameters of all combat models; one name may mean something else in each."""
    told: dict[str, list[str]] = {}
    for part in parameter_sets():
        for one in part.parameters if part.model else ():
            told.setdefault(one.name, []).append(f"{part.model}: {_told(one)}")
    return {
        name: {"$ref": "#/$defs/Factor", "description": ". ".join(one)}
        for name, one in sorted(told.items())
    }


def _told(parameter: Parameter) -> str:
    one = parameter
    return f"{one.meaning}: {one.allowed}, {one.default:g} if absent; {one.held}"


def _section_schema(part: ParameterSet) -> dict[str, Any]:
    figures = {
        one.name: {"$ref": "#/$defs/Factor", "description": _told(one)} for one in part.parameters
    }
    section = {"type": "object", "properties": figures, "additionalProperties": False}
    return {"description": part.meaning, "anyOf": [section, {"type": "null"}]}


def full_reference() -> str:
    """The reference in Markdown, with the scale of weapons and each set of parameters."""
    return "\n".join([reference(), *weapon_scale(), *_parameters()]).rstrip() + "\n"


def _parameters() -> Iterator[str]:
    yield "## Parameters\n\nEach may be a figure of any form, so that it differs between runs.\n"
    for part in parameter_sets():
        of_model = f" of the model `{part.model}`" if part.model else ""
        yield f"### {part.path}{of_model}\n\n{part.meaning}\n"
        rows = [
            (
                f"`{one.name}`",
                one.unit,
                one.allowed,
                f"`{one.default:g}`",
                one.held.removeprefix("prior "),
                one.meaning,
            )
            for one in part.parameters
        ]
        yield markdown_table(HEADING, rows)
