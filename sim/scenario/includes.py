"""Reads a scenario file with all that it includes, merged into one tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

from sim.scenario.definition import Definition
from sim.scenario.library import folder
from sim.scenario.problems import Problem, ScenarioError, show
from sim.scenario.text_file import read_text
from sim.scenario.tree import Node, grow
from sim.scenario.yaml_text import compose

MERGED = ("sources", "sides", "weapons", "places", "units", "operations", "claims", "variants")
"""Sections whose entries are merged; other mappings of the file replace included ones whole."""
JOINED = ("routes", "victory")
"""Lists to which included entries are added."""
KEYS = {"include", *Definition.model_fields}
MAX_FILES = 30
IN_MEMORY = "<mapping>"
"""Stands for the file of a scenario that was given as a tree."""


@dataclass(slots=True)
class Reading:
    """The files of one scenario as they are read."""

    home: Path
    """The folder that includes may not leave, except for the folder of bundled scenarios."""
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    chain: list[Path] = field(default_factory=list)
    seen: set[Path] = field(default_factory=set)
    whole: bool = True
    """Whether all that is included is there; what is missing is then not missed elsewhere."""

    def read(self, path: Path) -> Node:
        """The merged tree of a file."""
        text = read_text(path)
        self.texts[str(path)] = text
        root, problems = compose(text, str(path), only_mapping=True)
        self.problems += problems
        if root is None or root.value is None:
            raise ScenarioError([Problem(str(path), 1, 1, "", "file is empty")])
        if not KEYS.intersection(root.value):  # any file of the user's: not a word of it is quoted
            message = "is no scenario: it has none of the keys of one, such as name, sides, units"
            raise ScenarioError([Problem(str(path), 1, 1, "", message)])
        self.seen.add(path.resolve())
        self.chain.append(path.resolve())
        merged = self.with_includes(root, path)
        self.chain.pop()
        return merged

    def with_includes(self, root: Node, path: Path) -> Node:
        """The tree under which the trees of its `include` are laid."""
        found = root.child("include")
        if found is None:
            return root
        listed = found[1]
        root = Node(root.mark, {key: root.value[key] for key in root.value if key != "include"})
        if not isinstance(listed.value, list):
            message = f"must be a list of files, not {show(listed.value)}"
            self.problems.append(Problem(*listed.mark, "include", message))
            self.whole = False
            return root
        for item in reversed(listed.value):  # a later file goes over an earlier one
            included = self.included(item, path)
            if included is not None:
                root = merge(root, included)
        return root

    def included(self, item: Node, path: Path) -> Node | None:
        """The tree of one included file; None if it is read already or cannot be."""
        target, complaint = self.target(item.value, path)
        if target is not None and target.resolve() in self.chain:
            start = self.chain.index(target.resolve())
            names = [one.name for one in (*self.chain[start:], target)]
            complaint = f"cycle of includes: {' -> '.join(names)}"
        elif target is not None and target.resolve() in self.seen:
            return None
        elif target is not None and len(self.seen) >= MAX_FILES:
            complaint = f"too many files are included (allowed: {MAX_FILES})"
        if complaint or target is None:
            self.problems.append(Problem(*item.mark, "include", complaint))
            self.whole = False
            return None
        return self.read(target)

    def target(self, name: object, path: Path) -> tuple[Path | None, str]:
        """The file that an include names, or what is wrong with the name."""
        if not isinstance(name, str) or not name.strip() or "\0" in name:
            return None, f"must be the name of a file, not {show(name)}"
        if PurePath(name).is_absolute():
            return None, f"must be a path relative to this file, not {show(name)}"
        places = ((path.parent / name, self.home), (folder() / name, folder()))
        for place, home in places:
            if _within(place, home) and _is_file(place):
                return place, ""
        if not _within(*places[0]):
            return None, f"{show(name)} lies outside the folder of the scenario"
        return None, f"no file {show(name)}"


def _within(place: Path, home: Path) -> bool:
    try:
        return place.resolve().is_relative_to(home.resolve())
    except (OSError, RuntimeError):
        return False


def _is_file(place: Path) -> bool:
    try:
        return place.is_file()
    except (OSError, ValueError):  # such as a name that is too long
        return False


def merge(own: Node, included: Node) -> Node:
    """Two trees as one: sections are merged, and an entry of `own` replaces one of its name."""
    merged = dict(own.value)
    for key, (mark, node) in included.value.items():
        if key not in merged:
            merged[key] = (mark, node)
            continue
        own_mark, own_node = merged[key]
        merged[key] = (own_mark, _merge_section(str(key), own_node, node))
    return Node(own.mark, merged)


def _merge_section(name: str, own: Node, included: Node) -> Node:
    both_mappings = isinstance(own.value, dict) and isinstance(included.value, dict)
    if name in JOINED and isinstance(own.value, list) and isinstance(included.value, list):
        return Node(own.mark, own.value + included.value)
    if name == "combat" and both_mappings:
        return _merge_combat(own, included)
    if name in MERGED and both_mappings:
        return Node(own.mark, included.value | own.value)
    return own


def _merge_combat(own: Node, included: Node) -> Node:
    """Parameters are merged one by one, so that a scenario can change some of the shared ones."""
    merged = dict(included.value)
    for key, (mark, node) in own.value.items():
        below = included.child(key)
        if below and isinstance(node.value, dict) and isinstance(below[1].value, dict):
            node = Node(node.mark, below[1].value | node.value)
        merged[key] = (mark, node)
    return Node(own.mark, merged)


def read(path: Path) -> tuple[Node, dict[str, str], list[Problem], bool]:
    """The merged tree of a scenario, its text by file, and problems that left it readable.

    The last says whether everything that is included could be read.
    """
    reading = Reading(home=path.parent)
    root = reading.read(path)
    return root, reading.texts, reading.problems, reading.whole


def read_tree(tree: Mapping[str, Any]) -> tuple[Node, dict[str, str], list[Problem], bool]:
    """`read` for a scenario that is given as the tree of a file; it may have includes."""
    root, problems = grow(tree, IN_MEMORY)
    reading = Reading(home=Path.cwd(), problems=problems)
    root = reading.with_includes(root, Path(IN_MEMORY))
    return root, reading.texts, reading.problems, reading.whole


def defined(path: Path) -> dict[str, list[str]]:
    """The names that a scenario defines, by section; what is wrong with it otherwise is no matter.

    Raises `ScenarioError` for a file that is no scenario.
    """
    root, *_ = read(path)
    sections = {name: root.child(name) for name in MERGED if name != "claims"}
    return {
        name: [str(key) for key in found[1].value]
        for name, found in sections.items()
        if found and isinstance(found[1].value, dict)
    }
