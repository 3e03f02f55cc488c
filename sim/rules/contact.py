"""Contact: who stands at a place when somebody comes or goes.

In all of these `sides` are the units of each side that may be at the place, and `field` is the
status (n, U), the place (n, U) and the men (n, U, Fate) of every unit.
"""

import numpy as np

from sim.kernel import njit
from sim.rules.muster import strength

Sides = tuple[np.ndarray, np.ndarray]
Field = tuple[np.ndarray, np.ndarray, np.ndarray]


@njit(cache=True)
def meet(
    rows: np.ndarray,
    place: int,
    sides: Sides,
    field: Field,
    engagement: tuple[np.ndarray, np.ndarray, np.ndarray],
    turn: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where both sides stand and do not fight yet an engagement begins.

    Returns the runs in which it does, and those in which only the first or the second side is
    there. `engagement` is whether there is one (n,), its losses (n, 2) and its beginning (n,).
    """
    first = strength(rows, place, sides[0], *field)
    second = strength(rows, place, sides[1], *field)
    contested, losses, since = engagement
    met = np.empty_like(rows)
    meeting = 0
    for i in range(rows.shape[0]):
        row = rows[i]
        if first[i] > 0 and second[i] > 0 and not contested[row]:
            contested[row] = True
            losses[row, 0] = losses[row, 1] = 0
            since[row] = turn
            met[meeting] = row
            meeting += 1
    first_alone, second_alone = _alone(rows, first, second)
    return met[:meeting], first_alone, second_alone


@njit(cache=True)
def part(
    rows: np.ndarray,
    place: int,
    sides: Sides,
    field: Field,
    contested: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where one side of an engagement is gone it is over.

    Returns the runs in which it is, and those in which only the first or the second side is left.
    `contested`, (n,), is whether there is an engagement.
    """
    rows = rows[contested[rows]]
    first = strength(rows, place, sides[0], *field)
    second = strength(rows, place, sides[1], *field)
    over = np.empty_like(rows)
    parting = 0
    for i in range(rows.shape[0]):
        if first[i] == 0 or second[i] == 0:
            contested[rows[i]] = False
            over[parting] = rows[i]
            parting += 1
    first_left, second_left = _alone(rows, first, second)
    return over[:parting], first_left, second_left


@njit(cache=True)
def _alone(
    rows: np.ndarray, first: np.ndarray, second: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The runs in which only the first or the second side, both (k,), has men."""
    return rows[(first > 0) & (second == 0)], rows[(second > 0) & (first == 0)]
