"""Places that lie so close together on a map that they need a larger one of their own."""

import numpy as np
from scipy.cluster.hierarchy import linkage  # type: ignore[import-untyped]

TOUCHING = 0.02
"""Places are crowded if two of them are closer than this share of the map's longer side ..."""
CLOSE = 0.08
"""... and each has a neighbour within this share of it."""
APART = 2.5
"""The next place outside is this many times further away than neighbours in the crowd are."""
LEAST = 3
"""Two places alone stand side by side."""
LARGEST = 0.3
"""Share of the map's longer side; drawn by itself a larger crowd would gain too little."""


def crowds(points: dict[str, tuple[float, float]]) -> list[list[str]]:
    """The crowds among points of a plane, each as names in the order of the points.

    They are groups of the single-linkage tree (Gower and Ross, "Minimum spanning trees and single
    linkage cluster analysis", Applied Statistics 18, 1969), the largest that are crowds.
    """
    count = len(points)
    if count <= LEAST:
        return []
    plane = np.array(list(points.values()), float)
    side = float(np.ptp(plane, axis=0).max())
    members = [[one] for one in range(count)]
    least, most, joined = np.full((3, 2 * count - 1), np.inf)
    for node, (first, second, gap, _) in enumerate(linkage(plane, "single"), start=count):
        parts = int(first), int(second)
        members.append(sorted(members[parts[0]] + members[parts[1]]))
        least[node], most[node] = min(gap, *least[list(parts)]), gap
        joined[list(parts)] = gap
    found: list[list[int]] = []
    for node in range(len(members) - 1, count - 1, -1):
        group = members[node]
        if (
            len(group) >= LEAST
            and least[node] <= TOUCHING * side
            and most[node] <= CLOSE * side
            and joined[node] >= APART * most[node]
            and np.ptp(plane[group], axis=0).max() <= LARGEST * side
            and not any(set(group) <= set(larger) for larger in found)
        ):
            found.append(group)
    names = list(points)
    return [[names[one] for one in group] for group in sorted(found)]
