"""Checks what the variants of a scenario set."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from sim.scenario.assign import BrokenPath, PathError, attributed, find_path, put
from sim.scenario.definition import Definition
from sim.scenario.messages import findings
from sim.scenario.problems import Finding, TreePath


def check_variants(tree: dict[str, Any], sound: bool) -> Iterator[Finding]:
    """Paths of variants that lead nowhere and, if the rest is sound, values that cannot be."""
    variants = tree.get("variants")
    for name, variant in variants.items() if isinstance(variants, dict) else ():
        changes = variant.get("set") if isinstance(variant, dict) else None
        if isinstance(changes, dict):
            yield from _check(("variants", name, "set"), changes, tree, sound)


def _check(
    where: TreePath, changes: dict[str, Any], tree: dict[str, Any], sound: bool
) -> Iterator[Finding]:
    changed: dict[TreePath, str] = {}
    for dotted_path, value in changes.items():
        try:
            path, annotation = find_path(dotted_path, tree)
        except BrokenPath:  # told where the value stands
            continue
        except PathError as error:
            yield Finding((*where, dotted_path), str(error), at_key=True)
            continue
        tree = put(tree, path, attributed(value, annotation, "variant"))
        changed[path] = dotted_path
    if sound and changed:
        yield from (_from_variant(one, where, changes, changed) for one in _structural(tree))


def _structural(tree: dict[str, Any]) -> list[Finding]:
    try:
        Definition.model_validate(tree)
    except ValidationError as error:
        return findings(error, tree)
    return []


def _from_variant(
    finding: Finding, where: TreePath, changes: dict[str, Any], changed: dict[TreePath, str]
) -> Finding:
    """The finding where the variant sets the value, not where the value would stand."""
    for length in range(len(finding.path), 0, -1):
        dotted_path = changed.get(finding.path[:length])
        if dotted_path is None:
            continue
        rest = finding.path[length:]
        if not isinstance(changes[dotted_path], dict) and rest == ("value",):
            rest = ()
        return Finding((*where, dotted_path, *rest), finding.message, finding.at_key)
    return Finding(where, finding.message, at_key=True)
