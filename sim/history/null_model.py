"""The null model: what anybody could forecast who knows no more than who was there, and how long.

Losses are lognormal about a share of the strength, as in the bundled half of CDB90, where sides
lost 9 % of their men in the median with a factor of 3.7 either way; of them a fifth were killed and
two thirds wounded (assumed), and weapons are lost as men are (assumed). An hour is any of the
battle's with nine chances in ten, and else never. Each side wins as often as the other, and neither
in one battle of ten.
"""

from collections.abc import Mapping

import numpy as np

from sim.history.predictive import Predictive
from sim.results.tally import Tally
from sim.scenario.definition import Definition
from sim.scenario.figures import Count
from sim.scenario.measures import Measure

MEDIAN, FACTOR = 0.09, 3.7
"""Share of a side's men that is lost, and what one standard deviation multiplies it by."""
PARTS: Mapping[str, float] = {"casualties": 1.0, "killed_and_wounded": 0.87, "wounded": 0.67}
"""Parts of the losses; of everything else, such as the killed, a fifth."""
OTHER_PART = 0.2
NEITHER = 0.1
NEVER = 0.1
VALUES = 1000
"""Values that stand for the distribution."""


def null_winner(definition: Definition) -> float:
    """Probability of a side."""
    return (1.0 - NEITHER) / len(definition.sides)


def null_predictive(measure: Measure, definition: Definition) -> Predictive:
    """The forecast of a count or an hour."""
    shares = (np.arange(VALUES) + 0.5) / VALUES
    values = _hours(shares, definition) if measure.kind == "time" else _counts(shares, measure)
    if measure.kind != "time":
        values = np.rint(values * _strength(measure, definition)).astype(np.int64)
    return Predictive.of(Tally.of(values), definition)


def _hours(shares: np.ndarray, definition: Definition) -> np.ndarray:
    start = np.datetime64(definition.start, "m")
    minutes = (definition.end - definition.start).total_seconds() / 60.0
    happened = shares[: round(VALUES * (1.0 - NEVER))] / (1.0 - NEVER)
    times = start + np.rint(happened * minutes).astype("timedelta64[m]")
    never = np.full(VALUES - len(times), np.datetime64("NaT"), times.dtype)
    return np.concatenate([times, never])


def _counts(shares: np.ndarray, measure: Measure) -> np.ndarray:
    """The share of the strength that each of the values is."""
    from scipy.special import ndtri  # type: ignore[import-untyped]

    men = measure.unit == "men"
    part = PARTS.get(measure.what, OTHER_PART) if men else 1.0
    return np.asarray(MEDIAN * part * np.exp(np.log(FACTOR) * ndtri(shares)))


def _strength(measure: Measure, definition: Definition) -> float:
    """The men, weapons or civilians that there are for a measure to count."""
    units = [unit for unit in definition.units.values() if unit.side == measure.of_side]
    if measure.of_side is None:
        people = sum(_mean(one.civilians) for one in definition.places.values())
        return max(people, sum(_mean(unit.men) for unit in definition.units.values()))
    classes = getattr(measure, "weapons", None)
    if classes is None:
        return sum(_mean(unit.men) for unit in units)
    carried = (count for unit in units for name, count in unit.weapons.items() if name in classes)
    return sum(_mean(count) for count in carried)


def _mean(count: Count) -> float:
    if isinstance(count.value, float):
        return count.value
    if isinstance(count.value, np.ndarray):
        return float(count.value.mean())
    return float(np.mean(count.value.parameters))
