"""Many different battles in few batches: what differs in numbers travels along the axis of runs."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from sim.experiments.arguments import MOST_RUNS
from sim.experiments.chunk import MOST_ROWS
from sim.experiments.crew import Alone, Crew
from sim.experiments.play import play
from sim.experiments.validation import checked
from sim.history.validation.mapping import ATTACK, ATTACKER, DEFENDER, Mapper, Tree
from sim.history.validation.table import BattleTable
from sim.results.codec import encode
from sim.results.errors import BatchStopped, UserError
from sim.scenario import Document, ScenarioError, load
from sim.scenario.assign import PathError, find_path
from sim.scenario.shape import is_figure, unwrap
from sim.scenario.tree import Mark

WON, LOST, DRAWN = 0, 1, 2
"""Outcomes of a battle, as the attacker sees them."""
ALONE = Crew(Alone(), 1)
RETOLD = ("name", "title", "summary", "sources", "sides")
"""Parts that tell of a battle and change nothing in it."""
PROVENANCE = ("source", "where", "assumed", "note", "title")


@dataclass(frozen=True)
class Forecasts:
    """What the runs say of each battle of a table, in its order; n battles, k runs."""

    outcome: np.ndarray
    """(n, k) int8: WON, LOST or DRAWN."""
    attacker: np.ndarray
    """(n, k) float: share of the attacker's men lost."""
    defender: np.ndarray
    hours: np.ndarray
    """(n, k) float: hours to the end of the attack, NaN if it never ended."""


@dataclass(frozen=True)
class Group:
    """Battles whose scenarios differ in numbers alone."""

    document: Document
    """The scenario, with arrays that have one value a battle."""
    members: np.ndarray
    """(m,) positions of the battles in the table."""


def scenarios(table: BattleTable, mapping: Mapper, combat: Mapping[str, Any]) -> list[Tree]:
    """The tree of each battle, with parts of `combat` put over what the mapping says there."""
    trees = []
    for row in table.rows():
        tree = mapping(row)
        if not isinstance(tree, dict):
            raise UserError(f"the mapping must return the tree of a scenario, not {tree!r:.60}")
        trees.append({**tree, "combat": _laid_over(tree.get("combat") or {}, combat)})
    return trees


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Tree:
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = {**merged[key], **value} if both else value
    return merged


def grouped(trees: Sequence[Tree]) -> list[Group]:
    """As few scenarios as can be, with an array for each figure that differs between battles.

    Raises `ScenarioError` for trees that are no sound scenarios.
    """
    flat = [dict(_leaves(tree)) for tree in trees]
    first = [load(tree) for tree in trees[:1]]
    figures: dict[tuple[Any, ...], bool] = {}
    keys = []
    for leaves in flat:
        fixed = {
            path: value
            for path, value in leaves.items()
            if not (_numeric(value) and _is_figure(path, first[0].tree, figures))
        }
        numbers = sorted(map(str, leaves.keys() - fixed.keys()))
        keys.append(json.dumps([[[*map(str, p)], encode(v)] for p, v in fixed.items()] + numbers))
    groups = []
    for key in dict.fromkeys(keys):
        members = np.flatnonzero([one == key for one in keys]).tolist()
        groups.append(
            _group([trees[i] for i in members], [flat[i] for i in members], np.array(members))
        )
    return groups


def _group(trees: list[Tree], flat: list[dict[Any, Any]], members: np.ndarray) -> Group:
    """One document for trees that differ in figures alone."""
    tree = trees[0]
    for path, value in flat[0].items():
        values = [leaves[path] for leaves in flat]
        if _numeric(value) and any(one != value for one in values):
            tree = _with(tree, path, np.array(values, np.float64))
    return Group(checked(load(tree)), members)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """The plain values of a tree by path, without what changes nothing in a battle."""
    if path[-1:] == ("draws",):
        yield path, f"draws {id(value)}"  # a posterior that battles share is one and the same list
    elif isinstance(value, dict) and value:
        for key, inner in value.items():
            if (not path and key in RETOLD) or key in PROVENANCE:
                continue
            yield from _leaves(inner, (*path, key))
    elif isinstance(value, list | tuple) and value:
        for position, inner in enumerate(value):
            yield from _leaves(inner, (*path, position))
    else:
        yield path, value


def _numeric(value: Any) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _is_figure(path: tuple[Any, ...], tree: Tree, known: dict[tuple[Any, ...], bool]) -> bool:
    """Whether the schema has a figure at a path, or one of which it is the value or median."""
    if path not in known:
        steps = path[:-1] if path[-1:] == ("value",) else path
        steps = path[:-2] if path[-2:] == ("lognormal", 0) else steps
        try:
            kind = unwrap(find_path(".".join(map(str, steps)), tree)[1], None)
            known[path] = is_figure(kind)
        except PathError:
            known[path] = False
    return known[path]


