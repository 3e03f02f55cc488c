"""Saved tables: the log as JSON, with the scenario and what it was played with.

Nothing in it is executed. The seed stands in it unless the table is sealed; then there is a
commitment to it (`sim.table.seal`).
"""

import json
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from sim.results.codec import decode, document_from
from sim.results.engine_code import rules_of
from sim.results.errors import UserError
from sim.results.essence import digest
from sim.results.manifest import kinds_of, scenario_of, versions
from sim.results.manifest_file import Count, RunNumber, Scenario, Seed, check_hashes
from sim.results.sound import Content, checked
from sim.scenario import Document
from sim.scenario.library import bundled
from sim.table.log import Entry
from sim.table.seal import Secret

FORMAT, FORMAT_VERSION = "beachhead table", 1
MOST_BYTES = 2**26
"""A file that is larger is not read."""


class _File(Content):
    versions: dict[str, str]
    rules: str
    scenario: Scenario
    sides: dict[str, str]
    turn: Count
    log: list[Annotated[list[Any], Field(min_length=3, max_length=3)]]
    seed: Seed | None = None
    run: RunNumber | None = None
    sealed: str | None = None


class _Entry(Content):
    turn: Count
    side: str
    order: str | dict[str, Any]


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
    file = checked(_File, _content(text, path), path)
    luck: dict[str, Any] = {"sealed": file.sealed}
    if file.sealed is None:
        luck = {"seed": file.seed, "run": file.run}
    if None in luck.values():
        raise UserError(f"{path} is not sound: it has neither seed and run nor a commitment")
    log = [_entry(one, path) for one in file.log]
    check_hashes(file.scenario, path)
    document = _document(file.scenario, path)
    _tell_differences(path, file, document)
    return Saved(document, file.sides, file.turn, log, luck)


def _document(scenario: Scenario, path: Path) -> Document:
    texts = {one.name: one.text for one in scenario.files}
    try:
        tree, changes = decode(scenario.tree), decode(scenario.changes)
    except (TypeError, ValueError, OverflowError) as error:
        raise UserError(f"{path} is not sound: {error}") from None
    return document_from(tree, texts, changes, str(path))


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
    return content


def _entry(raw: list[Any], path: Path) -> Entry:
    named = checked(_Entry, dict(zip(Entry._fields, raw, strict=True)), f"{path}, log")
    return Entry(named.turn, named.side, named.order)


def _tell_differences(path: Path, file: _File, document: Document) -> None:
    """Warn of all that may let the battle go another way than it did."""
    found = []
    if file.rules != rules_of(kinds_of(document)):
        found.append("the engine, or a model, has changed since")
    for name, version in versions().items():
        if file.versions.get(name) != version:
            found.append(f"{name} was {file.versions.get(name)} and is {version}")
    name = document.name
    if name in bundled() and not document.changes:
        from sim.scenario import load

        if digest(scenario_of(load(name))["tree"]) != digest(file.scenario.tree):
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
