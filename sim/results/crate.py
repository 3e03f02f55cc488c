"""What a results folder says of itself, so that it outlives the program: an RO-Crate.

`ro-crate-metadata.json` follows RO-Crate 1.1 and the profile Workflow Run Crate 0.5: the manifest
is the workflow, for it holds all that is played; its parameters are seed, runs and points, and the
tables are what came of it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NAME = "ro-crate-metadata.json"
CRATE = "https://w3id.org/ro/crate/1.1"
WORKFLOW_CRATE = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
PROFILES = {
    "https://w3id.org/ro/wfrun/process/0.5": ("Process Run Crate", "0.5"),
    "https://w3id.org/ro/wfrun/workflow/0.5": ("Workflow Run Crate", "0.5"),
    WORKFLOW_CRATE: ("Workflow RO-Crate", "1.0"),
}
CONTEXT = [f"{CRATE}/context", "https://w3id.org/ro/terms/workflow-run/context"]
PARAMETER = "https://bioschemas.org/profiles/FormalParameter/1.0-RELEASE"
LANGUAGE = "#beachhead"
LICENCE = "No licence was named; ask those who played it before using it."
KINDS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
}

Entity = dict[str, Any]


@dataclass(frozen=True)
class Crate:
    """A folder of results and how it came about."""

    title: str
    description: str
    recipe: str
    """The file that holds all that was played."""
    version: str
    """Of the program."""
    parameters: Mapping[str, int | str]
    files: Mapping[str, str | None]
    """What came of it: each file and its SHA-256, None if that is not known."""
    sources: Sequence[tuple[str, str | None]] = ()
    """Titles and addresses of what the scenario rests on."""
    complete: bool = True
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def text(self) -> str:
        """The metadata as they are written."""
        content = {"@context": CONTEXT, "@graph": list(self._graph())}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    def _graph(self) -> Iterable[Entity]:
        yield {
            "@id": NAME,
            "@type": "CreativeWork",
            "conformsTo": [_id(CRATE), _id(WORKFLOW_CRATE)],
            "about": _id("./"),
        }
        yield self._root()
        for address, (name, version) in PROFILES.items():
            yield {"@id": address, "@type": "CreativeWork", "name": name, "version": version}
        yield self._recipe()
        yield {
            "@id": LANGUAGE,
            "@type": ["ComputerLanguage", "SoftwareApplication"],
            "name": "Beachhead",
            "version": self.version,
            "softwareVersion": self.version,
        }
        yield from self._parameters()
        yield self._run()
        for name, digest in self.files.items():
            yield _file(name) | ({} if digest is None else {"sha256": digest})
        for place, (title, url) in enumerate(self.sources):
            found = {"@id": _source(place, url), "@type": "CreativeWork", "name": title}
            yield found | ({"url": url} if url else {})

    def _root(self) -> Entity:
        sources = [_id(_source(place, one)) for place, (_, one) in enumerate(self.sources)]
        return {
            "@id": "./",
            "@type": "Dataset",
            "name": self.title,
            "description": self.description,
            "datePublished": self.now.date().isoformat(),
            "license": LICENCE,
            "conformsTo": [_id(one) for one in PROFILES],
            "hasPart": [_id(self.recipe), *map(_id, self.files)],
            "mainEntity": _id(self.recipe),
            "mentions": [_id("#run")],
            **({"citation": sources} if sources else {}),
        }

    def _recipe(self) -> Entity:
        return {
            **_file(self.recipe),
            "@type": ["File", "SoftwareSourceCode", "ComputationalWorkflow"],
            "name": self.title,
            "programmingLanguage": _id(LANGUAGE),
            "input": [_id(f"#{name}") for name in self.parameters],
            "output": [_id("#results")],
        }

    def _parameters(self) -> Iterable[Entity]:
        for name, value in self.parameters.items():
            kind = "Integer" if isinstance(value, int) else "Text"
            yield _parameter(name, kind)
            yield {
                "@id": f"#{name}-value",
                "@type": "PropertyValue",
                "name": name,
                "value": value,
                "exampleOfWork": _id(f"#{name}"),
            }
        yield _parameter("results", "File")

    def _run(self) -> Entity:
        status = "CompletedActionStatus" if self.complete else "FailedActionStatus"
        return {
            "@id": "#run",
            "@type": "CreateAction",
            "name": self.description,
            "instrument": _id(self.recipe),
            "object": [_id(f"#{name}-value") for name in self.parameters],
            "result": [_id(name) for name in self.files],
            "endTime": self.now.isoformat(timespec="seconds"),
            "actionStatus": f"http://schema.org/{status}",
        }


def _id(name: str) -> Entity:
    return {"@id": name}


def _source(place: int, address: str | None) -> str:
    return address or f"#source-{place + 1}"


def _file(name: str) -> Entity:
    ending = f".{name.rpartition('.')[2]}"
    return {"@id": name, "@type": "File", "encodingFormat": KINDS[ending]}


def _parameter(name: str, kind: str) -> Entity:
    return {
        "@id": f"#{name}",
        "@type": "FormalParameter",
        "conformsTo": _id(PARAMETER),
        "name": name,
        "additionalType": kind,
        "valueRequired": True,
    }