def _with(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of a tree with another value at a path."""
    if not path:
        return value
    copy = list(tree) if isinstance(tree, list | tuple) else dict(tree)
    copy[path[0]] = _with(copy[path[0]], path[1:], value)
    return copy


def first_run(battle: str) -> int:
    """The number of the first run of a battle: no two battles share their luck, in any table."""
    return crc32(battle.encode())


class Piece(NamedTuple):
    """Battles of a group that are played at once; m battles, k runs of each."""

    document: Document
    entries: np.ndarray
    """(m,) their positions in the group."""
    numbers: np.ndarray
    """(m, k) of their runs."""
    men: tuple[np.ndarray, np.ndarray]
    """(m,) of the attacker and of the defender."""


def forecast(
    table: BattleTable,
    groups: Sequence[Group],
    runs: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
    crew: Crew | None = None,
) -> Forecasts:
    """Play every battle so many times; a `crew` shares them. Raises `BatchStopped`."""
    shape = (len(table), runs)
    found = Forecasts(
        np.zeros(shape, np.int8), np.zeros(shape), np.zeros(shape), np.full(shape, np.nan)
    )
    done = 0
    pieces = _pieces(table, groups, runs)
    for members, (outcome, attacker, defender, hours) in _played(pieces, seed, crew or ALONE):
        found.outcome[members], found.hours[members] = outcome, hours
        found.attacker[members], found.defender[members] = attacker, defender
        done += len(members)
        if progress is not None:
            progress(done)
    return found


def _pieces(
    table: BattleTable, groups: Sequence[Group], runs: int
) -> Iterator[tuple[np.ndarray, Piece]]:
    """The positions of some battles in the table, and what is played of them."""
    frame = table.frame
    at_once = max(MOST_ROWS // runs, 1)
    for group in groups:
        for start in range(0, len(group.members), at_once):
            entries = np.arange(start, min(start + at_once, len(group.members)))
            members = group.members[entries]
            first = np.array([first_run(name) for name in frame["battle"].iloc[members]])
            numbers = (first[:, None] + np.arange(runs)) % MOST_RUNS
            men = [frame[f"{side}_men"].to_numpy()[members] for side in (ATTACKER, DEFENDER)]
            yield members, Piece(group.document, entries, numbers, (men[0], men[1]))


def _played(
    pieces: Iterable[tuple[np.ndarray, Piece]], seed: int, crew: Crew
) -> Iterator[tuple[np.ndarray, tuple[np.ndarray, ...]]]:
    """What came of each piece, in their order; never more under way than the crew can use."""
    waiting: deque[tuple[np.ndarray, Future[tuple[np.ndarray, ...]]]] = deque()
    try:
        for members, piece in pieces:
            waiting.append((members, crew.executor.submit(play_piece, piece, seed)))
            while len(waiting) >= crew.window:
                before, future = waiting.popleft()
                yield before, future.result()
        while waiting:
            before, future = waiting.popleft()
            yield before, future.result()
    except crew.lost as error:
        raise BatchStopped(crew.loss(error)) from error
    finally:
        for _, future in waiting:
            future.cancel()


def play_piece(piece: Piece, seed: int) -> tuple[np.ndarray, ...]:
    """The outcome, the share of either side that was lost, and the hours, (m, k) each."""
    shape = piece.numbers.shape
    definition = piece.document.definition
    entries = np.repeat(piece.entries, shape[1])
    played = play(definition, piece.numbers.ravel(), seed, entries=entries).outcomes
    ended = played.get(f"{ATTACK}.completed_at")
    hours = np.full(shape, np.nan)
    if ended is not None:
        minutes = (ended - np.datetime64(definition.start, "m")).astype(np.float64)
        hours = np.where(np.isnat(ended), np.nan, minutes / 60.0).reshape(shape)
    winner = played["winner"].reshape(shape)
    outcome = np.where(winner == ATTACKER, WON, np.where(winner == DEFENDER, LOST, DRAWN))
    if ended is not None:
        outcome = np.where(np.isnan(hours), DRAWN, outcome)
    shares = [
        np.minimum(played[f"{side}.casualties"].reshape(shape) / men[:, None], 1.0)
        for side, men in zip((ATTACKER, DEFENDER), piece.men, strict=True)
    ]
    return outcome.astype(np.int8), shares[0], shares[1], hours


def complaints(
    error: ScenarioError, file: str, mark: Callable[[str], Mark | None]
) -> ScenarioError:
    """The same problems, those of combat parameters blamed on the file that gives them.

    `mark` tells where a path stands in it.
    """
    return ScenarioError(
        replace(one, **(mark(one.path) or Mark(file, 0, 0))._asdict())
        if one.path.startswith("combat")
        else one
        for one in error.problems
    )
