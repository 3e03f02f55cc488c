"""Distances on the globe."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS = 6371.0
"""Kilometres."""


def great_circle(start: tuple[float, float], end: tuple[float, float]) -> float:
    """Kilometres between two points given by latitude and longitude in degrees.

    The haversine formula (Sinnott, Sky and Telescope 68, 1984); to the millimetre, for the last
    bits are those of a library.
    """
    north, east = (radians(b - a) for a, b in zip(start, end, strict=True))
    half = sin(north / 2) ** 2 + cos(radians(start[0])) * cos(radians(end[0])) * sin(east / 2) ** 2
    return round(2 * EARTH_RADIUS * asin(sqrt(half)), 6)
