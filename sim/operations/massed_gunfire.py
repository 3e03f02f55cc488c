"""Massed gunfire: missions, of one ship or battery each on one place, that go on as one."""

from functools import partial
from typing import Any

import numpy as np

from sim.operations.base import PLANNED, Operation
from sim.operations.gunfire import Gunfire
from sim.operations.party import Register, Stepwise
from sim.rules.bombardment import Bombardment
from sim.rules.bombardment_kernel import Fire
from sim.rules.combat import Combat
from sim.rules.gunnery import Gunnery
from sim.rules.rulebook import Rulebook
from sim.rules.targets import Shooting, Targets, aim
from sim.rules.volley_kernel import Salvo
from sim.rules.weather import Weather
from sim.scenario.vocabulary import CATEGORIES, PERSONNEL
from sim.world.agenda import turns
from sim.world.news import Fought
from sim.world.sequence import Position, Step
from sim.world.state import grouped


class Missions(Register):
    """What is known of L missions."""

    def __init__(self, runs: int) -> None:
        super().__init__()
        self.unit, self.target, self.volley = np.empty((3, 8), np.int64)
        self.support, self.observed = np.empty((2, 8), bool)
        self.turns = np.empty((8, runs), np.int64)
        self.held = np.zeros((8, runs), bool)
        """(L, n): whether the own side held the target when the mission began."""
        self.supports_at = np.full((8, runs), -1, np.int64)
        """(L, n): turn of the last salvo in support of a fight."""


