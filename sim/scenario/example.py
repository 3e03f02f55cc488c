"""The example: a small scenario with every section of a file and every kind of operation."""

from importlib.resources import files
from typing import Any

from sim.scenario.tree import Node, compose

NAME = "example.yaml"


def example_text() -> str:
    """The scenario of which the examples are pieces."""
    return files("sim.scenario").joinpath(NAME).read_text("utf-8")


class Example:
    """Pieces of the text of the example by where they stand in it."""

    def __init__(self, text: str, root: Node) -> None:
        self._lines = text.splitlines()
        self._root = root

    def of(self, section: str) -> str:
        """A section as it is written; nothing if the example has none."""
        return self._piece(self._root, section, 0)

    def of_kind(self, kind: str) -> str:
        """The first operation of a kind; nothing if the example has none."""
        operations: dict[str, Any] = self._root.plain()["operations"]
        for name, one in operations.items():
            if one["kind"] == kind:
                found = self._root.child("operations")
                assert found is not None
                return self._piece(found[1], name, 2)
        return ""

    def _piece(self, node: Node, key: str, indent: int) -> str:
        found = node.child(key)
        if found is None:
            return ""
        first = found[0].line - 1
        last = first + 1
        while last < len(self._lines) and self._lines[last][:1] != "":
            if not self._lines[last].startswith(" " * (indent + 1)):
                break
            last += 1
        piece = "\n".join(line[indent:] for line in self._lines[first:last])
        return f"```yaml\n{piece}\n```\n"


def example() -> Example:
    """The example, to take pieces from."""
    text = example_text()
    root, _ = compose(text, NAME)
    assert root is not None
    return Example(text, root)
