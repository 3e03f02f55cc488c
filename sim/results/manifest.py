"""The manifest of a results folder: what was played, with what, and how far it has come."""

import json
import platform
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePath
from typing import Any

from sim.results.codec import decode, document_from, encode
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.measures import measures, value_kind

NAME = "manifest.json"
FORMAT = "beachhead results"
FORMAT_VERSION = 1
LIBRARIES = ("beachhead", "numpy", "numba")


@dataclass
class Manifest:
    """What stands in `manifest.json`."""

    scenario: dict[str, Any]
    seed: int
    runs: int
    """Runs that were asked for."""
    measures: dict[str, str]
    """Each measure and what its values are: number, time or side."""
    chunk: int
    series_every: int
    """A series has every so many turns; 0 for no series."""
    versions: dict[str, str]
    parts: list[dict[str, int]] = field(default_factory=list)
    """Parts written so far: the first run of each and how many runs it holds."""
    complete: bool = False

    @classmethod
    def of(
        cls, document: Document, seed: int, runs: int, *, chunk: int, series_every: int
    ) -> "Manifest":
        """The manifest of a batch that is about to be played."""
        kinds = {name: value_kind(name) for name in measures(document.definition)}
        scenario = _scenario(document)
        return cls(scenario, seed, runs, dict(kinds), chunk, series_every, _versions())

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """The manifest of a folder. Raises `UserError` if there is none that can be read."""
        path = folder / NAME
        try:
            content = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            raise UserError(f"{folder} holds no results: there is no {NAME} in it") from None
        except (OSError, ValueError) as error:
            raise UserError(f"{path} cannot be read: {error}") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise UserError(f"{path} is no manifest of Beachhead results")
        if content.get("format_version") != FORMAT_VERSION:
            found = content.get("format_version")
            raise UserError(f"{path} has format version {found}; {FORMAT_VERSION} is understood")
        try:
            progress = content["progress"]
            kept = {key: content[key] for key in cls.__dataclass_fields__ if key in content}
            return cls(**kept, parts=progress["parts"], complete=progress["complete"])
        except (KeyError, TypeError) as error:
            raise UserError(f"{path} is incomplete: {error}") from None

    def text(self) -> str:
        """The manifest as it is written."""
        content: dict[str, Any] = {"format": FORMAT, "format_version": FORMAT_VERSION}
        for key in ("scenario", "seed", "runs", "measures", "chunk", "series_every", "versions"):
            content[key] = getattr(self, key)
        done = sum(part["runs"] for part in self.parts)
        content["progress"] = {"complete": self.complete, "runs": done, "parts": self.parts}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def document(self, folder: Path) -> Document:
        """The scenario as it was played, rebuilt from the manifest alone."""
        scenario = self.scenario
        try:
            text = {one["name"]: one["text"] for one in scenario["files"]}
            tree, changes = decode(scenario["tree"]), decode(scenario["changes"])
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(f"{folder / NAME} is incomplete: {error}") from None
        return document_from(tree, text, changes, str(folder / NAME))


def _scenario(document: Document) -> dict[str, Any]:
    files = [
        {"name": name, "sha256": sha256(text.encode()).hexdigest(), "text": text}
        for name, text in _named(document.text).items()
    ]
    tree = encode(document.tree)
    canonical = json.dumps(tree, sort_keys=True, ensure_ascii=False)
    return {
        "name": document.name,
        "sha256": sha256(canonical.encode()).hexdigest(),
        "changes": encode(document.changes),
        "files": files,
        "tree": tree,
    }


def _named(texts: dict[str, str]) -> dict[str, str]:
    """The files by names that say nothing of the machine: as seen from the first one's folder."""
    paths = [PurePath(name) for name in texts]
    home = paths[0].parent if paths else PurePath()
    names = [p.relative_to(home).as_posix() if p.is_relative_to(home) else p.name for p in paths]
    return dict(zip(names, texts.values(), strict=True))


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:  # run from a checkout that is not installed
            found[library] = "unknown"
    return found
