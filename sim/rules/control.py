"""Control: which side holds a place, and since when."""

import numpy as np

from sim.kernel import njit
from sim.rules.rule import Rule
from sim.world.words import Name
from sim.world.world import World


class Control(Rule):
    """A place belongs to the side that took it last; to take it is news."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._control, self._taken_at = world.state.hand_over(self, "control", "taken_at")

    def take(self, place: int, alone: tuple[np.ndarray, np.ndarray], turn: int) -> None:
        """Each side takes a place at a turn in some runs, where it does not hold it yet."""
        for side, rows in enumerate(alone):
            if not len(rows):
                continue
            control, taken_at = self._control[:, place], self._taken_at[:, place]
            taken = _change_hands(rows, side, turn, control, taken_at)
            if len(taken):
                self._tell(place, side, taken)
                self.world.news.announce_places(self.world.alike(place, taken), taken)

    def take_each(self, places: np.ndarray, sides: np.ndarray, rows: np.ndarray, turn: int) -> None:
        """A side takes a place in each run, (k,), at a turn, where it does not hold it yet."""
        new = self._control[rows, places] != sides
        places, sides, rows = places[new], sides[new], rows[new]
        if len(rows):
            self._control[rows, places] = sides
            self._taken_at[rows, places] = turn
            self.world.news.announce_places(places, rows)

    def _tell(self, place: int, side: int, rows: np.ndarray) -> None:
        world = self.world
        if world.chronicle.traced:
            who = Name(world.definition.sides[world.forces.sides[side]].title)
            text = "{who:holds|hold} the place"
            world.chronicle.tell(rows, "capture", place, text, side=side, who=who)


@njit(cache=True)
def _change_hands(
    rows: np.ndarray, side: int, turn: int, control: np.ndarray, taken_at: np.ndarray
) -> np.ndarray:
    """Note that a side takes a place, (n,) each; returns the runs in which it did not hold it."""
    taken = np.empty_like(rows)
    found = 0
    for row in rows:
        taken[found] = row
        found += control[row] != side
    for row in taken[:found]:
        control[row] = side
        taken_at[row] = turn
    return taken[:found]
