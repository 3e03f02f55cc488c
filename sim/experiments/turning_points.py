"""Turning points: the turns in which the outlook of a battle moved most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.experiments.ensemble import Ensemble
from sim.results.statistics import round_number
from sim.world.chronicle import Occurrence
from sim.world.clock import Clock

SURE = 4.0
"""Standard errors by which the outlook must move for a turning point."""
LEAST = 0.1
"""How far it must move, as a share of the spread of outcomes before the battle."""
MOST_POINTS = 8
"""Turning points that are told."""


@dataclass(frozen=True)
class TurningPoint:
    """Turns in which the outlook moved."""

    turn: int
    """The first of them."""
    last: int
    """The last of them."""
    of: str
    """The measure, or the condition, whose outlook it is."""
    before: float
    """Its mean, or its chance, when the turn begins."""
    after: float
    error: float
    """The standard error of the difference."""
    size: float
    """The difference as a share of the spread of outcomes before the battle."""
    events: tuple[Occurrence, ...]
    """What the turn record says of these turns."""

    @property
    def jump(self) -> float:
        """By how much it moved."""
        return self.after - self.before

    def as_json(self, clock: Clock) -> dict[str, Any]:
        """The turning point as JSON, rounded to what its error supports."""
        return {
            "turn": self.turn,
            "time": clock.moment(self.turn).isoformat(timespec="minutes"),
            "measure": self.of,
            "from": round_number(self.before, self.error),
            "to": round_number(self.after, self.error),
            "se": round_number(self.error, self.error),
            "events": [one.as_json(clock) for one in self.events],
        }


def turning_points(
    found: Ensemble, names: Sequence[str], record: Sequence[Occurrence]
) -> list[TurningPoint]:
    """The turns with the largest jumps of any of the measures or chances, the largest first.

    `record` is the turn record of the battle.
    """
    points = [point for name in names for point in _points_of(found, name, record)]
    points.sort(key=lambda one: (-round(abs(one.size), 9), one.turn))
    kept: list[TurningPoint] = []
    for one in points:
        if not (found.is_chance(one.of) and any(_is_twin(one, two, found) for two in kept)):
            kept.append(one)
    return kept[:MOST_POINTS]


def _is_twin(one: TurningPoint, other: TurningPoint, found: Ensemble) -> bool:
    """Whether what one chance gains is what the other loses, as with the victory of two sides."""
    return other.turn == one.turn and found.is_chance(other.of) and other.jump == -one.jump


def _points_of(found: Ensemble, of: str, record: Sequence[Occurrence]) -> Iterator[TurningPoint]:
    moved, errors = found.jumps(of)
    means, turns, spread = found.outlook(of)[0], found.turns, found.spread(of)
    for step, (jump, error) in enumerate(zip(moved.tolist(), errors.tolist(), strict=True)):
        if abs(jump) > SURE * error and abs(jump) > LEAST * spread:
            first, after = turns[step], turns[step + 1]
            events = tuple(one for one in record if first <= one.turn < after)
            before = float(means[step])
            size = jump / spread
            yield TurningPoint(first, after - 1, of, before, before + jump, error, size, events)
