"""Guesses: what a side takes enemy units for that have not shown themselves.

Who knows nothing takes the enemy to be about as strong as himself: his units on foot share as many
men as the own side has, they are as likely better as worse than regulars, and of each kind of
weapon they have about as many as the own units have of theirs. One standard deviation multiplies by
`SPREAD` or divides by it (assumed). Nothing of that depends on what the scenario says of the
strength of the enemy.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from sim.commanders.reading import expected
from sim.luck.draws import Draws
from sim.scenario.definition import Definition
from sim.scenario.figures import Factor
from sim.scenario.forces import Unit
from sim.scenario.vocabulary import ON_FOOT
from sim.world.inputs import Inputs

SPREAD = {"men": 1.5, "weapons": 1.5, "quality": 1.4, "resolve": 1.2}
"""By what factor a guess is off, at one standard deviation."""
COUNTED = frozenset({"men", "weapons"})
"""What comes in whole numbers, and of what there is some."""


class Guesses:
    """Draws what some of the enemy's `units` may be like, as a side would guess."""

    def __init__(self, definition: Definition, side: str, units: Sequence[str], seed: int) -> None:
        own = [unit for unit in definition.units.values() if unit.side == side]
        other = [unit for unit in definition.units.values() if unit.side != side]
        on_foot = sum(unit.kind in ON_FOOT for unit in other)
        counts = [expected(count) for unit in own for count in unit.weapons.values()]
        self._seed = seed
        self._men = sum(expected(u.men) for u in own if u.kind in ON_FOOT) / max(on_foot, 1)
        self._weapons = max(sum(counts) / max(len(counts), 1), 1.0)
        self.units = units
        self._guessed = {name: [*self._of(name, definition.units[name])] for name in units}
        self.paths = {path for figures in self._guessed.values() for path, _, _ in figures}
        """All figures that are guessed where a unit has not shown itself."""

    def _of(self, name: str, unit: Unit) -> Iterator[tuple[str, str, Factor]]:
        """Paths of the figures of a unit, what they are, and their guess."""
        path = f"units.{unit.luck or name}"
        for weapon in unit.weapons:
            yield f"{path}.weapons.{weapon}", "weapons", _about(self._weapons, "weapons")
        if unit.kind in ON_FOOT:
            yield f"{path}.men", "men", _about(max(self._men, 1.0), "men")
            yield f"{path}.quality", "quality", _about(1.0, "quality")
            yield f"{path}.resolve", "resolve", _about(1.0, "resolve")

    def drawn(self, runs: np.ndarray, where: np.ndarray) -> dict[str, np.ndarray]:
        """By path, a guess for each of some run numbers, (m,).

        NaN where the figure itself is known: `where`, (m, units), tells which are guessed.
        """
        inputs = Inputs(Draws(self._seed, runs))
        guesses = {}
        for position, name in enumerate(self.units):
            here = where[:, position]
            for path, what, figure in self._guessed[name] if here.any() else ():
                guess = inputs.number(figure, path)
                guess = np.maximum(np.rint(guess), 1.0) if what in COUNTED else guess
                guesses[path] = np.where(here, guess, np.nan)
        return guesses


def _about(median: float, what: str) -> Factor:
    return Factor.model_validate({"lognormal": [median, SPREAD[what]]})
