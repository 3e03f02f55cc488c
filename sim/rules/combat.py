"""Combat: one turn of fighting at a place, by the combat model of the scenario."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.combat.contract import CombatModel, Engagement, Losses
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.rules.casualties import Casualties
from sim.rules.contact import Strife, fighting
from sim.rules.muster import Muster
from sim.rules.nerve import Nerve
from sim.rules.presence import Presence
from sim.rules.rule import Rule
from sim.world.news import ALWAYS, Fought
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
    line: int = ALWAYS
    """The line of the ledger of an operation without which there is no such order."""


class _Toll(NamedTuple):
    """What the first and the second side lose in a turn, by unit and by weapon entry."""

    men: tuple[np.ndarray, np.ndarray]
    """(k, U) each"""
    weapons: tuple[np.ndarray, np.ndarray]
    """(k, W) each"""


def _toll(losses: Losses, attacker: int) -> _Toll:
    """By side, as kernels need it."""
    a, d, a_weapons, d_weapons = (
        np.ascontiguousarray(numbers, np.int64)
        for numbers in (
            losses.attacker_men, losses.defender_men,
            losses.attacker_weapons, losses.defender_weapons,
        )
    )  # fmt: skip
    if attacker == 0:
        return _Toll((a, d), (a_weapons, d_weapons))
    return _Toll((d, a), (d_weapons, a_weapons))


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
        places = range(len(world.forces.places))
        self._orders_at: list[list[Order]] = [[] for _ in places]
        self._lines_at = [np.empty(0, np.int64) for _ in places]
        self._last = [world.draws.address("engagement", f"{p}/last") for p in world.forces.places]
        given = world.definition.combat.parameters
        self._of_model = world.inputs.parameters(model.Parameters, given, "combat.parameters")

    def heed(self, order: Order) -> None:
        """Fire ends within a turn when an attack is called off, or a place left, for its losses."""
        places = range(len(self._orders_at)) if order.place is None else (order.place,)
        for place in places:
            self._orders_at[place].append(order)
            self._lines_at[place] = np.append(self._lines_at[place], order.line)

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
        toll = _toll(losses, attacker)
        self._part[:, place][rows] = 1.0
        at_order = self._stop_at_order(place, rows, toll)
        stopped = self._stop_at_break(front, toll) or at_order
        fought = self.world.schedule.part
        if stopped:
            fought[rows] = self.part(place, rows)
        self._note_fractions(front, losses)
        self._book(place, rows, toll)
        self._send_back(front, losses)
        self.world.news.announce(Fought(place), rows)
        if stopped:
            fought[rows] = 1.0

    def _stop_at_order(self, place: int, rows: np.ndarray, toll: _Toll) -> bool:
        """Fire ends with a fight that has cost too much: losses after that are undone."""
        orders, stopped = self._orders_at[place], False
        lines = self._lines_at[place]
        for position in self.world.ledger.concerned(lines, rows) if orders else ():
            order = orders[position]
            units = self._muster.contingents(place)[order.side].units
            lost, most = _lost_by(toll.men[order.side], units, order.units)
            if most <= 1:  # one man may always be lost
                continue
            part = order.may_lose(rows) / np.maximum(lost, 1)
            if (part < 1.0).any():
                self._stop(place, rows, toll, part)
                stopped = True
        return stopped

    def _stop_at_break(self, front: Front, toll: _Toll) -> bool:
        """Likewise losses after a side breaks, which ends the engagement."""
        part = self._nerve.until_break(*front, toll.men)
        if part is not None:
            self._stop(front.place, front.rows, toll, part)
        return part is not None

    def _stop(self, place: int, rows: np.ndarray, toll: _Toll, part: np.ndarray) -> None:
        """Undo the losses after a part of the turn, (k,), 1 or more where nothing stops."""
        luck = self.world.draws.at(self.world.turn)
        _keep_part(rows, (*toll.men, *toll.weapons), part, luck, self._last[place])
        self._part[:, place][rows] *= np.minimum(part, 1.0)

    def _note_fractions(self, front: Front, losses: Losses) -> None:
        """Parts of men whom a model has put out of action, if it says so."""
        place, attacker, rows = front
        told = {attacker: losses.attacker_fraction, 1 - attacker: losses.defender_fraction}
        for side, fraction in told.items():
            if fraction is not None:
                units = self._muster.contingents(place)[side].units
                self._fraction[rows[:, None], units] = fraction

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

    def _book(self, place: int, rows: np.ndarray, toll: _Toll) -> None:
        """Book the losses of both sides."""
        world, both = self.world, self._muster.contingents(place)
        cause, units = f"combat/{world.forces.places[place]}", (both[0].units, both[1].units)
        totals = self._casualties.hit_sides(cause, place, rows, units, toll.men)
        for side, weapons in enumerate(toll.weapons):
            entries = both[side].entries
            if len(entries):
                crews = self._casualties.hit_weapons(cause, place, rows, entries, weapons)
                totals[side][:] += crews
                world.chronicle.tell_wrecks(rows, place, side, entries, weapons)
            self._tell(place, side, rows, totals[side])
        _count(self._engaged_losses, place, rows, totals)

    def _send_back(self, front: Front, losses: Losses) -> None:
        """A model may say that a side falls back, whatever it has lost."""
        place, attacker, rows = front
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
def _keep_part(
    rows: np.ndarray,
    losses: tuple[np.ndarray, ...],
    part: np.ndarray,
    luck: Luck,
    address: np.uint64,
) -> None:
    """Leave a part of all losses, (k, m) each: of their sum, evenly; the rest of one is a chance.

    `part`, (k,), is 1 or more where nothing is taken away.
    """
    for i in range(rows.shape[0]):
        if part[i] >= 1.0:
            continue
        uniform, _ = uniform_pair(luck.seed, luck.runs[rows[i]], luck.turn, address)
        for numbers in losses:
            total, before = 0, int(uniform)
            for j in range(numbers.shape[1]):
                total += numbers[i, j]
                now = int(total * part[i] + uniform)
                numbers[i, j] = now - before
                before = now


@njit(cache=True)
def _count(
    engaged: np.ndarray, place: int, rows: np.ndarray, totals: tuple[np.ndarray, np.ndarray]
) -> None:
    """Add what each side has lost, (k,), to what it lost in the engagements, (n, P, 2)."""
    for side in range(2):
        for i in range(rows.shape[0]):
            engaged[rows[i], place, side] += totals[side][i]


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
