"""Playing a farm: a design is laid out, played, fitted, and checked by fresh runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.experiments.arguments import taken
from sim.experiments.farming.designs import USUAL_POINTS, DesignKind, PointDesign, design_points
from sim.experiments.farming.factors import Factor, Role, found_factors
from sim.experiments.farming.farm import Farm
from sim.experiments.farming.farm_file import keep
from sim.experiments.farming.goal import goal_of
from sim.experiments.farming.look import Look
from sim.experiments.sweep import Sweep, sweep
from sim.results.errors import UserError
from sim.scenario import Document
from sim.scenario.problems import unknown

PLAYERS = "workers", "executor", "cluster"
"""What of the manner of a farm holds for its fresh points as well."""


@dataclass(frozen=True)
class Layout:
    """How points are laid out; see `design_points`."""

    design: "DesignKind | PointDesign" = "nolh"
    """Or the points themselves."""
    points: int = USUAL_POINTS
    noise_points: int = 0
    levels: int = 2
    stack: int = 1


@dataclass(frozen=True)
class Question:
    """What is looked at; see `Look.of`."""

    measures: Sequence[str] | None = None
    side: str | None = None
    thresholds: Sequence[str] = ()


def farm(
    document: Document,
    decisions: Mapping[str, Any] | None = None,
    noise: Mapping[str, Any] | None = None,
    *,
    runs: int | None = 200,
    seed: int = 1,
    until: str | None = None,
    checks: int | None = None,
    **options: Any,
) -> Farm:
    """Play a design of what can be chosen and what nobody can, and see what follows.

    `decisions` and `noise` give each path its two ends as a tuple, or a list of values to choose
    from. `options` are those of `Layout` (`design`, which may also be the points themselves,
    `points`, `noise_points`, `levels`, `stack`), of `Question` (`measures`, by default the winner
    and the casualties of both sides, `side`, the first unless named, whose eyes look at them, and
    `thresholds`), and of `sim.experiments.sweep.sweep`. The metamodel is checked by `checks` fresh
    points, a sixteenth of all unless a number is named; 0 checks nothing. Raises `ScenarioError`
    and `UserError`.
    """
    layout, question = taken(options, Layout), taken(options, Question)
    made = layout.design
    if not isinstance(made, PointDesign):
        factors = [*_factors(document, decisions, "decision"), *_factors(document, noise, "noise")]
        kinds = {name: getattr(layout, name) for name in ("points", "noise_points", "levels")}
        made = design_points(document, factors, kind=made, **kinds, stack=layout.stack, seed=seed)
    look = Look.of(document.definition, question.measures, question.side, question.thresholds)
    goal = None if until is None else goal_of(until, made, look)
    played = sweep(
        document, runs, seed, points=list(made.points), measures=look.kept, until=goal, **options
    )
    found = Farm(played, made, look)
    if checks != 0:
        found.check(checks, **{name: options[name] for name in PLAYERS if name in options})
    if options.get("out") is not None:
        keep(found, options["out"])
    return found


def farm_of(
    played: Sweep,
    measures: Sequence[str] | None = None,
    noise: Sequence[str] = (),
    side: str | None = None,
    thresholds: Sequence[str] = (),
) -> Farm:
    """The farm of a sweep that was played; `noise` are the paths that nobody can choose.

    Raises `UserError`.
    """
    for path in noise:
        if path not in played.paths:
            raise UserError(unknown("parameter of this sweep", path, played.paths))
    factors = found_factors(played.document, played.points, noise)
    made = PointDesign(played.document, tuple(factors), tuple(played.points), "given")
    return Farm(played, made, Look.of(played.document.definition, measures, side, thresholds))


def _factors(document: Document, given: Mapping[str, Any] | None, role: Role) -> list[Factor]:
    listed = (
        Factor.between(document, path, values, role)
        if isinstance(values, tuple) and len(values) == 2
        else Factor.among(document, path, list(values), role)
        for path, values in (given or {}).items()
    )
    return [one.sound(document) for one in listed]
