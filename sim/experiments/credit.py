"""Credit for events: what each of those who acted in some turns did to the outlook.

The turns are played again with the dice of one actor alone thrown anew, an operation or the
fighting at a place, and all else as it was. What that takes away from the outlook after them is
what its dice were worth. Actors meet, so that the parts need not add up to the whole. Uncertain
figures are those of the battle.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.experiments.campaign import campaign
from sim.experiments.experiment import Experiment, unkept
from sim.experiments.futures import Futures
from sim.experiments.turning_points import TurningPoint
from sim.results.past import Past
from sim.results.statistics import round_number


@dataclass(frozen=True)
class Credit:
    """What the dice of one actor did to the outlook in some turns."""

    actor: str
    """Such as ``operation/first_assault`` or ``engagement/port``."""
    share: float
    """The outlook less what it would be with other dice."""
    error: float

    def as_json(self) -> dict[str, Any]:
        """Plain values, rounded to what the error supports."""
        return {
            "event": self.actor,
            "share": round_number(self.share, self.error),
            "se": round_number(self.error, self.error),
        }


def credits(
    found: Futures, points: Sequence[TurningPoint] | None = None, **manner: Any
) -> list[list[Credit]]:
    """The credit of each actor for each turning point, the largest first.

    Actors whose dice changed nothing are left out. `points` are by default all turning points.
    Further arguments are those of `sim.experiments.experiment.Manner`; nothing of it is kept.
    """
    wanted = [*(found.turning_points if points is None else points)]
    tried = [(one, actor) for one in wanted for actor in ("", *_actors(found, one))]
    if not tried:
        return []
    past = Past(
        found.run,
        tuple(one.last + 1 for one, _ in tried),
        None,
        tuple(actor for _, actor in tried),
        tuple(one.turn for one, _ in tried),
        found.past.given,
        tuple(one.last + 1 for one, _ in tried),
    )
    experiment = Experiment(found.document, found.seed, [{}] * len(tried), past=past)
    with campaign(experiment, unkept(manner), found.futures) as going:
        batch = going.play_to(found.futures)
    values = replace(found, past=past, batch=batch).values
    given: dict[int, list[Credit]] = {id(one): [] for one in wanted}
    for row, (one, actor) in enumerate(tried):
        if actor:
            base = tried.index((one, ""))
            part = _credit(actor, values[one.of][base] - values[one.of][row])
            if part.share or part.error:
                given[id(one)].append(part)
    return [sorted(given[id(one)], key=lambda part: -abs(part.share)) for one in wanted]


def _actors(found: Futures, point: TurningPoint) -> list[str]:
    acted = (found.battle.acted.get(turn, []) for turn in range(point.turn, point.last + 1))
    return list(dict.fromkeys(actor for turn in acted for actor in turn))


def _credit(actor: str, moved: np.ndarray) -> Credit:
    moved = moved[~np.isnan(moved)]
    error = float(moved.std(ddof=1)) / len(moved) ** 0.5 if len(moved) > 1 else 0.0
    return Credit(actor, float(moved.mean()) if len(moved) else 0.0, error)
