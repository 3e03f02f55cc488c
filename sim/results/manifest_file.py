"""What `manifest.json` must hold, checked before anything in it is believed."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from sim.results.errors import UserError
from sim.scenario.problems import dotted, show

LARGEST_SEED = 2**64 - 1
MOST_SHOWN = 3
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


class _Manifest(_Content):
    scenario: _Scenario
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED)]
    runs: Annotated[int, Field(ge=1)]
    measures: dict[str, Literal["number", "time", "side"]]
    chunk: Count
    series_every: Count
    versions: dict[str, str]
    points: Annotated[list[dict[str, Any]], Field(min_length=1)] = [{}]
    commanders: list[str] = []
    progress: _Progress


def check_content(content: dict[str, Any], path: str) -> None:
    """Raise `UserError` that names the file, the fields at fault and what they must be."""
    try:
        _Manifest.model_validate(content)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        more = f"; and {len(faults) - MOST_SHOWN:,} more" if len(faults) > MOST_SHOWN else ""
        told = "; ".join(map(_told, faults[:MOST_SHOWN]))
        raise UserError(f"{path} is not sound: {told}{more}") from None


def _told(fault: ErrorDetails) -> str:
    where = dotted(fault["loc"])
    if fault["type"] == "missing":
        return f"{where} is missing"
    wanted = fault["msg"].replace("Input should be", "must be")
    return f"{where} {wanted}, not {show(fault['input'])}"
