"""Shared parameters from a file: a posterior, or YAML in the words of a scenario's `combat`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from sim.experiments.posterior import Posterior, is_posterior
from sim.rules.rule import parameter_sets
from sim.scenario import Document, Problem, ScenarioError
from sim.scenario.assign import attributed
from sim.scenario.definition import Combat
from sim.scenario.figures import Factor
from sim.scenario.problems import unknown
from sim.scenario.text_file import read_text
from sim.scenario.tree import Mark, Node
from sim.scenario.yaml_text import compose

OPTION = "--parameters"


@dataclass(frozen=True)
class Given:
    """Shared parameters as changes of a scenario."""

    changes: Mapping[str, Any]
    """Their values by dotted path."""
    places: Mapping[str, Node]
    """Where they stand in a file, if that has lines."""

    @classmethod
    def read(cls, source: str | Path | Mapping[str, Any]) -> Self:
        """Those of a file or a mapping. Raises as `read_parameters` does."""
        root = None if isinstance(source, Mapping) or is_posterior(source) else _root(str(source))
        changes: dict[str, Any] = {}
        places: dict[str, Node] = {}
        for part, one in (read_parameters(source) if root is None else _plain(root)).items():
            below = None if root is None else root.value[part][1]
            if not isinstance(one, Mapping) or not one:
                changes[f"combat.{part}"] = one
                places |= {} if below is None else {f"combat.{part}": below}
                continue
            changes |= {f"combat.{part}.{name}": figure for name, figure in one.items()}
            if below is not None:
                places |= {f"combat.{part}.{name}": node for name, (_, node) in below.value.items()}
        return cls(changes, places)

    def laid(self, document: Document) -> Document:
        """A scenario with these parameters. Raises `ScenarioError`."""
        return document.set(self.changes, OPTION, self.places)

    def mark(self, path: str) -> Mark | None:
        """Where the value of a path, or what it is a part of, stands in the file."""
        for start, node in self.places.items():
            if path == start or path.startswith(f"{start}."):
                return node.mark
        return None

    def own(self, document: Document) -> list[str]:
        """The paths of these that a scenario gives a value of its own."""
        return [path for path in self.changes if _stated(document.tree, path)]

    def without(self, paths: list[str]) -> Self:
        """All but some of them."""
        return replace(self, changes={p: v for p, v in self.changes.items() if p not in paths})


def read_parameters(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """The parts of `combat` that a file or a mapping gives, such as `{morale: {frailty: 1}}`.

    A file whose name ends in `.parquet` is a posterior. Raises `ScenarioError` for a file that
    cannot be read and for what there is not, and `UserError` for what is no posterior.
    """
    if isinstance(source, Mapping):
        return _attributed(source, "parameters")
    if is_posterior(source):
        return dict(Posterior.read(source).combat())
    return _plain(_root(str(source)))


def changes_of(source: str | Path | Mapping[str, Any]) -> dict[str, Any]:
    """The same as changes of a scenario, by dotted path. Raises as `read_parameters` does."""
    return dict(Given.read(source).changes)


def _plain(root: Node) -> dict[str, Any]:
    return _attributed(root.plain(), root.mark.file)


def _attributed(parts: Mapping[str, Any], file: str) -> dict[str, Any]:
    told = f"given in {file}"
    return {
        part: attributed(one, dict[str, Factor], told) if isinstance(one, Mapping) else one
        for part, one in parts.items()
    }


def _root(file: str) -> Node:
    """The tree of a file. Raises `ScenarioError`, also for all names that there are not."""
    root, problems = compose(read_text(Path(file)), file)
    if not problems and (root is None or not isinstance(root.value, dict)):
        message = "must be a mapping such as {morale: {frailty: 1}}"
        problems = [Problem(file, 1, 1, "", message)]
    if problems or root is None:
        raise ScenarioError(problems)
    if wrong := list(_wrong_names(root)):
        raise ScenarioError(wrong)
    return root


def _wrong_names(root: Node) -> Iterator[Problem]:
    """Parts of `combat` and parameters of rules that there are not; models know their own."""
    sets = parameter_sets()
    parts = [*Combat.model_fields, *sets]
    for part, (_, below) in root.value.items():
        if part not in parts:
            place = root.locate((part,), at_key=True)
            yield Problem(*place, f"combat.{part}", unknown("part of combat", part, parts))
        for name in below.value if part in sets and isinstance(below.value, dict) else ():
            if name not in sets[part].names():
                mark: Mark = below.locate((name,), at_key=True)
                message = unknown("parameter", name, sets[part].names())
                yield Problem(*mark, f"combat.{part}.{name}", message)


def _stated(tree: Any, path: str) -> bool:
    for key in path.split("."):
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree is not None
