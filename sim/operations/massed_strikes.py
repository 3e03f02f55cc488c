"""Massed strikes: raids, of one unit of aircraft each on one place, that go on as one."""

from typing import Any

import numpy as np

from sim.operations.base import Operation
from sim.operations.party import Register, Stepwise
from sim.operations.strike import Strike
from sim.rules.bombardment import Bombardment
from sim.rules.bombardment_kernel import Fire
from sim.rules.modifiers import Modifiers
from sim.rules.presence import Presence
from sim.rules.rulebook import Rulebook
from sim.rules.sorties import Flights, Sorties
from sim.rules.targets import Shooting, Targets, aim
from sim.rules.volley_kernel import Salvo
from sim.rules.weather import Weather
from sim.scenario.vocabulary import CATEGORIES, PERSONNEL
from sim.world.news import Flown
from sim.world.sequence import Position, Step
from sim.world.state import grouped


class Strikes(Register):
    """What is known of L strikes."""

    def __init__(self, runs: int) -> None:
        super().__init__()
        self.unit, self.target, self.volley, self.of_unit = np.empty((4, 8), np.int64)
        """The last one is its number among those of the unit."""
        self.stray_by = np.empty(8, np.uint64)
        """Address of the chance to hit own troops."""
        self.night = np.empty(8, bool)
        self.last, self.pause = np.empty((2, 8, runs), np.int64)


class Wing:
    """The strikes of one unit of aircraft."""

    def __init__(self, entries: np.ndarray, runs: int) -> None:
        self.entries = entries
        self.intensity = np.empty((0, len(entries), runs))
        self.addresses = np.empty((0, len(entries)), np.uint64)

    def enter(self, strike: Strike) -> int:
        """One more; its number."""
        flight = strike.flight
        self.intensity = np.concatenate([self.intensity, flight.intensity[None]])
        self.addresses = np.concatenate([self.addresses, flight.addresses[None]])
        return len(self.intensity) - 1


