"""Weather: fog, and what each day lets fly."""

import numpy as np

from sim.rules.modifiers import Modifiers
from sim.rules.rule import Rule
from sim.world.world import World

ACTOR = "weather"
"""Whose dice let a day fly or not, see `sim.world.cast`."""


class Weather(Rule):
    """Fog by turn and flying weather by day."""

    def __init__(self, world: World, modifiers: Modifiers) -> None:
        super().__init__(world)
        self._modifiers = modifiers.parameters
        self._share: dict[int, np.ndarray] = {}
        self._clear: dict[tuple[str, tuple[int, ...]], np.ndarray] = {}
        """By modifier, what some of the fogs leave of it."""
        self._fogs = [
            (
                world.clock.turn_of(fog.start.value),
                world.clock.turn_of(fog.end.value),
                world.inputs.number(fog.density, f"weather.fog.{position}.density"),
            )
            for position, fog in enumerate(world.definition.weather.fog)
        ]

    def clear(self, modifier: str, rows: np.ndarray) -> np.ndarray | None:
        """What the fog of this turn leaves of something, (k,); None if there is no fog.

        `modifier` names what the densest fog leaves; thinner fog takes away in proportion.
        """
        turn, every = self.world.turn, enumerate(self._fogs)
        fogs = tuple(fog for fog, (first, last, _) in every if first <= turn < last)
        if not fogs:
            return None
        if (modifier, fogs) not in self._clear:
            self._clear[modifier, fogs] = self._left(modifier, fogs)
        return np.asarray(self._clear[modifier, fogs][rows])

    def _left(self, modifier: str, fogs: tuple[int, ...]) -> np.ndarray:
        """As `clear`, in all runs and in the densest of some fogs."""
        density = np.max([self._fogs[fog][2] for fog in fogs], axis=0)
        least = self._modifiers.column(modifier, self.world.all_rows)
        return np.asarray(1.0 - density * (1.0 - least))

    def detection(self, chance: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The chance to be detected now, of that on a clear day, both (k,)."""
        if self.world.night:
            chance = chance * self._modifiers.column("night_detection", rows)
        return self.seen_in_fog(chance, rows)

    def seen_in_fog(self, seen: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """A chance to see something, or how far one sees, in the fog of this turn, both (k,)."""
        clear = self.clear("fog_detection", rows)
        return seen if clear is None else seen * clear

    def flying(self, rows: np.ndarray) -> np.ndarray:
        """Share of the planned sorties that weather and fog let fly now, (k,)."""
        turn = self.world.turn
        day = self.world.clock.day_of(turn)
        if day not in self._share:
            clock, figure = self.world.clock, self.world.definition.weather.flying
            path, dawn = f"weather.flying@{clock.moment(turn).date()}", clock.first_turn_of(day)
            self._share[day] = self.world.inputs.number(figure, path, settled=dawn, actor=ACTOR)
            if figure.uncertain:
                self.world.cast.note(ACTOR, dawn)
        share = np.asarray(self._share[day][rows])
        clear = self.clear("fog_flying", rows)
        return share if clear is None else share * clear
