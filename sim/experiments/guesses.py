"""Guesses: what a side takes enemy units for that have not shown themselves.

Who knows nothing reckons with what is usual (`sim.commanders.score.supposed`): who attacks has
twice the men of who defends, with a factor of 1.8 either way as in the battles of CDB90 from 1939
on. The enemy's units on foot share them, more or less, all have arms, and they are as likely better
as worse than regulars. Of each kind of weapon they have as many as the middle one of the own units
that have any of its category. One standard deviation multiplies by `SPREAD` or divides by it (else
assumed). Nothing of that depends on what the scenario says of the strength of the enemy.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.commanders.reading import expected
from sim.commanders.score import supposed
from sim.luck.draws import Draws
from sim.scenario.definition import Definition
from sim.scenario.figures import Factor
from sim.scenario.forces import Unit
from sim.scenario.vocabulary import ON_FOOT
from sim.world.inputs import Inputs

SPREAD = {"army": 1.8, "men": 1.5, "weapons": 1.5, "quality": 1.4, "resolve": 1.2}
"""By what factor a guess is off, at one standard deviation; of the army: of all men at once."""
COUNTED = frozenset({"men", "weapons"})
"""What comes in whole numbers, and of what there is some."""

ALL = Factor.of(1.0)


class Guesses:
    """Draws what some of the enemy's `units` may be like, as a side would guess."""

    def __init__(self, definition: Definition, side: str, units: Sequence[str], seed: int) -> None:
        other = [unit for unit in definition.units.values() if unit.side != side]
        on_foot = sum(unit.kind in ON_FOOT for unit in other)
        self._seed = seed
        self._army = _about(1.0, "army")
        self._men = max(supposed(definition, side) / max(on_foot, 1), 1.0)
        self._counts = _Counts(definition, side)
        self.units = units
        self._guessed = {name: [*self._of(name, definition.units[name])] for name in units}
        self.paths = {path for figures in self._guessed.values() for path, _, _ in figures}
        """All figures that are guessed where a unit has not shown itself."""

    def _of(self, name: str, unit: Unit) -> Iterator[tuple[str, str, Factor]]:
        """Paths of the figures of a unit, what they are, and their guess."""
        path = f"units.{unit.luck or name}"
        for weapon in unit.weapons:
            yield f"{path}.weapons.{weapon}", "weapons", _about(self._counts.of(weapon), "weapons")
        if unit.kind in ON_FOOT:
            yield f"{path}.men", "men", _about(self._men, "men")
            yield f"{path}.armed", "armed", ALL
            yield f"{path}.quality", "quality", _about(1.0, "quality")
            yield f"{path}.resolve", "resolve", _about(1.0, "resolve")

    def drawn(self, runs: np.ndarray, where: np.ndarray) -> dict[str, np.ndarray]:
        """By path, a guess for each of some run numbers, (m,).

        NaN where the figure itself is known: `where`, (m, units), tells which are guessed.
        """
        inputs = Inputs(Draws(self._seed, runs))
        army = inputs.number(self._army, "units")
        guesses = {}
        for position, name in enumerate(self.units):
            here = where[:, position]
            for path, what, figure in self._guessed[name] if here.any() else ():
                guess = inputs.number(figure, path) * (army if what == "men" else 1.0)
                guess = np.maximum(np.rint(guess), 1.0) if what in COUNTED else guess
                guesses[path] = np.where(here, guess, np.nan)
        return guesses


class _Counts:
    """How many weapons of a kind the units of a side have, about."""

    def __init__(self, definition: Definition, side: str) -> None:
        self._weapons = definition.weapons
        self._known: dict[str, list[float]] = {}
        for unit in definition.units.values():
            for weapon, count in unit.weapons.items() if unit.side == side else ():
                category = self._weapons[weapon].category
                self._known.setdefault(category, []).append(expected(count))

    def of(self, weapon: str) -> float:
        """The middle of those of the same category; of all, if there is none; at least one."""
        every = [count for counts in self._known.values() for count in counts]
        alike = self._known.get(self._weapons[weapon].category, every)
        return max(float(np.median(alike)), 1.0) if alike else 1.0


def _about(median: float, what: str) -> Factor:
    return Factor.model_validate({"lognormal": [median, SPREAD[what]]})