class MassedStrikes(Stepwise):
    """Strikes; what each does `Strike` says."""

    steps = (Step.AIR,)

    def __init__(self, rules: Rulebook, position: Position) -> None:
        self._register = Strikes(len(rules.world.all_rows))
        super().__init__(rules, position, self._register)
        self._wings: dict[int, Wing] = {}
        self._raids = self.agenda(Step.AIR, self._raid)

    @staticmethod
    def takes(operation: Operation[Any]) -> bool:
        """Those of one unit on one place."""
        return isinstance(operation, Strike) and operation.plain

    def admit(self, operation: Operation[Any]) -> int:
        """Take over a strike."""
        assert isinstance(operation, Strike)
        number, of, flight = self.enter(operation), self._register, operation.flight
        of.unit[number] = unit = int(operation.units[0])
        of.target[number], of.night[number] = operation.target, flight.night
        of.last[number], of.pause[number] = flight.last, flight.pause
        of.stray_by[number] = operation.address("stray")
        cause, enemy = f"operation/{operation.luck}/bombs", 1 - operation.side
        volleys = self.rules[Bombardment].volleys(enemy)
        of.volley[number] = volleys.enlist(cause, operation.target)
        entries = self.world.forces.entries_of(unit)
        wing = self._wings.setdefault(unit, Wing(entries, len(self.world.all_rows)))
        of.of_unit[number] = wing.enter(operation)
        return number

    def start(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """The first raid is flown now."""
        fresh = ~self.going(numbers, rows)
        numbers, rows = numbers[fresh], rows[fresh]
        self.begin(numbers, rows)
        self.add(self._raids, numbers, rows, self.world.turn)

    def _raid(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        of, turn = self._register, self.world.turn
        flies = of.night[numbers] | (not self.world.night)
        if flies.any():
            self._attack(numbers[flies], rows[flies])
        again = turn + of.pause[numbers, rows]
        began = self.world.ledger.started_at[of.line[numbers], rows]
        over = again > began + of.last[numbers, rows]
        self.add(self._raids, numbers[~over], rows[~over], again[~over])
        self.complete(numbers[over], rows[over])

    def _attack(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        """Bomb the enemy where he is found."""
        of, side, ceased = self._register, self.known[0].side, self.world.state.ceased
        place = of.target[numbers]
        targets = self.rules[Targets].offered_each(place, 1 - side, rows)
        targets[ceased[rows, place, side]] = 0
        power, shock, sorties = self._fly(numbers, rows, targets)
        hit = (targets > 0) & sorties.any(axis=1)
        numbers, rows, power, shock = numbers[hit], rows[hit], power[hit], shock[hit]
        place, sorties = place[hit], sorties[hit]
        for where, there in grouped(place):
            self.world.news.announce(Flown(where, side), rows[there])
        self._bomb(numbers, rows, power, shock)
        self._stray(numbers, rows, power, shock)
        guns = self.rules[Presence].anti_aircraft_where(place, 1 - side, rows)
        exposed = guns > 0
        if exposed.any():
            flown = sorties[exposed]
            self._face_anti_aircraft_fire(numbers[exposed], rows[exposed], flown, guns[exposed])

    def _fly(
        self, numbers: np.ndarray, rows: np.ndarray, targets: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Power (k, C) and suppression (k,) of raids on `targets`, (k,), and the sorties, (k, E).

        E are the weapon entries of whichever unit has most.
        """
        of, world = self._register, self.world
        arsenal, weather = world.arsenal, self.rules[Weather].flying(rows)
        by = Shooting(arsenal.strike, arsenal.strike_priority, arsenal.suppression)
        power, shock = np.zeros((len(CATEGORIES), len(rows))).T, np.zeros(len(rows))
        most = max(len(wing.entries) for wing in self._wings.values())
        sorties = np.zeros((len(rows), most), np.int64)
        for unit, there in grouped(of.unit[numbers]):
            wing, where = self._wings[unit], rows[there]
            ours = of.of_unit[numbers[there]]
            flights = Flights(wing.entries, ours, wing.intensity, wing.addresses)
            flown = self.rules[Sorties].fly_each(where, flights, weather[there])
            kinds = world.forces.entry_class[wing.entries]
            power[there], shock[there] = aim(
                where, flown.astype(np.float64), kinds, targets[there], by
            )
            sorties[there, : len(flown)] = flown.T
        return power, shock, sorties

    def _bomb(
        self, numbers: np.ndarray, rows: np.ndarray, power: np.ndarray, shock: np.ndarray
    ) -> None:
        bombardment, salvo = self.rules[Bombardment], Salvo(rows, self._register.volley[numbers])
        volleys = bombardment.volleys(1 - self.known[0].side)
        fire = Fire(np.ascontiguousarray(power[:, PERSONNEL]), shock)
        bombardment.fall_each(volleys, salvo, fire)
        bombardment.fall_on_weapons_each(volleys, salvo, power)

    def _stray(
        self, numbers: np.ndarray, rows: np.ndarray, power: np.ndarray, shock: np.ndarray
    ) -> None:
        """Raids close to own troops may hit them."""
        of, world = self._register, self.world
        close = world.state.contested[rows, of.target[numbers]]
        numbers, rows, power, shock = numbers[close], rows[close], power[close], shock[close]
        uniform = world.draws.uniforms(of.stray_by[numbers], world.turn, rows)
        wrong = uniform < self.rules[Modifiers].value("friendly_fire", rows)
        for number, there in grouped(numbers[wrong]):
            strike, falls = self._strike(number), power[wrong][there, PERSONNEL]
            strike.go_astray(rows[wrong][there], strike.target, falls, shock[wrong][there])

    def _face_anti_aircraft_fire(
        self, numbers: np.ndarray, rows: np.ndarray, sorties: np.ndarray, guns: np.ndarray
    ) -> None:
        """It takes its toll of the sorties, (k, E)."""
        for number, there in grouped(numbers):
            strike = self._strike(number)
            flown = sorties[there, : len(strike.flight.addresses)].T
            about = rows[there], strike.target, np.ascontiguousarray(flown), guns[there]
            strike.face_anti_aircraft_fire(*about)

    def _strike(self, number: int) -> Strike:
        strike = self.known[number]
        assert isinstance(strike, Strike)
        return strike
