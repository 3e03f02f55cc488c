"""From latitude and longitude to a plane in kilometres."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, radians

import numpy as np

from sim.world.globe import EARTH_RADIUS

DEGREE = EARTH_RADIUS * pi / 180
"""Kilometres of a degree of latitude."""


@dataclass(frozen=True)
class Projection:
    """The equirectangular projection with true scale at the latitude of its centre.

    x = R cos(latitude_0) (longitude - longitude_0), y = R (latitude - latitude_0), in kilometres,
    with angles in radians: Snyder, "Map projections: a working manual" (1987), section 12. North
    is up everywhere. Distances from south to north are true; those from west to east are true at
    the centre's latitude, wrong by less than 0.3 % ten kilometres from it and by about 9 % at the
    ends of the Kurils, which lie five degrees away.
    """

    latitude: float
    longitude: float
    """The centre in degrees."""

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> "Projection":
        """The projection centred on some points (latitude, longitude)."""
        latitudes, longitudes = np.array(list(points), float).T
        east = longitudes[0] + _turned(longitudes - longitudes[0])
        middle = _turned(np.array((east.min() + east.max()) / 2))
        return cls(float(latitudes.min() + latitudes.max()) / 2, float(middle))

    @property
    def stretch(self) -> float:
        """Kilometres of a degree of longitude."""
        return DEGREE * cos(radians(self.latitude))

    def plane(self, latitudes: np.ndarray, longitudes: np.ndarray) -> np.ndarray:
        """Kilometres east and north of the centre, shape (n, 2), of points in degrees."""
        east = _turned(np.asarray(longitudes, float) - self.longitude)
        north = np.asarray(latitudes, float) - self.latitude
        return np.stack([self.stretch * east, DEGREE * north], axis=-1)

    def point(self, place: tuple[float, float]) -> tuple[float, float]:
        """Kilometres east and north of the centre of one point (latitude, longitude)."""
        x, y = self.plane(np.array([place[0]]), np.array([place[1]]))[0]
        return float(x), float(y)

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude of a point of the plane."""
        return self.latitude + y / DEGREE, float(_turned(self.longitude + x / self.stretch))


def _turned(degrees: np.ndarray | float) -> np.ndarray:
    """The same angles between -180 and 180."""
    return np.asarray((np.asarray(degrees) + 180.0) % 360.0 - 180.0)
