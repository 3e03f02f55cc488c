"""Saved tables: the log as JSON, with the scenario and what it was played with.

Nothing in it is executed. The seed stands in it unless the table is sealed; then there is a
commitment to it (`sim.table.seal`).
"""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.results.codec import decode, document_from
from sim.results.engine_code import rules_of
from sim.results.errors import UserError
from sim.results.essence import digest
from sim.results.manifest import kinds_of, scenario_of, versions
from sim.scenario import Document
from sim.scenario.library import bundled
from sim.table.log import Entry
from sim.table.seal import Secret

FORMAT, FORMAT_VERSION = "beachhead table", 1
MOST_BYTES = 2**26
"""A file that is larger is not read."""
KEYS = {
    "scenario": dict, "versions": dict, "rules": str, "sides": dict, "turn": int, "log": list,
}  # fmt: skip


class TableWarning(UserWarning):
    """A saved table is played by another version than it was saved by."""


@dataclass(frozen=True)
class Saved:
    """What a file holds."""

    document: Document
    sides: dict[str, str]
    turn: int
    log: list[Entry]
    luck: dict[str, Any]
    """`seed` and `run`, or the commitment `sealed`."""


def text_of(saved: Saved) -> str:
    """The file's text."""
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "versions": versions(),
        "rules": rules_of(kinds_of(saved.document)),
        "scenario": scenario_of(saved.document),
        **saved.luck,
        "sides": saved.sides,
        "turn": saved.turn,
        "log": [[*entry] for entry in saved.log],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> Saved:
    """What a file holds. Raises `UserError`; warns, saying what differs, of another version."""
    return parse(_text(path), path)


def parse(text: str, path: Path) -> Saved:
    """What the text of a file holds, as `read`."""
    content = _content(text, path)
    scenario = content["scenario"]
    try:
        tree, changes = decode(scenario["tree"]), decode(scenario["changes"])
        files = {one["name"]: one["text"] for one in scenario["files"]}
        log = [_entry(one) for one in content["log"]]
        sealed = {"sealed"} if "sealed" in content else {"seed", "run"}
        luck = {key: content[key] for key in sealed}
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path} is not sound: {error}") from None
    if digest(scenario["tree"]) != scenario.get("sha256"):
        raise UserError(f"{path} is not sound: its scenario is not the one that was played")
    document = document_from(tree, files, changes, str(path))
    _tell_differences(path, content, document)
    return Saved(document, content["sides"], content["turn"], log, luck)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"{path} is too large to be a saved table")
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise UserError(f"there is no file {path}") from None
    except ValueError as error:
        raise UserError(f"{path} is no saved table: {error}") from None


def _content(text: str, path: Path) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is no saved table: {error}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UserError(f"{path} is no saved table")
    if content.get("format_version") != FORMAT_VERSION:
        found = content.get("format_version")
        raise UserError(f"{path} has format version {found}; {FORMAT_VERSION} is understood")
    for key, kind in KEYS.items():
        if not isinstance(content.get(key), kind):
            raise UserError(f"{path} is not sound: {key} must be a {kind.__name__}")
    return content


def _entry(raw: Any) -> Entry:
    turn, side, order = raw
    if not isinstance(turn, int) or not isinstance(side, str) or turn < 0:
        raise ValueError(f"log: {raw} is no entry")
    return Entry(turn, side, order)


def _tell_differences(path: Path, content: dict[str, Any], document: Document) -> None:
    """Warn of all that may let the battle go another way than it did."""
    found = []
    if content["rules"] != rules_of(kinds_of(document)):
        found.append("the engine, or a model, has changed since")
    for name, version in versions().items():
        if content["versions"].get(name) != version:
            found.append(f"{name} was {content['versions'].get(name)} and is {version}")
    name = document.name
    if name in bundled() and not document.changes:
        from sim.scenario import load

        if digest(scenario_of(load(name))["tree"]) != digest(content["scenario"]["tree"]):
            found.append(f"the bundled scenario {name} has changed; the one of the file is played")
    if found:
        warnings.warn(f"{path}: {'; '.join(found)}", TableWarning, stacklevel=4)


def luck_of(saved: Saved, secret: str | None, path: str) -> Secret:
    """The luck of a saved table. Raises `UserError` if `secret` does not open a sealed one."""
    if "sealed" not in saved.luck:
        return Secret(saved.luck["seed"], saved.luck["run"], "")
    if secret is None:
        raise UserError(f"{path} is sealed; its host has the secret")
    told = Secret.read(secret)
    if told.commitment != saved.luck["sealed"]:
        raise UserError(f"the secret is not that of {path}")
    return told
