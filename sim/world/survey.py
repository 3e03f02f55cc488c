"""The survey: what the places are like, and which of them belong together."""

import numpy as np

from sim.scenario.definition import Definition
from sim.scenario.vocabulary import TERRAINS
from sim.world.inputs import Figures, Inputs

_NAMES = [*TERRAINS]


class Survey:
    """Terrain, works and areas of the places."""

    def __init__(self, definition: Definition, inputs: Inputs) -> None:
        self._areas = [place.area for place in definition.places.values()]
        places = definition.places
        self.terrain = np.array([_NAMES.index(place.terrain) for place in places.values()])
        """(P,): positions in the vocabulary's `TERRAINS`."""
        self.works = inputs.numbers(
            Figures({f"places.{name}.fortification": p.fortification for name, p in places.items()})
        )
        """(n or 1, P): strength of the works, from 0 to 1."""

    def terrain_name(self, place: int) -> str:
        """The terrain of a place."""
        return _NAMES[int(self.terrain[place])]

    def works_at(self, place: int, rows: np.ndarray) -> np.ndarray:
        """Strength of the works at a place, shape (k,)."""
        column = self.works[:, place]
        return np.full(len(rows), column[0]) if len(column) == 1 else np.asarray(column[rows])

    def area(self, place: int) -> list[int]:
        """The places that belong to the same area, itself among them."""
        area = self._areas[place]
        return [
            i for i, a in enumerate(self._areas) if i == place or (area is not None and a == area)
        ]
