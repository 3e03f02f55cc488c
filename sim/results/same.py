"""Whether two batches are the same one, so that what one has begun the other may finish."""

from collections.abc import Iterator
from typing import Any

from sim.results.errors import UserError
from sim.results.essence import differences, essence
from sim.results.folder import Folder
from sim.results.manifest import Manifest
from sim.scenario import Document

MOST_SHOWN = 3
LONGEST = 40
"""Characters of a value that a message shows."""


def check_same(folder: Folder, there: Manifest, now: Manifest, document: Document) -> None:
    """Raise `UserError`, naming every field that differs, unless both are the same batch.

    They are the same if their fingerprints are; words and claims may differ. `document` is the
    scenario of now.
    """
    if there.fingerprint == now.fingerprint:
        return
    raise UserError(
        f"{folder} holds another batch, which these runs cannot be added to:\n"
        + "\n".join(f"  {one}" for one in _differences(folder, there, now, document))
    )


def _differences(
    folder: Folder, there: Manifest, now: Manifest, document: Document
) -> Iterator[str]:
    if there.scenario["name"] != now.scenario["name"]:
        yield f"scenario: {there.scenario['name']} there, {now.scenario['name']} now"
    elif there.played != now.played:
        yield from _in_scenarios(folder, there, now, document)
    old, new = there.matters, now.matters
    for field in ("seed", "series_every", "commanders", "past"):
        if old[field] != new[field]:
            yield f"{field}: {_show(old[field])} there, {_show(new[field])} now"
    if old["points"] != new["points"]:
        yield "points: those of the sweep differ"
    for name in set(old["measures"]) ^ set(new["measures"]):
        yield f"measures: {name} is {'not there' if name in new['measures'] else 'there alone'}"
    if old["rules"] != new["rules"]:
        yield "rules: the engine, or a model, has changed since these runs were played"
    for name, version in new["versions"].items():
        if old["versions"][name] != version:
            yield f"version of {name}: {old['versions'][name]} there, {version} now"


def _in_scenarios(
    folder: Folder, there: Manifest, now: Manifest, document: Document
) -> Iterator[str]:
    before = essence(there.document(folder).definition)
    found = list(differences(before, essence(document.definition)))
    field = "scenario" if there.scenario["changes"] == now.scenario["changes"] else "parameters"
    for path, old, new in found[:MOST_SHOWN]:
        yield f"{field}: {path} is {_show(old)} there, {_show(new)} now"
    if len(found) > MOST_SHOWN:
        yield f"{field}: {len(found) - MOST_SHOWN} more values"


def _show(value: Any) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
