"""What must hold for claims: that they are of a measure, and could be values of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import PydanticCustomError

from sim.scenario.definition import Claim
from sim.scenario.measures import complaint, measures
from sim.scenario.moment import read_time
from sim.scenario.problems import Finding, TreePath, show, unknown
from sim.scenario.provenance import Subject

MOST = 1_000_000_000
"""What a source may count; a claim may exceed all that the battle has."""
NEAR = timedelta(days=1)


def check_claims(subject: Subject) -> Iterator[Finding]:
    """Claims of no measure, or of what it cannot be; warnings of times far from the battle."""
    known = measures(subject.definition) if subject.definition.claims else {}
    complete = subject.whole("sides:names", "places", "units", "weapons", "operations", "sides")
    for measure, claims in subject.definition.claims.items():
        wrong = complaint(measure, subject.definition, known)
        if wrong and complete:
            yield Finding(("claims", measure), wrong, at_key=True)
        for position, claim in enumerate(claims):
            path: TreePath = ("claims", measure, position)
            yield from _claim(claim, path, subject, None if wrong else known[measure].kind)


def _claim(claim: Claim, path: TreePath, subject: Subject, kind: str | None) -> Iterator[Finding]:
    given = [key for key in ("value", "low", "high") if getattr(claim, key) is not None]
    if kind == "side" and given == ["low", "high"]:
        yield Finding((*path, "low"), "the winner is one side; give a value, not low and high")
        return
    if given not in (["value"], ["low", "high"]):
        what = " and ".join(given) or "nothing"
        yield Finding(path, f"must give a value, or low and high, not {what}", at_key=True)
        return
    values = [getattr(claim, key) for key in given]
    wrong = [
        Finding((*path, key), message)
        for key, value in zip(given, values, strict=True)
        if (message := _claimed(value, _raw((*path, key), subject), kind, subject))
    ]
    yield from wrong
    if not wrong and kind is not None and values[0] > values[-1]:
        raw = [show(_raw((*path, key), subject)) for key in given]
        yield Finding((*path, "low"), f"must not be above high ({raw[1]}), not {raw[0]}")
    elif not wrong and kind == "time":
        yield from _far(values[0], values[-1], (*path, given[0]), subject)


def _raw(path: TreePath, subject: Subject) -> Any:
    return subject.raw(as_written(Finding(path, ""), subject).path)


def _far(first: datetime, last: datetime, path: TreePath, subject: Subject) -> Iterator[Finding]:
    """A warning of times that the battle cannot reach, or that are likely to be misspelt."""
    start, end = subject.definition.start, subject.definition.end
    if last < start or first > end or first < start - NEAR or last > end + NEAR:
        span = f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
        message = f"lies outside the time of the battle ({span})"
        yield Finding(path, message, severity="warning")


def _claimed(value: Any, raw: Any, kind: str | None, subject: Subject) -> str | None:
    """What is wrong with a value that is claimed; `raw` is how the file writes it."""
    if kind == "side" and value not in subject.known["sides"]:
        return unknown("side", raw, subject.known["sides"])
    if kind == "time" and not isinstance(value, datetime):
        return f"{_why_no_time(value)}, not {show(raw)}"
    if kind == "number" and not isinstance(value, float):
        return f"must be a number, not {show(raw)}"
    if kind == "number" and not 0 <= value <= MOST:
        return f"must be a number from 0 to {MOST:,}, not {show(raw)}"
    return None


def _why_no_time(value: Any) -> str:
    """What a time must be that this value is not."""
    try:
        read_time(value)
    except PydanticCustomError as error:
        return error.message()
    raise AssertionError(value)


def as_written(finding: Finding, subject: Subject) -> Finding:
    """One claim on a measure needs no list, and then its path has no position."""
    path = finding.path
    if path[:1] == ("claims",) and len(path) > 2 and isinstance(subject.raw(path[:2]), dict):
        return replace(finding, path=(*path[:2], *path[3:]))
    return finding
