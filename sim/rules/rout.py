"""Rout: what becomes of a side that breaks at a place."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.kernel import njit
from sim.luck.philox import uniform_pair
from sim.luck.variates import binomial
from sim.rules.casualties import shift
from sim.world.inputs import of_runs
from sim.world.state import NOWHERE, Fate, Status, distinct

if TYPE_CHECKING:
    from sim.battle import Battle

_PRESENT, _KILLED, _WOUNDED, _CAPTURED = (
    int(fate) for fate in (Fate.PRESENT, Fate.KILLED, Fate.WOUNDED, Fate.CAPTURED)
)
_FIELD = Status.FIELD
_LEFT_BEHIND = ("rout_captured", "abandoned_share", "abandoned_killed")
"""The parameters of morale that say what a unit in flight leaves behind."""
_RETREAT_SPEED = 3.0
"""Kilometres an hour of a beaten unit (assumed)."""


class Rout:
    """The ways out of one place."""

    def __init__(self, battle: "Battle", place: int) -> None:
        self._battle = battle
        self._place = place
        self._name = battle.order.places[place]
        definition = battle.definition.places[self._name]
        self._retreat = NOWHERE
        if definition.retreat is not None:
            self._retreat = battle.order.place[definition.retreat]
        self._hills = definition.hills
        places = battle.definition.places.values()
        self._sea = np.array([p.terrain in ("base", "sea") for p in places])

    def carry_out(self, side: int, rows: np.ndarray, units: np.ndarray) -> None:
        """Break a side: an attacker falls back, a garrison flees, hides or is captured."""
        battle, state, place = self._battle, self._battle.state, self._place
        battle.chronicle.tell(rows, "break", place, "breaks", side=side)
        for unit in units.tolist():
            attacking, defending = _broken_here(
                rows, side, place, state.control, state.status[:, unit], state.place[:, unit]
            )
            self.fall_back(unit, attacking)
            self._flee(unit, defending)

    def fall_back(self, unit: int, rows: np.ndarray) -> None:
        """An attacker returns to where it came from; a landing party without a way back is lost."""
        if not len(rows):
            return
        battle = self._battle
        origin = battle.state.origin[:, unit][rows]
        # landing parties have the sea at their back
        back = (origin >= 0) & ~self._sea[origin]
        for start in distinct(origin[back]):
            going = rows[back & (origin == start)]
            battle.travel.go(unit, start, going, self._turns(going, start))
        self._give_up(unit, rows[~back])

    def _flee(self, unit: int, rows: np.ndarray) -> None:
        """A broken garrison leaves prisoners and wounded behind; the rest gets away if it can."""
        if not len(rows):
            return
        battle, state = self._battle, self._battle.state
        with_refuge, without = rows[:0], rows
        if self._retreat >= 0:
            open_way = state.control[:, self._retreat][rows] == battle.order.unit_side[unit]
            with_refuge, without = rows[open_way], rows[~open_way]
        if not self._hills:
            self._give_up(unit, without)
            rows, without = with_refuge, rows[:0]
        self._leave_behind(unit, rows)
        state.disorganised_at[:, unit][rows] = battle.turn
        self._hide(unit, without)
        if len(with_refuge):
            turns = self._turns(with_refuge, self._retreat)
            battle.travel.go(unit, self._retreat, with_refuge, turns)

    def _leave_behind(self, unit: int, rows: np.ndarray) -> None:
        """Some are captured; so are some of the wounded, and most of these die."""
        battle, state = self._battle, self._battle.state
        side = int(battle.order.unit_side[unit])
        item = f"{self._name}/{battle.order.units[unit]}"
        addresses = (battle.draws.address("rout", item), battle.draws.address("abandoned", item))
        captured, lost = _abandon(
            rows,
            state.men[:, unit],
            state.afloat[:, unit],
            state.place_losses[:, self._place, side],
            battle.morale.values,
            tuple(battle.morale.position[name] for name in _LEFT_BEHIND),
            (battle.draws.seed, battle.draws.runs, np.uint64(battle.turn), *addresses),
        )
        battle.note_surrender(side, captured)
        battle.announce("losses", lost)

    def _hide(self, unit: int, rows: np.ndarray) -> None:
        if not len(rows):
            return
        state = self._battle.state
        self._battle.travel.leave(unit, rows)
        state.status[:, unit][rows] = Status.ROUTED
        state.place[:, unit][rows] = NOWHERE

    def _give_up(self, unit: int, rows: np.ndarray) -> None:
        """Those who have no way out are captured."""
        state = self._battle.state
        if len(rows):
            men = state.men[:, unit, Fate.PRESENT][rows]
            self._battle.casualties.transfer(
                rows, unit, Fate.PRESENT, Fate.CAPTURED, men, self._place
            )
            state.status[:, unit][rows] = Status.SURRENDERED

    def _turns(self, rows: np.ndarray, to: int) -> np.ndarray:
        """When those who flee arrive, (k,), or (1,) if the way is as long in all runs."""
        battle = self._battle
        hours = of_runs(battle.travel.distances[:, self._place, to], rows) / _RETREAT_SPEED
        hours = np.where(np.isfinite(hours), hours, 1.0)
        return np.asarray(battle.turn + np.maximum(battle.clock.spans(hours), 1))


@njit(cache=True)
def _broken_here(
    rows: np.ndarray,
    side: int,
    place: int,
    control: np.ndarray,
    status: np.ndarray,
    unit_place: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """The runs in which a unit of a side attacks a place, and those in which it defends it.

    `control` is (n, P), `status` and `unit_place` are (n,).
    """
    attacking, defending = np.empty_like(rows), np.empty_like(rows)
    attackers = defenders = 0
    for row in rows:
        if status[row] == _FIELD and unit_place[row] == place:
            if control[row, place] == side:
                defending[defenders] = row
                defenders += 1
            else:
                attacking[attackers] = row
                attackers += 1
    return attacking[:attackers], defending[:defenders]


@njit(cache=True)
def _abandon(
    rows: np.ndarray,
    men: np.ndarray,
    afloat: np.ndarray,
    place_losses: np.ndarray,
    morale: np.ndarray,
    columns: tuple[int, ...],
    luck: tuple[Any, ...],
) -> tuple[np.ndarray, np.ndarray]:
    """Draw what a unit that flees leaves behind, and book it in `men`, `afloat`, `place_losses`.

    Returns the runs in which men are captured and those in which any are lost. `columns` are those
    of the table `morale` with the shares of men captured, of wounded abandoned and of these killed;
    `luck` is a seed, the run numbers, a turn and two addresses.
    """
    captured_share, abandoned_share, killed_share = columns
    seed, runs, turn, address, abandoned = luck
    captured, lost = np.empty_like(rows), np.empty_like(rows)
    with_captured = with_lost = 0
    for row in rows:
        m = morale[row if morale.shape[0] > 1 else 0]
        present = men[row, _PRESENT]
        wounded = min(men[row, _WOUNDED], place_losses[row, _WOUNDED])
        if present == 0 and wounded == 0:
            continue
        first, second = uniform_pair(seed, runs[row], turn, address)
        dead = taken = 0
        if wounded > 0:
            share, fatal = m[abandoned_share], m[killed_share]
            dead = binomial(wounded, share * fatal, second)
            shift(dead, _WOUNDED, _KILLED, men[row], place_losses[row], True)
        if wounded > dead:
            third, _ = uniform_pair(seed, runs[row], turn, abandoned)
            rest = share * (1 - fatal) / max(1 - share * fatal, 1e-9)
            taken = binomial(wounded - dead, rest, third)
            shift(taken, _WOUNDED, _CAPTURED, men[row], place_losses[row], True)
        caught = binomial(present, m[captured_share], first)
        shift(caught, _PRESENT, _CAPTURED, men[row], place_losses[row], True)
        afloat[row] = min(afloat[row], men[row, _PRESENT])
        if taken + caught > 0:
            captured[with_captured] = row
            with_captured += 1
        if dead + taken + caught > 0:
            lost[with_lost] = row
            with_lost += 1
    return captured[:with_captured], lost[:with_lost]
