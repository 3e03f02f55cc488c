"""Control: which side holds a place, and since when."""

import numpy as np

from sim.kernel import njit
from sim.rules.rule import Rule
from sim.world.state import grouped
from sim.world.words import Name
from sim.world.world import World


class Control(Rule):
    """A place belongs to the side that took it last; to take it is news."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._control, self._taken_at = world.state.hand_over(self, "control", "taken_at")

    def take(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray, turn: int) -> None:
        """A side takes a place in each run, (k,), at a turn, where it does not hold it yet."""
        taken = _change_hands(places, sides, rows, turn, self._control, self._taken_at)
        if len(taken):
            places, rows = places[taken], rows[taken]
            self._tell(places, sides[taken], rows)
            self.world.news.announce_places(places, rows)

    def _tell(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray) -> None:
        world = self.world
        for place, there in grouped(places) if world.chronicle.traced else ():
            for side, theirs in grouped(sides[there]):
                who = Name(world.definition.sides[world.forces.sides[side]].title)
                text = "{who:holds|hold} the place"
                taking = rows[there][theirs]
                world.chronicle.tell(taking, "capture", place, text, side=side, who=who)


@njit(cache=True)
def _change_hands(
    places: np.ndarray,
    sides: np.ndarray,
    rows: np.ndarray,
    turn: int,
    control: np.ndarray,
    taken_at: np.ndarray,
) -> np.ndarray:
    """Note that a side takes a place in each run, (k,) each, in tables, (n, P).

    Returns where it did not hold it, positions in `rows`.
    """
    taken = np.empty_like(rows)
    found = 0
    for i in range(rows.shape[0]):
        if control[rows[i], places[i]] != sides[i]:
            taken[found] = i
            found += 1
            control[rows[i], places[i]] = sides[i]
            taken_at[rows[i], places[i]] = turn
    return taken[:found]
