"""The ways over land: how far it is from place to place."""

import numpy as np

from sim.scenario.definition import Definition
from sim.world.inputs import Figures, Inputs


class Ways:
    """Shortest ways over land; infinite where there is none.

    Floyd, "Algorithm 97: shortest path", CACM 5 (1962).
    """

    def __init__(self, definition: Definition, inputs: Inputs) -> None:
        routes = {
            f"routes.{i}.distance": route
            for i, route in enumerate(definition.routes)
            if route.kind != "sea"
        }
        positions = {name: position for position, name in enumerate(definition.places)}
        lengths = inputs.numbers(Figures({path: r.distance for path, r in routes.items()}))
        size = len(positions)
        ways = np.full((len(lengths), size, size), np.inf)
        ways[:, range(size), range(size)] = 0.0
        for column, route in enumerate(routes.values()):
            a, b = (positions[name] for name in route.between)
            ways[:, a, b] = ways[:, b, a] = lengths[:, column]
        for via in range(size):
            np.minimum(ways, ways[:, :, via, None] + ways[:, None, via, :], out=ways)
        self.distances = ways
        """Kilometres, shape (n or 1, P, P)."""

    def distance(self, rows: np.ndarray, starts: np.ndarray, to: int | np.ndarray) -> np.ndarray:
        """Kilometres from each run's own start to a place, or to its own, shape (k,)."""
        shared = len(self.distances) == 1
        return np.asarray(self.distances[0 if shared else rows, starts, to])
