"""Shared parameters from a file, in the words of a scenario's `combat`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.rules.rule import parameter_sets
from sim.scenario import Problem, ScenarioError
from sim.scenario.assign import attributed
from sim.scenario.definition import Combat
from sim.scenario.figures import Factor
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
        parts = [*Combat.model_fields, *parameter_sets()]
        wrong = [
            Problem(
                mark.file,
                mark.line,
                mark.column,
                str(key),
                unknown("part of combat", key, parts),
            )
            for key, (mark, _) in root.value.items()
            if key not in parts
        ]
        if wrong:
            raise ScenarioError(wrong)
    told = f"given in {file}"
    return {
        part: attributed(one, dict[str, Factor], told) if isinstance(one, Mapping) else one
        for part, one in found.items()
    }
