"""Series: strengths, losses and control turn by turn."""

from collections.abc import Generator
from typing import Any

import numpy as np
from simpy.events import Event

from sim.kernel import njit
from sim.results.series import Series
from sim.world.sequence import Step
from sim.world.state import NOWHERE, Fate, Status, Whereabouts
from sim.world.world import World


class Recorder:
    """Records every `every`-th turn; the first entry is the state before the battle.

    Of a battle that is traced it also keeps who stands where.
    """

    def __init__(self, world: World, every: int = 1) -> None:
        self._world = world
        self._turns = list(range(every - 1, world.clock.turns, every))
        n, sides = len(world.all_rows), len(world.forces.sides)
        steps = len(self._turns) + 1
        # runs lie side by side in memory, as in the state
        self.ashore = np.zeros((n, steps, sides), np.int32, order="F")
        self.losses = np.zeros((n, steps, sides), np.int32, order="F")
        places = len(world.forces.places)
        self.control = np.zeros((n, steps, places), np.int8, order="F")
        self.men = np.zeros((n, steps, places, sides), np.int32) if world.chronicle.traced else None
        self.hidden = np.zeros((n, steps, sides), np.int32)
        self._units = [world.forces.units_of_side(side) for side in range(sides)]
        self._ground = [units[world.forces.ground[units]] for units in self._units]
        self._labels: dict[str, Any] = {
            "run": world.draws.past.astype(np.int64),
            "time": self._times(),
            "side": world.forces.sides,
            "place": world.forces.places,
        }
        self._take(0)
        world.schedule.env.process(self._process())

    def _times(self) -> np.ndarray:
        """Hours of the steps, datetime64."""
        clock = self._world.clock
        times = [clock.start, *(clock.moment(turn + 1) for turn in self._turns)]
        return np.array(times, "datetime64[s]")

    def _process(self) -> Generator[Event]:
        for step, turn in enumerate(self._turns, start=1):
            yield self._world.schedule.until(turn, Step.RECORD)
            self._take(step)

    def _take(self, step: int) -> None:
        state = self._world.state
        for side, (units, ground) in enumerate(zip(self._units, self._ground, strict=True)):
            _add_ashore(
                state.whereabouts, state.afloat, state.landed, ground, self.ashore[:, step, side]
            )
            _add_losses(state.men, units, self.losses[:, step, side])
            if self.men is not None:
                self._muster(self.men[:, step, :, side], ground)
                there = state.status[:, ground] == Status.ROUTED
                hidden = state.men[:, ground, Fate.PRESENT] * there
                self.hidden[:, step, side] = hidden.sum(axis=1)
        self.control[:, step] = state.control

    def _muster(self, men: np.ndarray, units: np.ndarray) -> None:
        """Add the men of some units who stand at a place, or wait there, to `men` (n, P)."""
        state = self._world.state
        place, status = state.place[:, units], state.status[:, units]
        there = ((status == Status.FIELD) | (status == Status.WAITING)) & (place != NOWHERE)
        present = state.men[:, units, Fate.PRESENT]
        ready = present - np.minimum(state.afloat[:, units], present)
        rows, columns = np.nonzero(there)
        np.add.at(men, (rows, place[rows, columns]), ready[rows, columns])

    def __getstate__(self) -> dict[str, Any]:
        """What is recorded, without the battle, which nobody can pickle."""
        return {name: one for name, one in self.__dict__.items() if name != "_world"}

    def series(self) -> Series:
        """What is recorded.

        `ashore` are men present on the battlefield, `losses` men killed, wounded, missing or
        captured so far, crews of ships among them, `control` the position of the side that holds a
        place, -1 for nobody. Of a battle that is traced, `men` are those who stand at a place, or
        wait there at a base, and `hidden` those who have fled into the hills.
        """
        values: dict[str, np.ndarray]
        values = {"ashore": self.ashore, "losses": self.losses, "control": self.control}
        if self.men is not None:
            values |= {"men": self.men, "hidden": self.hidden}
        return Series(self._labels, values)


_PRESENT, _KILLED, _WOUNDED = int(Fate.PRESENT), int(Fate.KILLED), int(Fate.WOUNDED)
_MISSING, _CAPTURED, _AFLOAT = int(Fate.MISSING), int(Fate.CAPTURED), Status.AFLOAT


@njit(cache=True)
def _add_ashore(
    where: Whereabouts, afloat: np.ndarray, landed: np.ndarray, units: np.ndarray, men: np.ndarray
) -> None:
    """Add to `men`, (n,), those of some units who are present and on the battlefield."""
    for unit in units:
        for row in range(men.shape[0]):
            on_land = landed[row, unit] & (where.status[row, unit] != _AFLOAT)
            present = where.men[row, unit, _PRESENT] - afloat[row, unit]
            men[row] += max(present, 0) * on_land


@njit(cache=True)
def _add_losses(men: np.ndarray, units: np.ndarray, lost: np.ndarray) -> None:
    """Add to `lost`, (n,), the men of some units who are killed, wounded, missing or captured."""
    for unit in units:
        for row in range(lost.shape[0]):
            fallen = men[row, unit, _KILLED] + men[row, unit, _WOUNDED]
            lost[row] += fallen + men[row, unit, _MISSING] + men[row, unit, _CAPTURED]
