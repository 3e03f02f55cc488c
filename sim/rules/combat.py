"""Combat: one turn of fighting at a place, by the combat model of the scenario."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.combat.contract import CombatModel, Engagement, Losses
from sim.combat.fronts import FrontModel, Fronts, Toll, When
from sim.kernel import njit
from sim.luck.draws import Luck
from sim.luck.philox import uniform_pair
from sim.rules.casualties import Casualties
from sim.rules.contact import Strife, fighting
from sim.rules.muster import Muster
from sim.rules.muster_kernel import carry_on
from sim.rules.muster_sheets import Attacks
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


class _Front(NamedTuple):
    """One of the fronts of a turn."""

    position: int
    place: int
    attacker: int
    pairs: slice
    """Where its runs are among those of all fronts."""
    rows: np.ndarray
    """(k,)"""

    @property
    def begin(self) -> int:
        """Where these begin."""
        return int(self.pairs.start)


def _fronts_of(attacks: Attacks) -> list[_Front]:
    places, attackers, ends = (table.tolist() for table in attacks[:3])
    return [
        _Front(position, place, attacker, slice(begin, end), attacks.rows[begin:end])
        for position, (place, attacker, (begin, end)) in enumerate(
            zip(places, attackers, pairwise(ends), strict=True)
        )
    ]


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
        self._model: Any = model
        self._at_once = isinstance(model, FrontModel) and type(model).resolve is FrontModel.resolve
        """Whether all fronts are one call; who makes a model of another may say how one is."""
        self.actors = [f"engagement/{place}" for place in world.forces.places]
        """Whose dice they are that are thrown at each place, see `sim.world.cast`."""
        self._presence = presence
        self._muster = muster
        self._casualties = casualties
        self._nerve = nerve
        self._fraction, self._engaged_losses = world.state.hand_over(
            self, "fraction", "engaged_losses"
        )
        self._part = np.ones(world.state.contested.shape, order="F")
        """(n, P): the part of its last turn of combat after which fire ended at a place."""
        self._kept: tuple[Fronts, Toll] | None = None
        """What the last turn was fought with: memory that is given back only once the next turn has
        its own need not be asked for again of the system."""
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

    def part(self, place: int | np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The part of this turn, (k,), for which there was fire at a place, once it is fought.

        There is a place for all runs, or one for each, (k,).
        """
        return np.asarray(self._part[rows, place])

    def open(self, places: np.ndarray, rows: np.ndarray) -> None:
        """An engagement begins at a place in each run, (k,): nobody has lost a man in it."""
        self._engaged_losses[rows, places] = 0

    def attacks(self, places: np.ndarray, strife: Strife) -> Attacks | None:
        """Where there is fighting at some places; runs in which either side attacks apart."""
        attacks = Attacks(*_attacks(places, strife, self.world.state.control))
        return attacks if len(attacks.places) else None

    def fight(self, attacks: Attacks) -> None:
        """One turn of combat."""
        fought = _fronts_of(attacks)
        fronts = self._muster.fronts(attacks, self._runs(attacks, fought))
        toll, told = self._resolve(fought, fronts)
        if self._at_once and self._model.keeps_fractions:
            carry_on(fronts, attacks.places, self._presence.opponents, self._fraction)
        self._kept = fronts, toll
        for front in fought:
            with self.world.cast.acting(self.actors[front.place]):
                self._follow(front, fronts, toll, told[front.position] if told else None)

    def _runs(self, attacks: Attacks, fought: list[_Front]) -> np.ndarray:
        """The run numbers, (K,), under which those who fight draw."""
        cast, runs = self.world.cast, self.world.draws.runs
        if not cast.aside:
            return np.asarray(runs[attacks.rows])
        parts = []
        for front in fought:
            with cast.acting(self.actors[front.place]):
                parts.append(runs[front.rows])
        return np.concatenate(parts)

    def _resolve(self, fought: list[_Front], fronts: Fronts) -> tuple[Toll, list[Losses]]:
        """What is lost everywhere, and what else a model says of each front."""
        model, world = self._model, self.world
        if self._at_once:
            when = When(world.turn, world.clock.hours, world.draws.seed)
            return model.resolve_all(fronts, when, self._of_model), []
        men = np.empty(fronts.men.shape, np.int64)
        weapons = np.empty(fronts.weapons.shape, np.int64)
        told = []
        for front in fought:
            with world.cast.acting(self.actors[front.place]):
                losses = model.resolve(self._engagement(front, fronts))
            told.append(losses)
            # at once: the next front may know some of these units, and hands back what it is told
            self._note_fractions(front, losses)
            for side, of_men, of_weapons in (
                (front.attacker, losses.attacker_men, losses.attacker_weapons),
                (1 - front.attacker, losses.defender_men, losses.defender_weapons),
            ):
                men[side, : of_men.shape[1], front.pairs] = of_men.T
                weapons[side, : of_weapons.shape[1], front.pairs] = of_weapons.T
        return Toll(men, weapons), told

    def _engagement(self, front: _Front, fronts: Fronts) -> Engagement:
        world, state = self.world, self.world.state
        position, place, attacker, pairs, rows = front
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
            attacker=self._muster.force(fronts, position, (place, attacker), pairs),
            defender=self._muster.force(fronts, position, (place, 1 - attacker), pairs),
            parameters=self._of_model,
            draws=world.draws,
        )

    def _follow(self, front: _Front, fronts: Fronts, toll: Toll, told: Losses | None) -> None:
        """What a turn of combat at a place leads to."""
        place, rows, fought = front.place, front.rows, self.world.schedule.part
        self._part[:, place][rows] = 1.0
        at_order = self._stop_at_order(front, fronts, toll)
        stopped = self._stop_at_break(front, fronts, toll) or at_order
        if stopped:
            fought[rows] = self.part(place, rows)
        self._book(front, fronts, toll)
        if told is not None:
            self._send_back(front, told)
        self.world.news.announce(Fought(place), rows)
        if stopped:
            fought[rows] = 1.0

    def _stop_at_order(self, front: _Front, fronts: Fronts, toll: Toll) -> bool:
        """Fire ends with a fight that has cost too much: losses after that are undone."""
        place, rows = front.place, front.rows
        orders, stopped = self._orders_at[place], False
        lines = self._lines_at[place]
        for position in self.world.ledger.concerned(lines, rows) if orders else ():
            order = orders[position]
            units = self._presence.visitors(place, order.side)
            lost, most = _lost_by(toll.men[order.side], front.begin, len(rows), units, order.units)
            if most <= 1:  # one man may always be lost
                continue
            part = order.may_lose(rows) / np.maximum(lost, 1)
            if (part < 1.0).any():
                self._stop(front, fronts, toll, part)
                stopped = True
        return stopped

    def _stop_at_break(self, front: _Front, fronts: Fronts, toll: Toll) -> bool:
        """Likewise losses after a side breaks, which ends the engagement."""
        _, place, attacker, pairs, rows = front
        part = self._nerve.until_break(place, attacker, rows, toll.men, pairs.start)
        if part is not None:
            self._stop(front, fronts, toll, part)
        return part is not None

    def _stop(self, front: _Front, fronts: Fronts, toll: Toll, part: np.ndarray) -> None:
        """Undo the losses after a part of the turn, (k,), 1 or more where nothing stops."""
        place, rows = front.place, front.rows
        luck, sizes = self.world.draws.at(self.world.turn), (fronts.units, fronts.entries)
        where = front.position, front.begin
        _keep_part(where, rows, toll, sizes, part, luck, self._last[place])
        self._part[:, place][rows] *= np.minimum(part, 1.0)

    def _note_fractions(self, front: _Front, losses: Losses) -> None:
        """Parts of men whom a model has put out of action, if it says so."""
        attacker, rows = front.attacker, front.rows
        told = {attacker: losses.attacker_fraction, 1 - attacker: losses.defender_fraction}
        for side, fraction in told.items():
            if fraction is not None:
                units = self._presence.visitors(front.place, side)
                self._fraction[rows[:, None], units] = fraction

    def _book(self, front: _Front, fronts: Fronts, toll: Toll) -> None:
        """Book the losses of both sides."""
        world, place, rows = self.world, front.place, front.rows
        cause, visitors = f"combat/{world.forces.places[place]}", self._presence.visitors
        units = visitors(place, 0), visitors(place, 1)
        totals = self._casualties.hit_sides(cause, place, rows, units, toll.men, front.begin)
        for side in (0, 1):
            number = int(fronts.entries[front.position, side])
            lost = toll.weapons[side, :number, front.pairs]
            if number and lost.any():  # as in one of four turns of combat
                entries, weapons = (
                    world.forces.entries_of_units(units[side]),
                    np.ascontiguousarray(lost.T),
                )
                crews = self._casualties.hit_weapons(cause, place, rows, entries, weapons)
                totals[side][:] += crews
                world.chronicle.tell_wrecks(rows, place, side, entries, weapons)
            self._tell(place, side, rows, totals[side])
        _count(self._engaged_losses, place, rows, totals)

    def _send_back(self, front: _Front, losses: Losses) -> None:
        """A model may say that a side falls back, whatever it has lost."""
        attacker, rows = front.attacker, front.rows
        breaks = {attacker: losses.attacker_breaks, 1 - attacker: losses.defender_breaks}
        for side, sent_back in breaks.items():
            if sent_back is not None:
                self._nerve.fail(front.place, side, rows[sent_back])

    def _tell(self, place: int, side: int, rows: np.ndarray, totals: np.ndarray) -> None:
        chronicle = self.world.chronicle
        if chronicle.traced:
            engaged = self._presence.men_at(place, side, rows) + totals
            text = "loses {:,} of {:#man|men} engaged"
            chronicle.tell(
                rows, "combat", place, text, totals, engaged, side=side, where=totals > 0
            )


