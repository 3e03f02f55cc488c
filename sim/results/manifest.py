"""The manifest of a results folder: what was played, with what, and how far it has come."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from typing import Any, Literal

from sim.combat.registry import is_model, model_named
from sim.results.codec import decode, document_from, encode
from sim.results.engine_code import rules_of
from sim.results.errors import UserError
from sim.results.essence import digest, essence, without_words
from sim.results.folder import Folder
from sim.results.manifest_file import check_content
from sim.scenario import Document
from sim.scenario.measures import measures
from sim.scenario.problems import unknown

NAME = "manifest.json"
FORMAT = "beachhead results"
FORMAT_VERSION = 2
KINDS = ("outcomes", "series")
"""Kinds of parts; the manifest has the hash of each file."""
MOST_BYTES = 2**28
"""A manifest that is larger is not read."""
Holding = Literal["batch", "sweep", "what-if", "futures"]
LIBRARIES = ("beachhead", "numpy", "numba")
WRITTEN = (
    "scenario", "seed", "runs", "measures", "chunk", "series_every", "rules", "versions", "points",
    "commanders", "past",
)  # fmt: skip


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
    rules: str
    """A hash of the code that the rows follow from."""
    versions: dict[str, str]
    points: list[dict[str, Any]] = field(default_factory=lambda: [{}])
    """What each point changes in the scenario, by dotted path; a plain batch has one point."""
    commanders: list[str] = field(default_factory=list)
    """Sides that were commanded by a callable, which no file can hold."""
    past: dict[str, Any] | None = None
    """The battle whose futures the runs are, and the turn at which those of each point begin."""
    parts: list[dict[str, Any]] = field(default_factory=list)
    """Parts written so far: the first run of each, how many it holds, and hashes of its files."""
    complete: bool = False

    @classmethod
    def of(
        cls,
        document: Document,
        seed: int,
        runs: int,
        *,
        chunk: int,
        series_every: int,
        points: Sequence[Mapping[str, Any]] = ({},),
        names: Iterable[str] | None = None,
        commanders: Iterable[str] = (),
    ) -> "Manifest":
        """The manifest of a batch that is about to be played.

        `names` are its measures, by default all of the scenario's.
        """
        known = measures(document.definition)
        kinds: dict[str, str] = {name: known[name].kind for name in names or known}
        changes = [{path: encode(one) for path, one in point.items()} for point in points]
        return cls(
            scenario_of(document),
            seed,
            runs,
            kinds,
            chunk,
            series_every,
            rules_of(kinds_of(document)),
            versions(),
            changes,
            sorted(commanders),
        )

    @staticmethod
    def content(folder: Folder) -> dict[str, Any]:
        """What the manifest of a folder says, in whatever version of the format.

        Raises `UserError` if there is none that can be read.
        """
        path = folder.path(NAME)
        try:
            content = json.loads(folder.read(NAME, MOST_BYTES).decode("utf-8"))
        except FileNotFoundError:
            raise UserError(f"{folder} holds no results: there is no {NAME} in it") from None
        except NotADirectoryError:
            raise UserError(f"{folder} is a file; results need a folder") from None
        except (OSError, ValueError) as error:
            raise UserError(f"{path} cannot be read: {error}") from None
        except RecursionError:
            raise UserError(f"{path} is not sound: it is nested too deeply") from None
        if not isinstance(content, dict) or content.get("format") != FORMAT:
            raise UserError(f"{path} is no manifest of Beachhead results")
        return content

    @classmethod
    def read(cls, folder: Folder) -> "Manifest":
        """The manifest of a folder. Raises `UserError` if there is none that can be read."""
        path, content = folder.path(NAME), cls.content(folder)
        if content.get("format_version") != FORMAT_VERSION:
            found = content.get("format_version")
            raise UserError(
                f"{path} has format version {found}; {FORMAT_VERSION} is understood; "
                "play the batch again, into another folder or with --overwrite"
            )
        check_content(content, path)
        progress, kept = content["progress"], {k: content[k] for k in WRITTEN if k in content}
        parts = [part | _hashes_of(part, content["hashes"]) for part in progress["parts"]]
        return cls(**kept, parts=parts, complete=progress["complete"])

    def text(self) -> str:
        """The manifest as it is written."""
        content: dict[str, Any] = {"format": FORMAT, "format_version": FORMAT_VERSION}
        for key in WRITTEN:
            content[key] = getattr(self, key)
        listed = [{k: v for k, v in part.items() if k not in KINDS} for part in self.parts]
        content["progress"] = {"complete": self.complete, "runs": self.done, "parts": listed}
        content["hashes"] = {
            part_name(kind, part["first"]): part[kind]
            for part in self.parts
            for kind in KINDS
            if kind in part
        }
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    @property
    def fingerprint(self) -> str:
        """What the rows of a batch depend on, as one number in hexadecimal.

        Neither how many runs there are, nor how they were cut into chunks, is part of it.
        """
        return digest(self.matters | {"format": FORMAT_VERSION, "scenario": self.played})

    @property
    def matters(self) -> dict[str, Any]:
        """What the rows depend on beside the scenario; `check_same` names what of it differs."""
        return {
            "seed": self.seed,
            "series_every": self.series_every,
            "commanders": self.commanders,
            "past": self.past,
            "points": [without_words(point) for point in self.points],
            "measures": list(self.measures),
            "rules": self.rules,
            "versions": {name: self.versions.get(name) for name in LIBRARIES},
        }

    @property
    def played(self) -> str:
        """The hash of what is played of the scenario, words left aside."""
        return str(self.scenario["played"])

    @property
    def holds(self) -> Holding:
        """What was played: a what-if is two points of which the first changes nothing."""
        if self.past is not None and not any(self.points):
            return "futures"
        if len(self.points) == 1:
            return "batch"
        return "sweep" if self.points[0] else "what-if"

    @property
    def done(self) -> int:
        """Runs that are there."""
        return sum(part["runs"] for part in self.parts)

    @property
    def failed(self) -> int:
        """Rows that failed."""
        return sum(part.get("failed", 0) for part in self.parts)

    def document(self, folder: Folder) -> Document:
        """The scenario as it was played, rebuilt from the manifest alone."""
        scenario = self.scenario
        text = {one["name"]: one["text"] for one in scenario["files"]}
        try:
            tree, changes = decode(scenario["tree"]), decode(scenario["changes"])
        except (TypeError, ValueError) as error:
            raise UserError(f"{folder.path(NAME)} is not sound: scenario: {error}") from None
        document = document_from(tree, text, changes, folder.path(NAME))
        if self.by_rules_of_now(document) and digest(essence(document.definition)) != self.played:
            raise UserError(
                f"{folder.path(NAME)} is not sound: its scenario is not the one that was played"
            )
        self._check_measures(document, folder.path(NAME))
        return document

    def by_rules_of_now(self, document: Document) -> bool:
        """Whether a scenario would be played by the very code that played these rows."""
        return rules_of(kinds_of(document)) == self.rules

    def _check_measures(self, document: Document, path: str) -> None:
        """Raise `UserError` unless the measures are those of the scenario, each of its kind."""
        known = measures(document.definition)
        for name, kind in self.measures.items():
            if name not in known:
                raise UserError(f"{path} is not sound: {unknown('measure', name, known)}")
            if kind != known[name].kind:
                raise UserError(
                    f"{path} is not sound: measures.{name} must be {known[name].kind!r}, "
                    f"not {kind!r}"
                )


def part_name(kind: str, first: int) -> str:
    """The file of a part of outcomes or series."""
    return f"{kind}/part-{first:08d}.parquet"


def _hashes_of(part: dict[str, int], hashes: dict[str, str]) -> dict[str, str]:
    names = {kind: part_name(kind, part["first"]) for kind in KINDS}
    return {kind: hashes[name] for kind, name in names.items() if name in hashes}


def kinds_of(document: Document) -> tuple[type, ...]:
    """Classes that a battle is played by and that other packages may bring."""
    definition = document.definition
    model = definition.combat.model
    models = [model_named(model)] if is_model(model) else []
    return (*models, *(type(one) for one in definition.operations.values()))


def scenario_of(document: Document) -> dict[str, Any]:
    """A scenario as files keep it: its tree, its text and hashes of both."""
    files = [
        {"name": name, "sha256": sha256(text.encode()).hexdigest(), "text": text}
        for name, text in _named(document.text).items()
    ]
    tree = encode(document.tree)
    return {
        "name": document.name,
        "sha256": digest(tree),
        "played": digest(essence(document.definition)),
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


def versions() -> dict[str, str]:
    """The versions of Python and of what rows depend on."""
    found = {"python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:  # run from a checkout that is not installed
            found[library] = "unknown"
    return found
