"""Sets values by dotted paths, as variants, sweeps and the command line do."""

from typing import Any, get_args, get_origin

from sim.scenario.definition import Definition
from sim.scenario.figures import Figure
from sim.scenario.names import Reference
from sim.scenario.problems import TreePath, dotted, show, unknown
from sim.scenario.record import Sourced
from sim.scenario.shape import below, child, further, is_figure, is_open, keys_of, model, unwrap

FIXED = {
    "include": "files are included before anything is set",
    **dict.fromkeys(("name", "sources", "claims", "variants"), "it is no input of a battle"),
}
"""Parts that cannot be set, and why."""


class PathError(ValueError):
    """A dotted path that leads nowhere."""


class BrokenPath(PathError):
    """A dotted path that leads through a value which is itself wrong."""


def find_path(dotted_path: str, tree: dict[str, Any]) -> tuple[TreePath, Any]:
    """The path of the tree that a dotted path means, and the annotation of what stands there."""
    annotation: Any = Definition
    path: TreePath = ()
    raw: Any = tree
    parts = dotted_path.split(".")
    if parts[0] in FIXED:
        raise PathError(f"{parts[0]} cannot be set; {FIXED[parts[0]]}")
    for part in parts:
        kind = unwrap(annotation, raw)
        if is_figure(kind):
            raise PathError(f"'{dotted(path)}' is one figure; set it as a whole")
        key = _step(kind, part, raw, path, tree)
        annotation, raw, path = child(kind, key), below(raw, key), (*path, key)
    return path, annotation


def _step(kind: Any, part: str, raw: Any, path: TreePath, tree: dict[str, Any]) -> str | int:
    """The key or position that one part of a dotted path means."""
    known = model(kind)
    if (known or get_origin(kind) is dict) and not isinstance(raw, dict | None):
        raise BrokenPath(f"nothing lies below '{dotted(path)}', which is {show(raw)}")
    if known is not None:
        if part not in known.model_fields and further(known) is None:
            raise PathError(unknown("key", part, keys_of(kind)))
        return part
    if get_origin(kind) is dict:
        names = raw if isinstance(raw, dict) else {}
        if part not in names and not is_open(path):
            raise PathError(_absent(kind, part, names, path, tree))
        return part
    if get_origin(kind) in (list, tuple):
        count = len(raw) if isinstance(raw, list) else 0
        if not part.isdecimal() or int(part) >= count:
            raise PathError(f"must be a position from 0 to {count - 1}, not {show(part)}")
        return int(part)
    wrong = BrokenPath if isinstance(raw, dict) else PathError  # an operation of no known kind
    raise wrong(f"nothing lies below '{dotted(path)}'")


def _absent(
    kind: Any, part: str, names: dict[str, Any], path: TreePath, tree: dict[str, Any]
) -> str:
    """Why a mapping has no such entry: it is not defined, or only not mentioned here."""
    noun = str(path[-1]).removesuffix("s").replace("_", " ")
    reference = get_args(kind)[0]
    if not (isinstance(reference, type) and issubclass(reference, Reference)):
        return unknown(noun, part, names)
    defined = tree.get(reference.section)
    if not isinstance(defined, dict) or part not in defined:
        return unknown(noun, part, defined if isinstance(defined, dict) else names)
    whole = ", ".join([*(f"{name}: {show(value)}" for name, value in names.items()), f"{part}: 1"])
    listed = ", ".join(names) or "none"
    advice = f"set '{dotted(path)}' as a whole, such as {{{whole}}}"
    return f"no {show(part)} in '{dotted(path)}' (there: {listed}); to add it, {advice}"


def attributed(value: Any, annotation: Any, assumed: str) -> Any:
    """The value with `assumed` wherever a figure in it does not say where it comes from."""
    kind = unwrap(annotation, value)
    if isinstance(value, Figure):
        value = {key: getattr(value, key) for key in ("value", *Sourced.model_fields)}
    told = isinstance(value, dict) and bool(value.get("source") or value.get("assumed"))
    if is_figure(kind):
        if told or value is None:
            return value
        return value | {"assumed": assumed} if isinstance(value, dict) else _figure(value, assumed)
    known = model(kind)
    if known is not None and isinstance(value, dict):
        if issubclass(known, Sourced):
            return value if told else value | {"assumed": assumed}
        return {key: attributed(inner, child(known, key), assumed) for key, inner in value.items()}
    if get_origin(kind) is dict and isinstance(value, dict):
        return {key: attributed(one, get_args(kind)[1], assumed) for key, one in value.items()}
    if get_origin(kind) is list and isinstance(value, list):
        return [attributed(one, get_args(kind)[0], assumed) for one in value]
    return value


def _figure(value: Any, assumed: str) -> dict[str, Any]:
    return {"value": value, "assumed": assumed}


def put(tree: Any, path: TreePath, value: Any) -> Any:
    """A copy of the tree with another value at a path; the parts beside the path are shared."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(tree, list) and isinstance(key, int):
        return [*tree[:key], put(tree[key], rest, value), *tree[key + 1 :]]
    return (tree or {}) | {key: put((tree or {}).get(key), rest, value)}