@njit(cache=True)
def _lost_by(
    men: np.ndarray, begin: int, runs: int, units: np.ndarray, counted: np.ndarray
) -> tuple[np.ndarray, int]:
    """Men lost, (runs,), by those of some units, (U,), that are counted, and the most of a run.

    `men` are those of each unit at all fronts, (U, K), which here `begin` at a pair.
    """
    total = np.zeros(runs, np.int64)
    most = 0
    for u in range(units.shape[0]):
        if (counted == units[u]).any():
            for i in range(runs):
                total[i] += men[u, begin + i]
                most = max(most, total[i])
    return total, most


@njit(cache=True)
def _keep_part(
    where: tuple[int, int],
    rows: np.ndarray,
    toll: Toll,
    sizes: tuple[np.ndarray, np.ndarray],
    part: np.ndarray,
    luck: Luck,
    address: np.uint64,
) -> None:
    """Leave a part of all losses of a front: of their sum, evenly; the rest of one is a chance.

    `where` is its position and its first pair; `sizes` are the numbers of units and of weapon
    entries of all fronts, (F, 2) each. `part`, (k,), is 1 or more where nothing is taken away.
    """
    front, begin = where
    for i in range(rows.shape[0]):
        if part[i] >= 1.0:
            continue
        uniform, _ = uniform_pair(luck.seed, luck.runs[rows[i]], luck.turn, address)
        for kind in range(2):
            for side in range(2):
                numbers, size = toll[kind][side], sizes[kind][front, side]
                total, before = 0, int(uniform)
                for j in range(size):
                    total += numbers[j, begin + i]
                    now = int(total * part[i] + uniform)
                    numbers[j, begin + i] = now - before
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
def _attacks(
    places: np.ndarray, strife: Strife, control: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What `Attacks` hold: first the runs in which the first side attacks, place by place.

    A place is attacked by the side that does not hold it, `control` (n, P).
    """
    attacked = np.empty(len(places) * control.shape[0], np.int64)
    where, attackers = np.empty((2, 2 * len(places)), np.int64)
    ends = np.zeros(2 * len(places) + 1, np.int64)
    found = fronts = 0
    for place in places:
        rows = fighting(place, strife)
        for attacker in range(2):
            for row in rows:
                if (control[row, place] == 0) == (attacker == 1):
                    attacked[found] = row
                    found += 1
            where[fronts], attackers[fronts] = place, attacker
            ends[fronts + 1] = found
            fronts += found > ends[fronts]
    return where[:fronts], attackers[:fronts], ends[: fronts + 1], attacked[:found]
