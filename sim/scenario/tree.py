"""A tree of plain values that know where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from sim.scenario.problems import Problem, ScenarioError, TreePath, dotted, show

MAX_DEPTH = 40
MAX_NODES = 100_000


class Mark(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int


@dataclass(slots=True)
class Node:
    """A value of the tree. Mappings hold (mark of the key, node) by key, lists hold nodes."""

    mark: Mark
    value: Any
    size: int = 1
    """Nodes below and including this one, aliases written out."""
    height: int = 0

    def plain(self) -> Any:
        """The value as plain Python."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, (_, node) in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def child(self, key: object) -> tuple[Mark, "Node"] | None:
        """The node under a key or list position, with the mark of the key."""
        if isinstance(self.value, dict):
            found: tuple[Mark, Node] | None = self.value.get(key)
            return found
        if isinstance(self.value, list) and isinstance(key, int) and key < len(self.value):
            return self.value[key].mark, self.value[key]
        return None

    def locate(self, path: TreePath, at_key: bool = False) -> Mark:
        """Where the value (or key) at a path stands; the key nearest to it if it is missing."""
        node, key_mark = self, self.mark
        for part in path:
            found = node.child(part)
            if found is None:
                return key_mark
            key_mark, node = found
        return key_mark if at_key else node.mark


def plant(value: Any, mark: Mark) -> Node:
    """The tree of a plain value, all of which stands at one place."""
    if isinstance(value, dict):
        return Node(mark, {key: (mark, plant(inner, mark)) for key, inner in value.items()})
    if isinstance(value, list):
        return Node(mark, [plant(inner, mark) for inner in value])
    return Node(mark, value)


def grow(tree: Mapping[str, Any], name: str) -> tuple[Node, list[Problem]]:
    """The tree of plain values that stand in memory under a name, and what no file could hold.

    Tuples are lists. Raises `ScenarioError` for a tree that goes beyond the bounds of a file.
    """
    gardener = Gardener(Mark(name, 0, 0))
    return gardener.node(tree, ()), gardener.problems


@dataclass(slots=True)
class Gardener:
    """Turns plain values into nodes, within the bounds that files have."""

    mark: Mark
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def node(self, value: Any, path: TreePath) -> Node:
        """The node of a value."""
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(path, f"too many values (allowed: {MAX_NODES:,})")
        if len(path) > MAX_DEPTH:
            self.refuse(path[:3], f"nested too deeply (allowed: {MAX_DEPTH} levels)")
        if isinstance(value, bytes | bytearray):
            message = f"must be text, not bytes {show(bytes(value))}"
            self.problems.append(Problem(*self.mark, dotted(path), message))
        if isinstance(value, Mapping):
            return Node(self.mark, dict(self.entry(k, v, path) for k, v in value.items()))
        if isinstance(value, list | tuple):
            return Node(self.mark, [self.node(one, (*path, i)) for i, one in enumerate(value)])
        return Node(self.mark, value.item() if isinstance(value, np.generic) else value)

    def entry(self, key: Any, value: Any, path: TreePath) -> tuple[Any, tuple[Mark, Node]]:
        """A key, its mark and the node below; numbers are keys only where values have weights."""
        number = isinstance(key, int | float) and not isinstance(key, bool)
        if not isinstance(key, str) and not (number and path[-1:] == ("choice",)):
            message = f"a key must be text, not {show(key)}"
            self.problems.append(Problem(*self.mark, dotted(path), message))
            key = str(key)
        return key, (self.mark, self.node(value, (*path, key)))

    def refuse(self, path: TreePath, message: str) -> None:
        """Give up on the tree."""
        raise ScenarioError([*self.problems, Problem(*self.mark, dotted(path), message)])
