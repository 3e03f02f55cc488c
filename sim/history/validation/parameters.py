"""Shared parameters from a file, in the words of a scenario's `combat`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.scenario import Problem, ScenarioError
from sim.scenario.assign import attributed
from sim.scenario.definition import Combat
from sim.scenario.includes import read_text
from sim.scenario.problems import unknown
from sim.scenario.tree import compose


def read_parameters(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """The parts of `combat` that a YAML file or a mapping gives, such as `{morale: {frailty: 1}}`.

    Raises `ScenarioError` for a file that cannot be read and for parts that there are not.
    """
    if isinstance(source, Mapping):
        found, file = dict(source), "parameters"
    else:
        file = str(source)
        root, problems = compose(read_text(Path(source)), file, only_mapping=True)
        if problems or root is None or not isinstance(root.value, dict):
            message = "must be a mapping such as {morale: {frailty: 1}}"
            raise ScenarioError(problems or [Problem(file, 1, 1, "", message)])
        found = root.plain()
        wrong = [
            Problem(
                mark.file,
                mark.line,
                mark.column,
                str(key),
                unknown("part of combat", key, Combat.model_fields),
            )
            for key, (mark, _) in root.value.items()
            if key not in Combat.model_fields
        ]
        if wrong:
            raise ScenarioError(wrong)
    return {
        part: attributed(one, _KINDS.get(part), f"given in {file}") for part, one in found.items()
    }


_KINDS = {name: field.annotation for name, field in Combat.model_fields.items()}
"""What stands in each part."""
