"""Distances on the globe."""

import math

_RADIUS = 6371.0
"""Kilometres."""


def great_circle(start, end):
    """Kilometres between two points of so many degrees north and east.

    Half of it is seen from the middle of the earth where half of the chord stands.
    """
    chord = math.dist(_direction(*start), _direction(*end))
    return 2 * _RADIUS * math.asin(chord / 2)


def _direction(north, east):
    north, east = math.radians(north), math.radians(east)
    return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)
