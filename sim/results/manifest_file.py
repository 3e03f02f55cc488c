"""What `manifest.json` must hold, checked before anything in it is believed."""

from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from sim.results.errors import UserError
from sim.results.essence import digest
from sim.scenario.problems import dotted, show

LARGEST_SEED = 2**64 - 1
MOST_RUNS = 2**32
MOST_SHOWN = 3
DEEPEST = 60
"""Levels to which what a manifest holds may be nested; that of a scenario has about ten."""
"""Faults that a message names."""

Count = Annotated[int, Field(ge=0)]


class _Content(BaseModel):
    model_config = ConfigDict(strict=True)


class _File(_Content):
    name: str
    sha256: str
    text: str


class _Scenario(_Content):
    name: str
    sha256: str
    played: str
    changes: dict[str, Any]
    files: list[_File]
    tree: dict[str, Any]


class _Part(_Content):
    first: Count
    runs: Annotated[int, Field(ge=1)]
    failed: Count = 0


class _Progress(_Content):
    complete: bool
    parts: list[_Part]


class _Past(_Content):
    run: Annotated[int, Field(ge=0, lt=MOST_RUNS)]
    turns: Annotated[list[Count], Field(min_length=1)]
    settled: dict[str, int] | None = None
    given: dict[str, list[Annotated[list[Any], Field(min_length=2, max_length=2)]]] = {}
    until: list[Count] = []


class _Manifest(_Content):
    scenario: _Scenario
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)]
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
    if not _shallow(content):
        raise UserError(f"{path} is not sound: it is nested more than {DEEPEST} deep")
    try:
        sound = _Manifest.model_validate(content)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        more = f"; and {len(faults) - MOST_SHOWN:,} more" if len(faults) > MOST_SHOWN else ""
        told = "; ".join(map(_told, faults[:MOST_SHOWN]))
        raise UserError(f"{path} is not sound: {told}{more}") from None

    if sound.past is not None and len(sound.past.turns) != len(sound.points):
        raise UserError(f"{path} is not sound: past.turns must have one turn for each point")
    _check_hashes(sound.scenario, path)
    reached = 0
    for part in sound.progress.parts:
        if part.first < reached or part.first + part.runs > MOST_RUNS:
            raise UserError(f"{path} is not sound: progress.parts overlap, or are out of order")
        reached = part.first + part.runs


def _shallow(content: Any) -> bool:
    level = [content]
    for _ in range(DEEPEST):
        inner = (one.values() if isinstance(one, dict) else one for one in level)
        level = [below for one in inner for below in one if isinstance(below, dict | list)]
        if not level:
            return True
    return False


def _check_hashes(scenario: _Scenario, path: str) -> None:
    if digest(scenario.tree) != scenario.sha256:
        raise UserError(f"{path} is damaged: scenario.tree is not what was written")
    for file in scenario.files:
        if sha256(file.text.encode()).hexdigest() != file.sha256:
            raise UserError(f"{path} is damaged: the text of {file.name} is not what was written")


def _told(fault: ErrorDetails) -> str:
    where = dotted(fault["loc"])
    if fault["type"] == "missing":
        return f"{where} is missing"
    mapping = fault["type"] in ("model_type", "dict_type")
    wanted = "must be a mapping" if mapping else fault["msg"].replace("Input should be", "must be")
    return f"{where} {wanted}, not {show(fault['input'])}"
