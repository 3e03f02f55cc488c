"""The worth of a decision: one battle up to a turn, and from there with and without a change.

Both ways have the same past, and future J has the same luck both ways. The difference is what the
decision was worth; to have done otherwise is the regret.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.experiments.arguments import MOST_RUNS, seed_of, whole
from sim.experiments.campaign import campaign
from sim.experiments.composed import composed
from sim.experiments.experiment import Experiment, Manner
from sim.experiments.validation import checked
from sim.experiments.what_if import WhatIf, changes_of, compared
from sim.results.errors import UserError
from sim.results.past import Past
from sim.scenario import Document
from sim.world.clock import Clock
from sim.world.state import State


@dataclass(frozen=True, repr=False)
class Decision(WhatIf):
    """A what-if whose runs are futures of one battle from a turn on."""

    @property
    def past(self) -> Past:
        """The battle, and the turn at which the two ways part."""
        assert self.experiment.past is not None
        return self.experiment.past

    @property
    def turn(self) -> int:
        """The turn at which the two ways part."""
        return self.past.turns[0]

    @property
    def heading(self) -> str:
        """What was played."""
        definition = self.experiment.document.definition
        moment = Clock(definition).moment(self.turn)
        return (
            f"{definition.title}: run {self.past.run:,}, seed {self.experiment.seed}, otherwise "
            f"from {moment.day} {moment:%B %H:%M} on, {self.runs:,} futures"
        )

    def as_json(self) -> dict[str, Any]:
        """The decision as JSON."""
        plain, clock = super().as_json(), Clock(self.experiment.document.definition)
        return {
            "scenario": plain["scenario"],
            "seed": plain["seed"],
            "run": self.past.run,
            "turn": self.turn,
            "time": clock.moment(self.turn).isoformat(timespec="minutes"),
            "futures": plain["runs"],
            "instead": {path: str(value) for path, value in self.experiment.points[1].items()},
            "measures": plain["measures"],
        }


def decision(
    document: Document,
    changed: Document,
    run: int,
    seed: int = 1,
    *,
    futures: int = 500,
    at: int | None = None,
    **manner: Any,
) -> Decision:
    """The worth of what `changed` does otherwise, for a battle that has come to a turn.

    `at` is the turn at which the two ways part, by default the last one that the change leaves the
    past of the battle to. Further arguments are those of `sim.experiments.experiment.Manner`.
    Raises `UserError` for a change that makes no difference, or would alter what was before.
    """
    changes, seed = changes_of(document, changed), seed_of(seed)
    run, count = whole("run", run, 0, MOST_RUNS - 1), whole("futures", futures, 2, MOST_RUNS)
    last = parting(checked(document), checked(changed), run, seed)
    turn = _turn(document, last, at)
    experiment = Experiment(document, seed, ({}, changes), past=Past(run, (turn, turn)))
    with campaign(experiment, Manner(**manner), count) as going:
        batch, names = going.play_to(count), going.measures
    found = compared(experiment, batch, names)
    return Decision(experiment, batch, found.differences, found.decided, found.decisions)


def otherwise(document: Document, changes: Mapping[str, Any], option: str = "") -> Document:
    """The scenario with something done instead.

    ``operation.NAME`` may be said of one operation, and an hour alone as its ``start``. Raises
    `ScenarioError` that names the `option` for what cannot be.
    """
    whole: dict[str, Any] = {}
    for path, value in changes.items():
        of = re.sub(r"^operation\.", "operations.", path)
        is_hour = re.fullmatch(r"operations\.\w+\.start", of) and not isinstance(value, Mapping)
        whole[of] = {"at": value} if is_hour else value
    return document.set(whole, option)


def without(document: Document, names: Sequence[str]) -> Document:
    """The scenario without some orders of its plan. Raises `ScenarioError` for unknown names."""
    return document.set({f"operations.{name}.enabled": False for name in names})


def _turn(document: Document, last: int | None, at: int | None) -> int:
    clock = Clock(document.definition)
    if at is not None:
        at = whole("the turn at which the ways part", at, 0, clock.turns - 1)
    if last is None and at is None:
        raise UserError("the change makes no difference in this battle; --at TURN looks from there")
    if at is not None and last is not None and at > last:
        hour = f"{clock.moment(last):%Y-%m-%d %H:%M}"
        raise UserError(
            f"the change alters what happens in turn {last:,} ({hour}) already; the ways cannot "
            f"part at turn {at:,}"
        )
    found = at if at is not None else last
    assert found is not None
    return found


def parting(document: Document, changed: Document, run: int, seed: int) -> int | None:
    """The turn in which a change first makes a difference to a battle; None if it makes none.

    Raises `UserError` if it alters the situation before the battle.
    """
    before, after = (composed(one.definition, np.array([run]), seed) for one in (document, changed))
    for turn in range(document.definition.turns + 1):
        for battle in (before, after):
            battle.play(until=turn)
        if not _same(before.world.state, after.world.state):
            if not turn:
                raise UserError("the change alters the situation before the battle; use what-if")
            return turn - 1
    return None


def _same(one: State, other: State) -> bool:
    arrays = zip(one.arrays(), other.arrays(), strict=True)
    return all(a.shape == b.shape and bool((a == b).all()) for a, b in arrays)
