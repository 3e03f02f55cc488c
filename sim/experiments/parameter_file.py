"""Shared parameters from a file: a posterior, or YAML in the words of a scenario's `combat`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.experiments.posterior import Posterior, is_posterior
from sim.rules.rule import parameter_sets
from sim.scenario import Problem, ScenarioError
from sim.scenario.assign import attributed
from sim.scenario.definition import Combat
from sim.scenario.figures import Factor
from sim.scenario.includes import read_text
from sim.scenario.problems import unknown
from sim.scenario.yaml_text import compose


def read_parameters(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """The parts of `combat` that a file or a mapping gives, such as `{morale: {frailty: 1}}`.

    A file whose name ends in `.parquet` is a posterior. Raises `ScenarioError` for a file that
    cannot be read and for parts that there are not, and `UserError` for what is no posterior.
    """
    if not isinstance(source, Mapping) and is_posterior(source):
        return dict(Posterior.read(source).combat())
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


def changes_of(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """The same as changes of a scenario, by dotted path. Raises as `read_parameters` does."""
    found: dict[str, Any] = {}
    for part, one in read_parameters(source).items():
        given = one.items() if isinstance(one, Mapping) else ()
        found |= {f"combat.{part}.{name}": figure for name, figure in given}
        if not isinstance(one, Mapping):
            found[f"combat.{part}"] = one
    return found
