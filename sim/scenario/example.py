"""The example: a small scenario with every section of a file and every kind of operation.

The operations stand with their kinds, each in the `example` of its own.
"""

from importlib.resources import files
from inspect import cleandoc
from textwrap import indent

from sim.scenario.kinds import built_in_kinds, kind_named
from sim.scenario.tree import Node
from sim.scenario.yaml_text import compose

NAME = "example.yaml"


def example_text() -> str:
    """The scenario of which the examples are pieces."""
    rest = files("sim.scenario").joinpath(NAME).read_text("utf-8")
    kinds = filter(None, map(kind_named, built_in_kinds()))
    operations = (indent(cleandoc(kind.example), "  ") for kind in kinds)
    return "\n".join([rest, "operations:", *operations]) + "\n"


class Example:
    """Pieces of the text of the example by where they stand in it."""

    def __init__(self, text: str, root: Node) -> None:
        self._lines = text.splitlines()
        self._root = root

    def of(self, section: str) -> str:
        """A section as it is written; nothing if the example has none."""
        found = self._root.child(section)
        if found is None:
            return ""
        first = found[0].line - 1
        last = first + 1
        while last < len(self._lines) and self._lines[last][:1] != "":
            if not self._lines[last].startswith(" "):
                break
            last += 1
        return fenced("\n".join(self._lines[first:last]))


def fenced(text: str) -> str:
    """A piece of a file in Markdown."""
    return f"```yaml\n{text}\n```\n"


def example() -> Example:
    """The example, to take pieces from."""
    text = example_text()
    root, _ = compose(text, NAME)
    assert root is not None
    return Example(text, root)
