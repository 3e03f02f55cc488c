"""What `manifest.json` must hold, checked before anything in it is believed."""

from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.results.errors import UserError
from sim.results.essence import digest
from sim.results.sound import Content, checked

LARGEST_SEED = 2**64 - 1
MOST_RUNS = 2**32

Count = Annotated[int, Field(ge=0)]
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED)]
RunNumber = Annotated[int, Field(ge=0, lt=MOST_RUNS)]


class File(Content):
    """A file of a scenario."""

    name: str
    sha256: str
    text: str


class Scenario(Content):
    """A scenario, as files keep it."""

    name: str
    sha256: str
    played: str
    changes: dict[str, Any]
    files: list[File]
    tree: dict[str, Any]


class _Part(Content):
    first: Count
    runs: Annotated[int, Field(ge=1)]
    failed: Count = 0


class _Progress(Content):
    complete: bool
    parts: list[_Part]


class _Past(Content):
    run: RunNumber
    turns: Annotated[list[Count], Field(min_length=1)]
    settled: dict[str, int] | None = None
    given: dict[str, list[Annotated[list[Any], Field(min_length=2, max_length=2)]]] = {}
    until: list[Count] = []


class _Manifest(Content):
    scenario: Scenario
    seed: Seed
    runs: Annotated[int, Field(ge=1)]
    measures: dict[str, Literal["number", "time", "side"]]
    chunk: Count
    series_every: Count
    rules: str
    versions: dict[str, str]
    points: Annotated[list[dict[str, Any]], Field(min_length=1)] = [{}]
    commanders: list[str] = []
    past: _Past | None = None
    progress: _Progress
    hashes: dict[str, str]


def check_content(content: dict[str, Any], path: str) -> None:
    """Raise `UserError` that names the file, the fields at fault and what they must be."""
    sound = checked(_Manifest, content, path)
    if sound.past is not None and len(sound.past.turns) != len(sound.points):
        raise UserError(f"{path} is not sound: past.turns must have one turn for each point")
    check_hashes(sound.scenario, path)
    reached = 0
    for part in sound.progress.parts:
        if part.first < reached or part.first + part.runs > MOST_RUNS:
            raise UserError(f"{path} is not sound: progress.parts overlap, or are out of order")
        reached = part.first + part.runs


def check_hashes(scenario: Scenario, path: object) -> None:
    """Raise `UserError` that names the file if its scenario is not what was written."""
    if digest(scenario.tree) != scenario.sha256:
        raise UserError(f"{path} is damaged: scenario.tree is not what was written")
    for file in scenario.files:
        if sha256(file.text.encode()).hexdigest() != file.sha256:
            raise UserError(f"{path} is damaged: the text of {file.name} is not what was written")
