"""Roads: how far it is by land, as far as a side knows."""

import math
from collections.abc import Mapping
from functools import lru_cache

from sim.commanders.situation import RouteState


@lru_cache(maxsize=32)
def ways(routes: tuple[RouteState, ...]) -> Mapping[str, Mapping[str, float]]:
    """Kilometres by land from place to place, by the shortest way; who is cut off is left out."""
    found: dict[str, dict[str, float]] = {}
    for route in routes:
        if route.hours is not None:
            for start, end in (route.between, route.between[::-1]):
                known = found.setdefault(start, {start: 0.0})
                known[end] = min(route.km, known.get(end, math.inf))
    for via in found:
        for start in found:
            if via in found[start]:
                for end, rest in found[via].items():
                    km = found[start][via] + rest
                    found[start][end] = min(km, found[start].get(end, math.inf))
    return found
