"""Pydantic's errors in plain English."""

from typing import Any

import numpy as np
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sim.scenario.distribution import DISTRIBUTIONS
from sim.scenario.kinds import kind_names
from sim.scenario.problems import MAX_PROBLEMS, Finding, TreePath, show, unknown
from sim.scenario.record import PROVENANCE
from sim.scenario.shape import below, is_figure, keys_of, kind_at

WANTED = {
    "string": "must be text",
    "dict": "must be a mapping",
    "model": "must be a mapping",
    "list": "must be a list",
    "tuple": "must be a list",
    "float": "must be a number",
    "int": "must be a whole number",
    "bool": "must be true or false",
}
"""What is wanted, by the first word of pydantic's type of error."""

PATTERNS = {
    "colour": "must be a colour such as '#b03030'",
    "title": "must be a text that can be seen",
    "sunrise": "must be a time of day such as '06:10'",
    "sunset": "must be a time of day such as '18:40'",
}
NAME_PATTERN = "must be a name of small letters, digits and underscores that begins with a letter"

ONE_VALUE = (
    "must be one value for all runs; figures alone (numbers, distances, speeds, lengths of time) "
    "may be arrays over runs, and a sweep varies the rest"
)


def findings(error: ValidationError, tree: Any) -> list[Finding]:
    """What is wrong with the tree, one finding for each of pydantic's errors."""
    errors = error.errors(include_url=False)
    misspelt = {one["loc"][:-1] for one in errors if one["type"] == "extra_forbidden"}
    told = [one for one in errors if not _follows(one, misspelt)][:MAX_PROBLEMS]
    return list(dict.fromkeys(_finding(one, tree) for one in told))


def _follows(error: ErrorDetails, misspelt: set[tuple[int | str, ...]]) -> bool:
    """Whether a figure has no value because the key of its value is misspelt."""
    loc = error["loc"]
    return error["type"] == "missing" and loc[-1:] == ("value",) and loc[:-1] in misspelt


def _finding(error: ErrorDetails, tree: Any) -> Finding:
    at_key = error["loc"][-1:] == ("[key]",)
    path, raw = _place(error, tree)
    kind = error["type"]
    if kind == "missing":
        return _missing(path, error["loc"][-1], tree)
    if kind == "extra_forbidden":
        allowed = keys_of(kind_at(path[:-1], tree))
        return Finding(path, unknown("key", path[-1], allowed), at_key=True)
    if kind == "kind_missing":
        message = f"required key 'kind' is missing (allowed: {', '.join(kind_names())})"
        return Finding(path, message, at_key=True)
    if kind == "kind_unknown":
        message = unknown("kind of operation", raw["kind"], kind_names())
        return Finding((*path, "kind"), message)
    if kind == "kind_broken":
        return Finding((*path, "kind"), error["msg"])
    if kind == "invalid_key":
        return Finding(path, f"a key must be text, not {show(error['input'])}", at_key=True)
    if not at_key and _is_array(raw) and not kind.startswith("figure"):
        return Finding(path, ONE_VALUE)
    value = path[-1] if at_key else _without_origin(raw)
    return Finding(path, _wanted(error, path, value), at_key)


def _without_origin(raw: Any) -> Any:
    """A distribution alone: where it comes from is not what is wrong with it."""
    if isinstance(raw, dict) and (DISTRIBUTIONS.keys() | {"choice"}) & raw.keys():
        return {key: value for key, value in raw.items() if key not in PROVENANCE}
    return raw


def _is_array(raw: Any) -> bool:
    value = raw.get("value") if isinstance(raw, dict) else raw
    return isinstance(value, np.ndarray)


def _missing(path: TreePath, key: int | str, tree: Any) -> Finding:
    kind = kind_at(path, tree)
    if isinstance(key, int):
        return Finding(path, "has too few values")
    if is_figure(kind):
        return Finding(path, f"has no value; allowed: {', '.join(keys_of(kind))}")
    return Finding(path, f"required key '{key}' is missing", at_key=True)


def _wanted(error: ErrorDetails, path: TreePath, raw: Any) -> str:
    kind = error["type"]
    if kind == "literal_error":
        names = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return unknown("value", raw, names)
    if kind == "string_pattern_mismatch":
        return f"{PATTERNS.get(str(path[-1]), NAME_PATTERN)}, not {show(raw)}"
    if kind == "too_short":
        return "must not be empty"
    if kind == "too_long":
        return f"must have {error['ctx']['max_length']} values, not {error['ctx']['actual_length']}"
    if kind == "string_too_long":
        limit = error["ctx"]["max_length"]
        return f"must have at most {limit} letters, not {len(raw)}"
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = error["ctx"].get("ge", error["ctx"].get("le"))
        return (
            f"must be at {'least' if 'ge' in error['ctx'] else 'most'} {limit:g}, not {show(raw)}"
        )
    wanted = WANTED.get(kind.split("_")[0], error["msg"])
    advice = "; put it in quotes" if kind == "string_type" and isinstance(raw, int | float) else ""
    return f"{wanted}, not {show(raw)}{advice}"


def _is_position(part: int | str, tree: Any) -> bool:
    return isinstance(part, int) and isinstance(tree, list) and part < len(tree)


def _place(error: ErrorDetails, tree: Any) -> tuple[TreePath, Any]:
    """The path in the file, without the steps that only pydantic knows, and the value there."""
    path: list[Any] = []
    for part in error["loc"]:
        inside = part in tree if isinstance(tree, dict) else _is_position(part, tree)
        if inside or below(tree, part) is not None:
            path.append(part)
            tree = below(tree, part)
    return tuple(path), tree
