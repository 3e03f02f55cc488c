"""A scenario as loaded: its definition, its text, and where everything stands in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from sim.scenario.assign import PathError, attributed, find_path, put
from sim.scenario.definition import Definition
from sim.scenario.kept import keep, recalled
from sim.scenario.library import find
from sim.scenario.problems import (
    Finding,
    Problem,
    ScenarioError,
    Severity,
    TreePath,
    dotted,
    unknown,
)
from sim.scenario.tree import Mark, Node, grow

VARIANT = "variant"
"""What a point of a design calls the variant that it is a point of."""
COMMAND_LINE = "--set"
"""Stands for the file in problems with values that are set, unless another option set them."""


@dataclass(frozen=True, eq=False, repr=False)
class Document:
    """A scenario as loaded. It does not change: `set` and `variant` return another one."""

    definition: Definition
    tree: dict[str, Any]
    """The scenario as plain values, includes and changes merged."""
    text: dict[str, str]
    """The text of each file as it was read."""
    changes: dict[str, Any] = field(default_factory=dict)
    """What was set since, by dotted path."""
    warnings: tuple[Problem, ...] = ()
    """What is accepted and can have no effect, or is likely to be meant otherwise."""
    _root: Node = field(kw_only=True, repr=False)
    _changed: dict[TreePath, Node] = field(default_factory=dict, kw_only=True, repr=False)

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.definition.name

    def __repr__(self) -> str:
        return f"<Document {self.name!r}: {self.definition.title}>"

    def set(
        self,
        changes: Mapping[str, Any],
        option: str = COMMAND_LINE,
        places: Mapping[str, Node] | None = None,
    ) -> Self:
        """The scenario with values set by dotted path, such as ``{"units.marines.men": 100}``.

        A value is whatever the file could hold there; a figure may also be an array with one value
        a run, in the figure's own unit (km, km/h, hours). Raises `ScenarioError`, which names the
        `option` of the command line where it would name a file, but for values that have `places`.
        """
        root, problems = grow(changes, option)
        if problems:
            raise ScenarioError(problems)
        nodes = {path: node for path, (_, node) in root.value.items()}
        return self._apply(nodes | {**(places or {})}, changes, "set by the user")

    def variant(self, name: str) -> Self:
        """The scenario with the changes of one of its variants made. Raises `ScenarioError`."""
        variants = self.definition.variants
        if name not in variants:
            problem = Problem("--variant", 0, 0, "", unknown("variant", name, variants))
            raise ScenarioError([problem])
        changes = variants[name].set
        nodes = {path: self._node(("variants", name, "set", path)) for path in changes}
        return self._apply(nodes, changes, f"variant {name}")

    def at(self, point: Mapping[str, Any]) -> Self:
        """The scenario of a point of a design: values by path, after a `variant` by its name.

        The variant ``none`` is the scenario as it is. Raises `ScenarioError`.
        """
        changes = {path: value for path, value in point.items() if path != VARIANT}
        name = point.get(VARIANT, "none")
        document = self if name == "none" else self.variant(name)
        return document.set(changes) if changes else document

    def problem(
        self, path: str | Iterable[Any], message: str, severity: Severity = "error"
    ) -> Problem:
        """A problem with the value at a path, for what only later layers can check.

        A path that passes a key with a dot in it, as claims do, must be given step by step.
        """
        steps = path.split(".") if isinstance(path, str) else path
        located = tuple(int(s) if isinstance(s, str) and s.isdecimal() else s for s in steps)
        return _problem(Finding(located, message, severity=severity), self._root, self._changed)

    def _node(self, path: TreePath) -> Node:
        node = self._root
        for key in path:
            found = node.child(key)
            assert found is not None
            node = found[1]
        return node

    def _apply(self, nodes: dict[str, Node], changes: Mapping[str, Any], assumed: str) -> Self:
        from sim.scenario.validate import validate

        tree, changed, problems = self.tree, dict(self._changed), []
        for dotted_path, value in changes.items():
            try:
                path, annotation = find_path(dotted_path, tree)
            except PathError as error:
                problems.append(Problem(*nodes[dotted_path].mark, dotted_path, str(error)))
                continue
            tree = put(tree, path, attributed(value, annotation, assumed))
            changed[path] = nodes[dotted_path]
        definition, found = validate(tree)
        located = [_problem(finding, self._root, changed) for finding in found]
        problems += [one for one in located if one.severity == "error"]
        if definition is None or problems:
            raise ScenarioError(problems)
        return replace(
            self,
            definition=definition,
            tree=tree,
            changes={**self.changes, **changes},
            warnings=tuple(sorted(located)),
            _changed=changed,
        )


def _problem(finding: Finding, root: Node, changed: Mapping[TreePath, Node]) -> Problem:
    path = finding.path
    for length in range(len(path), 0, -1):
        node = changed.get(path[:length])
        if node is None:
            continue
        rest = path[length:]
        if rest == ("value",) and not isinstance(node.value, dict):
            path, rest = path[:length], ()
        return _at(node.locate(rest, finding.at_key), path, finding)
    return _at(root.locate(path, finding.at_key), path, finding)


def _at(mark: Mark, path: TreePath, finding: Finding) -> Problem:
    return Problem(*mark, dotted(path), finding.message, finding.severity)


def load(source: str | Path | Mapping[str, Any]) -> Document:
    """The scenario of a bundled name such as ``toro``, of a file, or of the tree of a file.

    A tree is a mapping as a file would hold it, in which figures may also be arrays over runs; what
    it includes is looked for in the working folder and among the bundled files. Raises
    `ScenarioError` that names everything that is wrong with it.
    """
    if isinstance(source, Mapping):
        return _read(source)
    path = find(source)
    document: Document | None = recalled(path)
    if document is None:
        document = _read(path)
        keep(path, document.text, document)
    return document


def _read(source: Path | Mapping[str, Any]) -> Document:
    # a scenario that is recalled needs neither YAML nor checks
    from sim.scenario.includes import read, read_tree
    from sim.scenario.validate import validate

    root, text, problems, whole = read_tree(source) if isinstance(source, Mapping) else read(source)
    tree = root.plain()
    definition, found = validate(tree, whole=whole)
    told = {(one.file, one.line, one.column) for one in problems}
    located = [_problem(finding, root, {}) for finding in found]
    problems += [
        one
        for one in located
        if one.severity == "error"
        and (not one.line or (one.file, one.line, one.column) not in told)
    ]
    if definition is None or problems:
        raise ScenarioError(problems)
    return Document(definition, tree, text, warnings=tuple(sorted(located)), _root=root)


def parse_assignment(text: str, option: str = COMMAND_LINE) -> tuple[str, Any]:
    """The path and the value of ``units.marines.men=100``; the value is read as YAML.

    Raises `ScenarioError` that names the option.
    """
    from sim.scenario.yaml_text import compose

    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        message = f"must be PATH=VALUE such as units.marines.men=100, not {text[:60]!r}"
        raise ScenarioError([Problem(option, 0, 0, "", message)])
    root: Node | None = None
    try:
        root, problems = compose(value.strip(), option)
    except ScenarioError as error:
        problems = error.problems
    if problems:
        path = path.strip()
        raise ScenarioError([Problem(option, 0, 0, path, p.message) for p in problems])
    return path.strip(), None if root is None else root.plain()
