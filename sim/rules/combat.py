"""Combat: one turn of fighting at a place, by the combat model of the scenario."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.combat.contract import CombatModel, Engagement, Losses
from sim.kernel import njit
from sim.rules.casualties import Casualties
from sim.rules.contact import Strife, fighting
from sim.rules.muster import Muster
from sim.rules.nerve import Nerve
from sim.rules.presence import Presence
from sim.rules.rule import Rule
from sim.world.news import Fought
from sim.world.state import add
from sim.world.world import World


class Order(NamedTuple):
    """An order to break off when too many are lost."""

    place: int | None
    """Where, None for wherever they are."""
    side: int
    units: np.ndarray
    """(u,) whose losses count."""
    may_lose: Callable[[np.ndarray], np.ndarray]
    """Men whose loss in this turn ends the fight in some runs, (k,), 1 or more."""


class Front(NamedTuple):
    """Where one side attacks another."""

    place: int
    attacker: int
    """The side that does not hold the place; the first, if nobody does."""
    rows: np.ndarray


class Combat(Rule):
    """Two forces meet the model, and its losses are booked."""

    def __init__(
        self,
        world: World,
        model: CombatModel,
        presence: Presence,
        muster: Muster,
        casualties: Casualties,
        nerve: Nerve,
    ) -> None:
        super().__init__(world)
        self._model = model
        self._presence = presence
        self._muster = muster
        self._casualties = casualties
        self._nerve = nerve
        self._fraction, self._engaged_losses = world.state.hand_over(
            self, "fraction", "engaged_losses"
        )
        self._part = np.ones(world.state.contested.shape, order="F")
        """(n, P): the part of its last turn of combat after which fire ended at a place."""
        self._orders: list[Order] = []
        self._last = [world.draws.address("engagement", f"{p}/last") for p in world.forces.places]
        given = world.definition.combat.parameters
        self._of_model = world.inputs.parameters(model.Parameters, given, "combat.parameters")

    def heed(self, order: Order) -> None:
        """Fire ends within a turn when an attack is called off, or a place left, for its losses."""
        self._orders.append(order)

    def part(self, place: int, rows: np.ndarray) -> np.ndarray:
        """The part of this turn, (k,), for which there was fire at a place, once it is fought."""
        return np.asarray(self._part[:, place][rows])

    def open(self, place: int, rows: np.ndarray) -> None:
        """An engagement begins: nobody has lost a man in it."""
        self._engaged_losses[rows, place] = 0

    def fronts(self, places: np.ndarray, strife: Strife) -> list[Front]:
        """Where there is fighting at some places; runs in which either side attacks apart."""
        rows, ends = _fronts(places, strife, self.world.state.control)
        sides = ((place, attacker) for place in places.tolist() for attacker in (0, 1))
        spans = zip(sides, pairwise([0, *ends.tolist()]), strict=True)
        return [Front(*side, rows[start:end]) for side, (start, end) in spans if start < end]

    def fight(self, front: Front) -> None:
        """One turn of combat."""
        place, attacker, rows = front
        losses = self._model.resolve(self._engagement(place, attacker, rows))
        fought, part = self.world.schedule.part, self._part[:, place]
        part[rows] = 1.0
        men = (losses.attacker_men, losses.defender_men)
        weapons = (losses.attacker_weapons, losses.defender_weapons)
        self._stop_at_order(place, attacker, rows, (*men, *weapons))
        self._stop_at_break(place, attacker, rows, (*men, *weapons))
        fought[rows] = part[rows]
        fractions = (losses.attacker_fraction, losses.defender_fraction)
        for side in (0, 1):
            role = 0 if side == attacker else 1
            if (fraction := fractions[role]) is not None:
                units = self._muster.contingent(place, side).units
                self._fraction[rows[:, None], units] = fraction
            totals = self._book(place, side, rows, men[role], weapons[role])
            add(self._engaged_losses[:, place, side], rows, totals)
            self._tell(place, side, rows, totals)
        self._send_back(place, attacker, rows, losses)
        self.world.news.announce(Fought(place), rows)
        fought[rows] = 1.0

    def _stop_at_break(
        self, place: int, attacker: int, rows: np.ndarray, losses: tuple[np.ndarray, ...]
    ) -> None:
        """Fire ends with the engagement: losses of men and weapons after a side breaks are undone.

        `losses` are those of the attacker's and the defender's men and of their weapons.
        """
        men = losses[attacker], losses[1 - attacker]
        part = self._nerve.until_break(place, attacker, rows, men)
        if part is not None:
            self._stop(place, rows, losses, part)

    def _stop(
        self, place: int, rows: np.ndarray, losses: tuple[np.ndarray, ...], part: np.ndarray
    ) -> None:
        """Undo the losses after a part of the turn, (k,), 1 or more where nothing stops."""
        uniform = self.world.draws.uniform(self._last[place], self.world.turn, rows)
        for numbers in losses:
            _keep_part(numbers, part, uniform)
        self._part[:, place][rows] *= np.minimum(part, 1.0)

    def _stop_at_order(
        self, place: int, attacker: int, rows: np.ndarray, losses: tuple[np.ndarray, ...]
    ) -> None:
        """Likewise losses after a fight has cost too much."""
        for order in self._orders:
            if order.place not in (place, None):
                continue
            units = self._muster.contingent(place, order.side).units
            men = losses[0 if order.side == attacker else 1]
            lost, most = _lost_by(men, units, order.units)
            if most <= 1:  # one man may always be lost
                continue
            part = order.may_lose(rows) / np.maximum(lost, 1)
            if (part < 1.0).any():
                self._stop(place, rows, losses, part)

    def _engagement(self, place: int, attacker: int, rows: np.ndarray) -> Engagement:
        world, state = self.world, self.world.state
        forces = self._muster.forces(place, attacker, rows)
        return Engagement(
            place=world.forces.places[place],
            hours=world.clock.hours,
            turn=world.turn,
            rows=rows,
            terrain=world.survey.terrain_name(place),
            night=world.night,
            works=world.survey.works[:, place],
            surprised_until=state.surprised_until[:, place],
            engaged_since=state.engaged_since[:, place],
            attacker=forces[attacker],
            defender=forces[1 - attacker],
            parameters=self._of_model,
            draws=world.draws,
        )

    def _book(
        self, place: int, side: int, rows: np.ndarray, men: np.ndarray, weapons: np.ndarray
    ) -> np.ndarray:
        """Book losses of a side, men (k, U) and weapons (k, W); returns those in men, (k,)."""
        world, contingent = self.world, self._muster.contingent(place, side)
        cause = f"combat/{world.forces.places[place]}"
        totals = self._casualties.hit_men(cause, place, side, rows, contingent.units, men)
        entries = contingent.entries
        if len(entries):
            totals += self._casualties.hit_weapons(cause, place, rows, entries, weapons)
            world.chronicle.tell_wrecks(rows, place, side, entries, weapons)
        return totals

    def _send_back(self, place: int, attacker: int, rows: np.ndarray, losses: Losses) -> None:
        """A model may say that a side falls back, whatever it has lost."""
        breaks = {attacker: losses.attacker_breaks, 1 - attacker: losses.defender_breaks}
        for side, sent_back in breaks.items():
            if sent_back is not None:
                self._nerve.fail(place, side, rows[sent_back])

    def _tell(self, place: int, side: int, rows: np.ndarray, totals: np.ndarray) -> None:
        chronicle = self.world.chronicle
        if chronicle.traced:
            engaged = self._presence.men_at(place, side, rows) + totals
            text = "loses {:,} of {:#man|men} engaged"
            chronicle.tell(
                rows, "combat", place, text, totals, engaged, side=side, where=totals > 0
            )


@njit(cache=True)
def _lost_by(men: np.ndarray, units: np.ndarray, counted: np.ndarray) -> tuple[np.ndarray, int]:
    """Men lost, (k,), by those of some units, (U,), that are counted, and the most of a run.

    `men` are those of each unit, (k, U).
    """
    total = np.zeros(men.shape[0], np.int64)
    most = 0
    for u in range(units.shape[0]):
        if (counted == units[u]).any():
            for i in range(men.shape[0]):
                total[i] += men[i, u]
                most = max(most, total[i])
    return total, most


@njit(cache=True)
def _keep_part(numbers: np.ndarray, part: np.ndarray, uniform: np.ndarray) -> None:
    """Leave a part of the sum of each row, (k, m), spread evenly; the rest of one is a chance."""
    for i in range(numbers.shape[0]):
        if part[i] < 1.0:
            total, before = 0, int(uniform[i])
            for j in range(numbers.shape[1]):
                total += numbers[i, j]
                now = int(total * part[i] + uniform[i])
                numbers[i, j] = now - before
                before = now


@njit(cache=True)
def _fronts(
    places: np.ndarray, strife: Strife, control: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The runs in which the first side attacks each of some places, then the second one.

    It is attacked by the side that does not hold it, `control` (n, P). The second array, (2 * the
    places,), says where the runs of each end.
    """
    attacked = np.empty(len(places) * control.shape[0], np.int64)
    ends = np.empty(2 * len(places), np.int64)
    found = 0
    for p in range(places.shape[0]):
        rows = fighting(places[p], strife)
        for attacker in range(2):
            for row in rows:
                if (control[row, places[p]] == 0) == (attacker == 1):
                    attacked[found] = row
                    found += 1
            ends[2 * p + attacker] = found
    return attacked[:found], ends
