"""YAML text to a tree.

The text is read event by event so that hostile files are refused at their first excess; nothing is
evaluated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from sim.scenario.problems import MAX_PROBLEMS, Problem, ScenarioError, show
from sim.scenario.scalars import NOTHING, read_scalar
from sim.scenario.text_file import MAX_BYTES
from sim.scenario.tree import MAX_DEPTH, MAX_NODES, Mark, Node

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class Frame:
    """A mapping or list that is still being read."""

    node: Node
    anchor: str | None
    name: object = None
    """The key under which it stands."""
    key: object = None
    key_mark: Mark | None = None


@dataclass(slots=True)
class Builder:
    """Builds nodes from parser events, within bounds."""

    file: str
    only_mapping: bool = False
    """Whether anything else than a mapping, or nothing at all, is refused."""
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    """Those that do not keep the rest from being read."""
    stack: list[Frame] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)

    def feed(self, event: Any) -> None:
        """Take the next event."""
        if self.only_mapping and self.root is None and not self.stack:
            self.refuse_other(event)
        if isinstance(event, DocumentStartEvent) and self.root is not None:
            self.refuse(self.mark(event), "must hold one document, not several")
        elif isinstance(event, CollectionEndEvent):
            frame = self.stack.pop()
            self.remember(frame.anchor, frame.node)
            self.attach(frame.node, frame.node.mark)
        elif isinstance(event, AliasEvent):
            self.attach(self.aliased(event), self.mark(event))
        elif isinstance(event, NodeEvent):
            self.start(event)

    def refuse_other(self, event: Any) -> None:
        """Give up on what is no mapping, without a word of it: it may be any file of the user's."""
        if not isinstance(event, NodeEvent) or isinstance(event, MappingStartEvent):
            return
        if isinstance(event, ScalarEvent) and event.implicit[0] and event.value in NOTHING:
            return  # an empty file
        found = "a list" if isinstance(event, SequenceStartEvent) else "text"
        self.refuse(self.mark(event), f"must be a mapping such as 'name: toro', not {found}")

    def start(self, event: Any) -> None:
        """Take a scalar, or open a collection."""
        mark = self.mark(event)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.refuse(mark, f"tag {show(tag)} is not allowed; a scenario is plain data")
        if isinstance(event, ScalarEvent):
            node = Node(mark, self.scalar(event, mark))
            self.remember(event.anchor, node)
            self.attach(node, mark)
            return
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(mark, f"nested too deeply (allowed: {MAX_DEPTH} levels)")
        if self.stack and self.awaits_key():
            self.refuse(mark, "a key must be text, not a mapping or list")
        node = Node(mark, {} if isinstance(event, MappingStartEvent) else [])
        name = self.stack[-1].key if self.stack else None
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)
        self.stack.append(Frame(node, event.anchor, name))

    def scalar(self, event: Any, mark: Mark) -> Any:
        """The value of a scalar; what is quoted is text."""
        text: str = event.value
        if event.implicit[0]:
            return read_scalar(text)
        if not text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in text):
            self.refuse(mark, "half of a surrogate pair is not a character")
        return text

    def attach(self, node: Node, mark: Mark) -> None:
        """Put a finished node, met at a mark, into the collection that is open."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        parent = frame.node
        parent.size += node.size
        parent.height = max(parent.height, node.height + 1)
        if parent.size > MAX_NODES:
            self.refuse(mark, f"too many values, aliases written out (allowed: {MAX_NODES:,})")
        if len(self.stack) + node.height > MAX_DEPTH:
            self.refuse(mark, f"aliases nest too deeply (allowed: {MAX_DEPTH} levels)")
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif self.awaits_key():
            frame.key_mark, frame.key = node.mark, self.key(frame, node)
        else:
            self.enter(frame, node)

    def enter(self, frame: Frame, node: Node) -> None:
        """Give the key that was just read its value, unless it has one already."""
        entries, mark = frame.node.value, frame.key_mark
        assert mark is not None
        if frame.key == "<<":
            self.note(mark, "merge keys (<<) are not read; say every key, or alias a whole value")
        first = entries.setdefault(frame.key, (mark, node))
        if first[1] is not node or first[0] is not mark:
            message = f"duplicate key {show(frame.key)}, first on line {first[0].line}"
            self.note(mark, message)
        frame.key = frame.key_mark = None

    def awaits_key(self) -> bool:
        """Whether the next node of the open collection is a key."""
        frame = self.stack[-1]
        return isinstance(frame.node.value, dict) and frame.key_mark is None

    def key(self, frame: Frame, node: Node) -> object:
        """A key, which is text; numbers are keys only where values have weights."""
        value = node.value
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if isinstance(value, dict | list):
            self.refuse(node.mark, "a key must be text, not a mapping or list")
        if isinstance(value, str) or (number and frame.name == "choice"):
            return value
        self.note(node.mark, f"a key must be text, not {show(value)}; put it in quotes")
        return str(value)

    def aliased(self, event: Any) -> Node:
        """The node that an alias names."""
        node = self.anchors.get(event.anchor)
        if node is None:
            inside = any(frame.anchor == event.anchor for frame in self.stack)
            what = "contains itself" if inside else "names no anchor before it"
            self.refuse(self.mark(event), f"alias {show('*' + event.anchor)} {what}")
        assert node is not None
        return node

    def remember(self, anchor: str | None, node: Node) -> None:
        """Keep an anchored node for aliases to come."""
        if anchor is not None:
            self.anchors[anchor] = node

    def mark(self, event: Any) -> Mark:
        """Where an event begins."""
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def note(self, mark: Mark, message: str) -> None:
        """Take down a problem, and read on."""
        if len(self.problems) >= MAX_PROBLEMS:
            self.refuse(mark, "too many problems to go on")
        self.problems.append(Problem(*mark, "", message))

    def refuse(self, mark: Mark, message: str) -> None:
        """Give up on the file."""
        raise ScenarioError([*self.problems, Problem(*mark, "", message)])


def compose(
    text: str, file: str, *, only_mapping: bool = False
) -> tuple[Node | None, list[Problem]]:
    """The tree of a YAML text (None if it is empty), and problems that left it readable.

    With `only_mapping` a text that is none is refused, and not quoted. Raises `ScenarioError` for
    text that is not YAML, or that goes beyond the bounds.
    """
    if len(text) > MAX_BYTES:
        message = f"file is too large (allowed: {MAX_BYTES:,} bytes)"
        raise ScenarioError([Problem(file, 1, 1, "", message)])
    builder = Builder(file, only_mapping)
    for event in _events(text, file):
        builder.feed(event)
    return builder.root, builder.problems


def _events(text: str, file: str) -> Iterator[Any]:
    if control := CONTROL.search(text):
        before = text[: control.start()]
        mark = Mark(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"control character #x{ord(control[0]):02x} is not allowed"
        raise ScenarioError([Problem(*mark, "", message)])
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("%"):  # the parser's own support of directives is patchy
            raise ScenarioError([Problem(file, number, 1, "", "YAML directives are not allowed")])
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except MarkedYAMLError as error:
        raise ScenarioError([_syntax_problem(error, text, file)]) from None
    except Exception as error:  # odd text makes the parser fail in many ways of its own
        message = f"not readable as YAML ({type(error).__name__})"
        raise ScenarioError([Problem(file, 1, 1, "", message)]) from None


def _syntax_problem(error: MarkedYAMLError, text: str, file: str) -> Problem:
    mark, begun = error.problem_mark or error.context_mark, error.context_mark
    if begun and "quoted scalar" in (error.context or ""):
        mark = begun  # the parser meets the end of the file before it misses a quotation mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    here = lines[line] if line < len(lines) else ""
    indentation = here[: len(here) - len(here.lstrip())]
    if "\t" in indentation:
        message = "tab in the indentation; indent with spaces"
        return Problem(file, line + 1, indentation.index("\t") + 1, "", message)
    words = " ".join(str(part) for part in (error.context, error.problem) if part)
    if begun and begun.line != line:
        words += f" (what is wrong may be as far back as line {begun.line + 1})"
    return Problem(file, line + 1, column + 1, "", f"not valid YAML: {' '.join(words.split())}")
