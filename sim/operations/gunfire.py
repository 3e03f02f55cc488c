"""Gunfire: ships or batteries bombard a place from afar."""

from typing import NamedTuple

import numpy as np

from sim.kernel import njit
from sim.operations.base import Operation
from sim.plan import gunfire as plan
from sim.rules.bombardment import Bombardment, Target
from sim.rules.combat import Combat
from sim.rules.gunnery import Gunnery
from sim.rules.rulebook import Rulebook
from sim.rules.targets import Shooting, Targets, aim
from sim.rules.weather import Weather
from sim.scenario.vocabulary import PERSONNEL
from sim.world.chronicle import WRECKS
from sim.world.news import Fought
from sim.world.sequence import Step
from sim.world.words import Name


class Mission(NamedTuple):
    """The fire of one unit on one place."""

    unit: int
    target: int
    support: bool
    observed: bool
    turns: np.ndarray
    """(n,): how long it lasts."""


class Gunfire(Operation[plan.Gunfire]):
    """Fires in every turn of its duration in which there is something to fire at.

    A unit with several targets divides its guns between them. Fire in support suppresses the
    enemy throughout the turn, and hits him as long as there is a fight in it. The record says once
    why guns are silent. Complete when its time is over, or when its side has taken the target.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.Gunfire) -> None:
        super().__init__(rules, name, spec)
        self._target = self.world.forces.place[spec.target]
        self._kinds = self.world.forces.entry_class[self.world.forces.entries_of_units(self.units)]
        """(E,): the classes of its weapon entries."""
        self._last = self.world.clock.spans(self.number("duration"))
        self._held = np.zeros(len(self.world.all_rows), bool)
        self._next = np.zeros(len(self.world.all_rows), np.int64)
        """Turn of the next salvo; what an order that was called off had planned is void."""
        self._salvoes = self.calendar(Step.GUNFIRE, self._fire)
        titles = [self.world.definition.units[unit].title or unit for unit in spec.units]
        self._gunners = Name(" and ".join(titles))
        self._observer = self.world.forces.place[spec.observer] if spec.observer else None
        self._unobserved = self.number("unobserved")
        self._told = np.zeros(len(self.world.all_rows), bool)
        rules[Gunnery].enrol(self.units.tolist(), self._wants, self.line)
        self._shells = Target(f"operation/{self.luck}", self._target, 1 - self.side)
        self._supports_at = np.full(len(self.world.all_rows), -1, np.int64)
        """(n,): turn of the last salvo in support of a fight."""
        if spec.in_support:
            self.world.news.subscribe(Fought(self._target), self._support)

    @property
    def plain(self) -> bool:
        """Whether one unit fires, and sees for itself."""
        return len(self.units) == 1 and self._observer is None

    @property
    def mission(self) -> Mission:
        """What decides about its fire."""
        spec, unit = self.spec, int(self.units[0])
        return Mission(unit, self._target, spec.in_support, spec.observed, self._last)

    def leave_support(self) -> None:
        """Somebody else hears when the enemy is fought at the target."""
        if self.spec.in_support:
            self.world.news.cancel(Fought(self._target), self._support)

    def begin(self, rows: np.ndarray) -> None:
        """Open fire as soon as there is something to fire at."""
        self._held[rows] = self.world.state.control[rows, self._target] == self.side
        self._told[rows] = False
        self._next[rows] = self.world.turn
        self._salvoes.add(rows, self.world.turn)

    def recallable(self, rows: np.ndarray) -> np.ndarray:
        """They can cease fire at any time."""
        return np.ones(len(rows), bool)

    def _fire(self, rows: np.ndarray) -> None:
        world, state = self.world, self.world.state
        rows = self.under_way(rows)
        rows = rows[self._next[rows] == world.turn]
        if self._dark():
            self._tell_silence(rows, "{gunners:waits|wait} for light")
        else:
            there = self._in_sight(rows)
            seen = there > 0
            self._bombard(rows[seen], there[seen])
            reason = "{gunners:waits|wait} for own troops to be in contact"
            none = "{gunners:finds|find} no target"
            self._tell_silence(rows[~seen], reason if self.spec.in_support else none)
        self._next[rows] = world.turn + 1
        over = _over(
            rows,
            world.turn + 1,
            self.started_at,
            self._last,
            state.control[:, self._target],
            self.side,
            self._held,
        )
        self._salvoes.add(rows[~over], world.turn + 1)
        self.complete(rows[over])

    def _dark(self) -> bool:
        return bool(self.spec.observed and self.world.night)

    def _wants(self, rows: np.ndarray) -> np.ndarray:
        """Whether it fires now, (k,)."""
        wanted = self.busy(rows)
        if self._dark() or not wanted.any():
            return np.zeros(len(rows), bool)
        return np.asarray(wanted & (self._in_sight(rows) > 0))

    def _in_sight(self, rows: np.ndarray) -> np.ndarray:
        """What there is to fire at, (k,), or in support whether there is a fight.

        Under a cease-fire there is neither.
        """
        state = self.world.state
        free = ~state.ceased[:, self._target, self.side][rows]
        if self.spec.in_support:
            return np.asarray(free & state.contested[:, self._target][rows])
        return np.asarray(free * self._offered(rows))

    def _offered(self, rows: np.ndarray) -> np.ndarray:
        """What the enemy offers at the target, (k,)."""
        return self.rules[Targets].offered(self._target, 1 - self.side, rows)

    def _tell_silence(self, rows: np.ndarray, why: str) -> None:
        if self.world.chronicle.traced:
            rows = rows[~self._told[rows]]
            self._told[rows] = True
            about = rows, "silent", self._target, why
            self.world.chronicle.tell(*about, side=self.side, gunners=self._gunners)

    def _bombard(self, rows: np.ndarray, in_sight: np.ndarray) -> None:
        if not len(rows):
            return
        offered = self._offered(rows) if self.spec.in_support else in_sight
        rows, power, shock = self._worth(rows, offered)
        if not len(rows):
            return
        if self.spec.in_support:
            self._supports_at[rows] = self.world.turn
            self.rules[Bombardment].fall(self._shells, rows, np.zeros(len(rows)), shock)
        else:
            self._hit_men(rows, power[:, PERSONNEL], shock)
            self._hit_weapons(rows, power)

    def _support(self, rows: np.ndarray) -> None:
        """Hit the enemy for as long as he was fought in this turn."""
        rows = rows[self._supports_at[rows] == self.world.turn]
        if len(rows):
            rows, power, _ = self._worth(rows, self._offered(rows))
            power *= self.rules[Combat].part(self._target, rows)[:, None]
            self._hit_men(rows, power[:, PERSONNEL], np.zeros(len(rows)))
            self._hit_weapons(rows, power)

    def _worth(
        self, rows: np.ndarray, offered: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The runs in which guns fire, (k,), their power, (k, C), and suppression, (k,)."""
        power, shock = self._weigh(rows, offered)
        if self._observer is not None:
            seen = self.world.state.control[rows, self._observer] == self.side
            aimed = np.where(seen, 1.0, self._unobserved[rows])
            power, shock = power * aimed[:, None], shock * aimed
        if self.spec.observed:
            clear = self.rules[Weather].clear("fog_gunfire", rows)
            if clear is not None:
                power, shock = power * clear[:, None], shock * clear
        firing = (power > 0).any(axis=1) | (shock > 0)
        if firing.all():
            return rows, power, shock
        return rows[firing], power[firing], shock[firing]

    def _weigh(self, rows: np.ndarray, offered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Fire on each category (k, C) and suppression (k,) in one turn."""
        arsenal, targets = self.world.arsenal, np.array([self._target])
        aimed: tuple[np.ndarray, np.ndarray] = aim(
            rows,
            self.rules[Gunnery].guns(self.units, rows, targets),
            self._kinds,
            offered,
            Shooting(arsenal.bombardment, arsenal.bombardment_priority, arsenal.suppression),
        )
        return aimed

    def _hit_men(self, rows: np.ndarray, power: np.ndarray, shock: np.ndarray) -> None:
        lost = self.rules[Bombardment].fall(self._shells, rows, power, shock)
        self._tell_hits(rows, lost, "man|men")

    def _hit_weapons(self, rows: np.ndarray, power: np.ndarray) -> None:
        hits = self.rules[Bombardment].fall_on_weapons(self._shells, rows, power)
        for category, forms in WRECKS.items():
            self._tell_hits(rows, hits[:, category], forms)

    def _tell_hits(self, rows: np.ndarray, hits: np.ndarray, forms: str) -> None:
        if not self.world.chronicle.traced:
            return
        about = rows, "gunfire", self._target, f"the fire of {{gunners}} hits {{:#{forms}}}", hits
        where, gunners = hits > 0, self._gunners
        self.world.chronicle.tell(*about, side=self.side, where=where, gunners=gunners)


@njit(cache=True)
def _over(
    rows: np.ndarray,
    turn: int,
    started_at: np.ndarray,
    turns: np.ndarray,
    control: np.ndarray,
    side: int,
    held: np.ndarray,
) -> np.ndarray:
    """Whether the time of a mission is over, or its side has taken a target not `held`, (k,)."""
    over = np.empty(rows.shape[0], np.bool_)
    for i in range(rows.shape[0]):
        row = rows[i]
        taken = control[row] == side and not held[row]
        over[i] = taken or turn >= started_at[row] + turns[row]
    return over
