"""Turns a plain tree into a definition, or into everything that is wrong with it at once."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from sim.scenario.checks import check
from sim.scenario.definition import Definition
from sim.scenario.messages import findings
from sim.scenario.problems import Finding, TreePath
from sim.scenario.provenance import Subject
from sim.scenario.variants import check_variants

SECTIONS = ("sources", "sides", "weapons", "places", "units", "operations")
STAND_INS: dict[str, Any] = {
    "name": "unnamed",
    "title": "untitled",
    "start": "2000-01-01 00:00",
    "end": "2000-01-02 00:00",
    "turn": "1 h",
    "sides": {},
    "places": {},
    "units": {},
}
"""What takes the place of required parts that are wrong, so that the rest can still be checked."""


def validate(
    tree: dict[str, Any], *, whole: bool = True
) -> tuple[Definition | None, list[Finding]]:
    """The definition if the tree is sound, and what is wrong with it or likely to be.

    Of a tree that is not `whole`, because an included file is missing, only what is wrong in itself
    is told, not what the missing part may define.
    """
    try:
        definition = Definition.model_validate(tree)
    except ValidationError as error:
        structural = findings(error, tree)
        if not whole:
            return None, [one for one in structural if one.path]
        return None, structural + _check_rest(tree, structural)
    if not whole:
        return None, []
    found = [*check(_subject(definition, tree)), *check_variants(tree, sound=True)]
    return (None if any(one.severity == "error" for one in found) else definition), found


def _subject(
    definition: Definition, tree: dict[str, Any], broken: frozenset[str] = frozenset()
) -> Subject:
    sections = {name: tree.get(name) for name in SECTIONS}
    known = {name: list(part) if isinstance(part, dict) else [] for name, part in sections.items()}
    return Subject(definition, tree, known, broken)


def _check_rest(tree: dict[str, Any], structural: list[Finding]) -> list[Finding]:
    """Cross checks of what is left when the parts that are wrong in themselves are taken out."""
    rest, kept, broken = _prune(tree, [finding.path for finding in structural])
    try:
        definition = Definition.model_validate(rest)
    except ValidationError:
        return []
    for name in SECTIONS:
        required = name in STAND_INS
        if name in tree or required:
            broken |= set() if isinstance(tree.get(name), dict) else {f"{name}:names"}
    subject = _subject(definition, tree, frozenset(broken))
    found = [_renumber(finding, kept) for finding in check(subject)]
    return [*found, *check_variants(tree, sound=False)]


def _prune(
    tree: dict[str, Any], wrong: list[TreePath]
) -> tuple[dict[str, Any], dict[str, list[int]], set[str]]:
    """The tree without its wrong entries, positions of what stays in lists, and what is cut."""
    entries: dict[Any, set[Any]] = defaultdict(set)
    whole: set[Any] = set()
    for path in wrong:
        if len(path) > 1 and path[0] not in STAND_INS.keys() - {*SECTIONS} and path[0] != "combat":
            entries[path[0]].add(path[1])
        else:
            whole.update(path[:1])
    rest = {key: value for key, value in tree.items() if key not in whole}
    kept: dict[str, list[int]] = {}
    for section, names in entries.items():
        part = rest.get(section)
        if isinstance(part, dict):
            rest[section] = {key: value for key, value in part.items() if key not in names}
        elif isinstance(part, list):
            kept[section] = [number for number in range(len(part)) if number not in names]
            rest[section] = [part[number] for number in kept[section]]
    cut = {str(name) for name in (*whole, *entries)}
    return STAND_INS | rest, kept, cut


def _renumber(finding: Finding, kept: dict[str, list[int]]) -> Finding:
    """The finding with its position in the whole list, not in what was left of it."""
    path = finding.path
    if len(path) > 1 and path[0] in kept and isinstance(path[1], int):
        position = kept[str(path[0])][path[1]]
        return replace(finding, path=(path[0], position, *path[2:]))
    return finding
