"""Checks that every figure says where it comes from, and that every name names something."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.scenario.definition import Definition
from sim.scenario.figures import Figure
from sim.scenario.moment import Moment
from sim.scenario.names import Reference
from sim.scenario.problems import Finding, TreePath, show, unknown
from sim.scenario.record import Record, Sourced
from sim.scenario.shape import below
from sim.scenario.walk import Visit, walk
from sim.scenario.whereabouts import Whereabouts

UNSOURCED = "figure without source: give source and where, or assumed"


@dataclass(frozen=True)
class Subject:
    """What is checked: a definition, its tree, and what had to be left out because it is wrong."""

    definition: Definition
    tree: dict[str, Any]
    known: dict[str, list[str]]
    """All names of each section, those of entries left out included."""
    broken: frozenset[str] = frozenset()
    """Parts at the top of the scenario that are incomplete."""

    def whole(self, *parts: str) -> bool:
        """Whether nothing of these parts is left out."""
        return self.broken.isdisjoint(parts)

    @cached_property
    def whereabouts(self) -> Whereabouts:
        """Where the plan can bring each unit."""
        return Whereabouts(self.definition)

    def raw(self, path: TreePath) -> Any:
        """What the file says at a path; None if nothing."""
        value: Any = self.tree
        for key in path:
            value = below(value, key)
        return value

    def written(self, path: TreePath, value: Any) -> str:
        """A value as the file says it, for messages; as it was read if no file does."""
        raw = self.raw(path)
        raw = raw.get("value") if isinstance(raw, dict) else raw
        return show(value if raw is None else raw)

    def unknown(self, path: TreePath, sections: Sequence[str], name: str) -> str:
        """The message for a name that stands at a path and that none of these sections defines."""
        del path
        noun = " or ".join(section.removesuffix("s") for section in sections)
        return unknown(noun, name, [one for section in sections for one in self.known[section]])


def check_values(
    subject: Subject, part: Record | None = None, path: TreePath = ()
) -> Iterator[Finding]:
    """Unknown names, and figures that do not say where they come from, in the whole or a part."""
    for visit in walk(subject.definition if part is None else part, path):
        if isinstance(visit.value, Reference):
            yield from _reference(visit, subject)
        elif isinstance(visit.value, Sourced):
            yield from _provenance(visit, subject)


def _reference(visit: Visit, subject: Subject) -> Iterator[Finding]:
    reference, path = visit.value, visit.path
    sections = [reference.section]
    if visit.is_key and path[-2] == "losses":
        sections = ["sides", "units"]
    known = any(reference in subject.known[section] for section in sections)
    if not known and subject.whole(*(f"{section}:names" for section in sections)):
        yield Finding(path, subject.unknown(path, sections, str(reference)), visit.is_key)


def _provenance(visit: Visit, subject: Subject) -> Iterator[Finding]:
    value, path = visit.value, visit.path
    if value.source is not None and not value.where:
        message = "source without where: name the section and paragraph"
        yield Finding((*path, "source"), message)
    if not isinstance(value, Figure | Moment) or path == ("turn",):
        return
    own = bool(value.source or value.assumed)
    if value.source and value.assumed:
        yield Finding(path, "figure with source and assumed: give one of them")
    if not own and not visit.covered and subject.raw(path) is not None:
        yield Finding(path, UNSOURCED)
