"""The sky: fog, what the weather of each day lets fly, and the sorties flown."""

from typing import TYPE_CHECKING

import numpy as np

from sim.world.state import book

if TYPE_CHECKING:
    from sim.battle import Battle


class Sky:
    """Fog by turn, flying weather by day and the account of sorties."""

    def __init__(self, battle: "Battle") -> None:
        self._battle = battle
        self._share: dict[int, np.ndarray] = {}
        days = battle.clock.day_of(battle.clock.turns) + 1
        entries = battle.state.weapons.shape[1]
        self.sorties = np.zeros((len(battle.everyone), entries, days), np.int32, order="F")
        """(n, W, days)"""
        self._fogs = [
            (
                battle.clock.turn_of(fog.start.value),
                battle.clock.turn_of(fog.end.value),
                battle.inputs.number(fog.density, f"weather.fog.{position}.density"),
            )
            for position, fog in enumerate(battle.definition.weather.fog)
        ]

    def clear(self, modifier: str, rows: np.ndarray) -> np.ndarray | None:
        """What the fog of this turn leaves of something, (k,); None if there is no fog.

        `modifier` names what the densest fog leaves; thinner fog takes away in proportion.
        """
        density = self._density()
        if density is None:
            return None
        least = self._battle.modifiers.column(modifier, rows)
        return np.asarray(1.0 - density[rows] * (1.0 - least))

    def detection(self, chance: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The chance to be detected now, of that on a clear day, both (k,)."""
        battle = self._battle
        if battle.clock.night[battle.turn]:
            chance = chance * battle.modifiers.column("night_detection", rows)
        return self.seen_in_fog(chance, rows)

    def seen_in_fog(self, seen: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """A chance to see something, or how far one sees, in the fog of this turn, both (k,)."""
        clear = self.clear("fog_detection", rows)
        return seen if clear is None else seen * clear

    def _density(self) -> np.ndarray | None:
        turn = self._battle.turn
        now = [density for first, last, density in self._fogs if first <= turn < last]
        return np.max(now, axis=0) if now else None

    def flying(self, turn: int, rows: np.ndarray) -> np.ndarray:
        """Share of the planned sorties that weather and fog let fly at a turn, (k,)."""
        day = self._battle.clock.day_of(turn)
        if day not in self._share:
            date = self._battle.clock.moment(turn).date()
            figure = self._battle.definition.weather.flying
            self._share[day] = self._battle.inputs.number(figure, f"weather.flying@{date}")
        share = np.asarray(self._share[day][rows])
        clear = self.clear("fog_flying", rows)
        return share if clear is None else share * clear

    def count(self, rows: np.ndarray, entry: int, turn: int, sorties: np.ndarray) -> None:
        """Book sorties of one weapon entry."""
        book(self.sorties[:, entry, self._battle.clock.day_of(turn)], rows, sorties)