class MassedGunfire(Stepwise):
    """Missions of gunfire; what each does `Gunfire` says."""

    steps = (Step.GUNFIRE,)

    def __init__(self, rules: Rulebook, position: Position) -> None:
        self._register = Missions(len(rules.world.all_rows))
        super().__init__(rules, position, self._register)
        self._side = -1
        self._of_unit: dict[int, np.ndarray] = {}
        """Numbers of the missions of each unit."""
        self._supporting: dict[int, np.ndarray] = {}
        """Numbers of those that support the troops at a place."""
        self._salvoes = self.agenda(Step.GUNFIRE, self._fire)

    @staticmethod
    def takes(operation: Operation[Any]) -> bool:
        """Those of one unit that sees for itself.

        What the plan lets fire in support hears of a fight in its place among all who do.
        """
        if not isinstance(operation, Gunfire) or not operation.plain:
            return False
        return not (operation.spec.in_support and operation.position[0] == PLANNED)

    def admit(self, operation: Operation[Any]) -> int:
        """Take over a mission."""
        assert isinstance(operation, Gunfire)
        number, of, mission = self.enter(operation), self._register, operation.mission
        self._side = operation.side
        of.unit[number], of.target[number] = mission.unit, mission.target
        of.support[number], of.observed[number] = mission.support, mission.observed
        of.turns[number], of.supports_at[number] = mission.turns, -1
        volleys = self.rules[Bombardment].volleys(1 - self._side)
        of.volley[number] = volleys.enlist(f"operation/{operation.luck}", mission.target)
        self._take_over(operation, number)
        return number

    def _take_over(self, operation: Gunfire, number: int) -> None:
        """Count and hear for it."""
        mission, gunnery = operation.mission, self.rules[Gunnery]
        gunnery.hand_over(mission.unit, operation.line)
        if mission.unit not in self._of_unit:
            gunnery.count_by(mission.unit, partial(self._firing, mission.unit))
        _append(self._of_unit, mission.unit, number)
        operation.leave_support()
        if mission.support and mission.target not in self._supporting:
            topic = Fought(mission.target)
            self.world.news.subscribe(topic, partial(self._support, mission.target))
        if mission.support:
            _append(self._supporting, mission.target, number)

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Open fire as soon as there is something to fire at."""
        fresh = ~self.going(numbers, rows)
        numbers, rows = numbers[fresh], rows[fresh]
        of = self._register
        self.begin(numbers, rows)
        of.held[numbers, rows] = self._holds(numbers, rows)
        self.add(self._salvoes, numbers, rows, self.world.turn)

    def _holds(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether the own side holds the target, (k,)."""
        control = self.world.state.control
        return np.asarray(control[rows, self._register.target[numbers]] == self._side)

    def _fire(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        of, turn = self._register, self.world.turn
        seen = self._in_sight(numbers, rows)
        if seen.any():
            self._bombard(numbers[seen], rows[seen])
        began = self.world.ledger.started_at[of.line[numbers], rows]
        over = turn + 1 >= began + of.turns[numbers, rows]
        over |= self._holds(numbers, rows) & ~of.held[numbers, rows]
        self.add(self._salvoes, numbers[~over], rows[~over], turn + 1)
        self.complete(numbers[over], rows[over])

    def _in_sight(self, numbers: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Whether there is light and something to fire at, and no cease-fire, (k,)."""
        of, state = self._register, self.world.state
        target = of.target[numbers]
        seen = ~state.ceased[rows, target, self._side]
        if self.world.night:
            seen &= ~of.observed[numbers]
        if seen.any():
            there = self.rules[Targets].offered_each(target, 1 - self._side, rows) > 0
            seen &= np.where(of.support[numbers], state.contested[rows, target], there)
        return np.asarray(seen)

    def _firing(self, unit: int, rows: np.ndarray) -> np.ndarray:
        """How many missions of a unit fire now, (k,)."""
        numbers = self._of_unit[unit]
        which, where = self.world.ledger.under_way(self._register.line[numbers], rows)
        seen = self._in_sight(numbers[which], where)
        firing = np.bincount(where[seen], minlength=len(self.world.all_rows))
        return np.asarray(firing[rows])

    def _bombard(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        of = self._register
        power, shock = self._worth(numbers, rows)
        firing = (power > 0).any(axis=1) | (shock > 0)
        numbers, rows, power, shock = numbers[firing], rows[firing], power[firing], shock[firing]
        support = of.support[numbers]
        of.supports_at[numbers[support], rows[support]] = self.world.turn
        power[support] = 0.0  # he is hit for as long as there is a fight
        self._hit(numbers, rows, power, shock)

    def _hit(
        self, numbers: np.ndarray, rows: np.ndarray, power: np.ndarray, shock: np.ndarray
    ) -> None:
        """Power, (k, C), and suppression, (k,), fall on the targets."""
        bombardment, salvo = self.rules[Bombardment], Salvo(rows, self._register.volley[numbers])
        volleys = bombardment.volleys(1 - self._side)
        fire = Fire(np.ascontiguousarray(power[:, PERSONNEL]), shock)
        bombardment.fall_each(volleys, salvo, fire)
        bombardment.fall_on_weapons_each(volleys, salvo, power)

    def _support(self, place: int, rows: np.ndarray) -> None:
        """Hit the enemy for as long as he was fought in this turn, in the order of the list."""
        of, numbers = self._register, self._supporting[place]
        which, where = np.nonzero(of.supports_at[np.ix_(numbers, rows)] == self.world.turn)
        if len(which):
            for now in turns(of.rank[numbers[which]], rows[where]):
                self._hit_in_support(numbers[which[now]], rows[where[now]])

    def _hit_in_support(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        power, shock = self._worth(numbers, rows)
        firing = (power > 0).any(axis=1) | (shock > 0)
        numbers, rows, power = numbers[firing], rows[firing], power[firing]
        place = int(self._register.target[numbers[0]]) if len(numbers) else 0
        power *= self.rules[Combat].part(place, rows)[:, None]
        self._hit(numbers, rows, power, np.zeros(len(rows)))

    def _worth(self, numbers: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fire on each category (k, C) and suppression (k,) in one turn."""
        of, arsenal = self._register, self.world.arsenal
        by = Shooting(arsenal.bombardment, arsenal.bombardment_priority, arsenal.suppression)
        power, shock = np.zeros((len(CATEGORIES), len(rows))).T, np.zeros(len(rows))
        targets = self.rules[Targets].offered_each(of.target[numbers], 1 - self._side, rows)
        for unit, there in grouped(of.unit[numbers]):
            where, of_unit = rows[there], np.array([unit])
            guns = self.rules[Gunnery].guns(of_unit, where, of.target[numbers[there]])
            kinds = self.world.forces.entry_class[self.world.forces.entries_of(unit)]
            power[there], shock[there] = aim(where, guns, kinds, targets[there], by)
        clear = self.rules[Weather].clear("fog_gunfire", rows)
        if clear is not None:
            clear = np.where(of.observed[numbers], clear, 1.0)
            power, shock = power * clear[:, None], shock * clear
        return power, shock


def _append(numbers: dict[int, np.ndarray], key: int, number: int) -> None:
    numbers[key] = np.append(numbers.get(key, np.empty(0, np.int64)), number)
