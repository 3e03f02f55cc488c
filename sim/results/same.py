"""Whether two batches are the same one, so that what one has begun the other may finish."""

from collections.abc import Iterator
from typing import Any

from sim.results.errors import UserError
from sim.results.manifest import LIBRARIES, Manifest

MOST_SHOWN = 3
LONGEST = 40
"""Characters of a value that a message shows."""


def check_same(there: Manifest, now: Manifest, folder: str) -> None:
    """Raise `UserError`, naming every field that differs, unless both are the same batch."""
    found = list(_differences(there, now))
    if found:
        raise UserError(
            f"{folder} holds another batch, which these runs cannot be added to:\n"
            + "\n".join(f"  {one}" for one in found)
        )


def _differences(there: Manifest, now: Manifest) -> Iterator[str]:
    if there.scenario.get("name") != now.scenario["name"]:
        yield f"scenario: {there.scenario.get('name')} there, {now.scenario['name']} now"
    elif there.scenario.get("sha256") != now.scenario["sha256"]:
        changed = there.scenario.get("changes") != now.scenario["changes"]
        field = "parameters" if changed else "scenario"
        paths = list(_changed(there.scenario.get("tree"), now.scenario["tree"], ""))
        for path, old, new in paths[:MOST_SHOWN]:
            yield f"{field}: {path} is {_show(old)} there, {_show(new)} now"
        if len(paths) > MOST_SHOWN:
            yield f"{field}: {len(paths) - MOST_SHOWN} more values"
    for field in ("seed", "series_every", "commanders"):
        if getattr(there, field) != getattr(now, field):
            yield f"{field}: {_show(getattr(there, field))} there, {_show(getattr(now, field))} now"
    if there.points != now.points:
        yield "points: those of the sweep differ"
    for name in LIBRARIES:
        if there.versions.get(name) != now.versions.get(name):
            yield f"version of {name}: {there.versions.get(name)} there, {now.versions[name]} now"


def _changed(old: Any, new: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """The values that differ between two trees, by dotted path."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            if key not in ("assumed", "source", "where"):
                below = path if key == "value" else f"{path}.{key}"
                yield from _changed(old.get(key), new.get(key), below.strip("."))
        return
    if isinstance(old, dict) and set(old) <= {"value", "source", "where", "assumed", "note"}:
        yield from _changed(old.get("value"), new, path)
        return
    if isinstance(new, dict) and set(new) <= {"value", "source", "where", "assumed", "note"}:
        yield from _changed(old, new.get("value"), path)
        return
    yield path, old, new


def _show(value: Any) -> str:
    text = "absent" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
