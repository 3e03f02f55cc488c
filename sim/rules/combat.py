"""Combat: one turn of fighting at a place, by the combat model of the scenario."""

from itertools import groupby, pairwise
from typing import Any, NamedTuple

import numpy as np

from sim.combat.contract import CombatModel, Engagement, Losses
from sim.combat.fronts import FrontModel, Fronts, Toll, When
from sim.rules import combat_kernel as kernels
from sim.rules.breaking_off import Order, StandingOrders
from sim.rules.casualties import Casualties
from sim.rules.contact import Strife
from sim.rules.muster import Muster
from sim.rules.muster_kernel import carry_on
from sim.rules.muster_sheets import Attacks, Wave
from sim.rules.nerve import Nerve
from sim.rules.presence import Opponents, Presence
from sim.rules.rule import Rule
from sim.world.news import Fought
from sim.world.world import World


class _Front(NamedTuple):
    """One of the fronts of a turn."""

    position: int
    place: int
    attacker: int
    pairs: slice
    """Where its runs are among those of all fronts."""
    rows: np.ndarray
    """(k,)"""


class _Turn(NamedTuple):
    """A turn of combat."""

    attacks: Attacks
    opponents: Opponents
    fronts: Fronts
    toll: Toll
    part: np.ndarray
    """(K,): the part of it after which fire ends at a front, as it is found."""


def _front(attacks: Attacks, position: int) -> _Front:
    places, attackers, ends, rows = attacks
    pairs = slice(*ends[position : position + 2].tolist())
    return _Front(position, int(places[position]), int(attackers[position]), pairs, rows[pairs])


def _fronts_of(attacks: Attacks) -> list[_Front]:
    return [_front(attacks, position) for position in range(len(attacks.places))]


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
        self._orders = StandingOrders(world)
        addresses = [world.draws.address("engagement", f"{p}/last") for p in world.forces.places]
        self._last = np.array(addresses, np.uint64)
        given = world.definition.combat.parameters
        self._of_model = world.inputs.parameters(model.Parameters, given, "combat.parameters")

    def heed(self, order: Order) -> None:
        """Fire ends within a turn when an attack is called off, or a place left, for its losses."""
        self._orders.add(order)

    def part(self, place: int | np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The part of this turn, (k,), for which there was fire at a place, once it is fought.

        There is a place for all runs, or one for each, (k,).
        """
        return np.asarray(self._part[rows, place])

    def open(self, places: np.ndarray, rows: np.ndarray) -> None:
        """An engagement begins at a place in each run, (k,): nobody has lost a man in it."""
        self._engaged_losses[rows, places] = 0

    def attacks(self, engaged: np.ndarray, strife: Strife) -> Attacks | None:
        """Where there is fighting, at places contested in so many runs, (P,), or in none.

        Runs in which either side attacks are apart.
        """
        attacks = Attacks(*kernels.attacks_at(engaged, strife, self.world.state.control))
        return attacks if len(attacks.places) else None

    def fight(self, attacks: Attacks) -> None:
        """One turn of combat."""
        opponents = self._presence.opponents
        fronts = self._muster.fronts(attacks, self._runs(attacks))
        toll, told = self._resolve(attacks, fronts)
        if self._at_once and self._model.keeps_fractions:
            carry_on(fronts, attacks.places, opponents, self._fraction)
        self._kept = fronts, toll
        turn = _Turn(attacks, opponents, fronts, toll, np.empty(len(attacks.rows)))
        ends = kernels.waves(attacks, self._part, self.world.cast.on)
        for wave in pairwise([0, *ends.tolist()]):
            with self.world.cast.acting(self.actors[attacks.places[wave[0]]]):
                self._follow(turn, wave, told)

    def _runs(self, attacks: Attacks) -> np.ndarray:
        """The run numbers, (K,), under which those who fight draw."""
        cast, runs = self.world.cast, self.world.draws.runs
        if not cast.aside:
            return np.asarray(runs[attacks.rows])
        parts = []
        for front in _fronts_of(attacks):
            with cast.acting(self.actors[front.place]):
                parts.append(runs[front.rows])
        return np.concatenate(parts)

    def _resolve(self, attacks: Attacks, fronts: Fronts) -> tuple[Toll, list[Losses]]:
        """What is lost everywhere, and what else a model says of each front."""
        model, world = self._model, self.world
        if self._at_once:
            when = When(world.turn, world.clock.hours, world.draws.seed)
            return model.resolve_all(fronts, when, self._of_model), []
        men = np.empty(fronts.men.shape, np.int64)
        weapons = np.empty(fronts.weapons.shape, np.int64)
        told = []
        for front in _fronts_of(attacks):
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

    def _follow(self, turn: _Turn, wave: Wave, told: list[Losses]) -> None:
        """What a turn of combat at some fronts leads to."""
        attacks, moments = turn.attacks, self.world.schedule.part
        at_order = self._stop_at_orders(turn, wave)
        stopped = self._stop_at_breaks(turn, wave) or at_order
        if stopped:
            kernels.note_moments(attacks, wave, self._part, moments)
        self._book(turn, wave)
        for position in range(*wave) if told else ():
            self._send_back(_front(attacks, position), told[position])
        for place, there in groupby(range(*wave), attacks.places.item):
            first, *second = there  # the side that attacks is the one or the other
            rows = attacks.rows[attacks.ends[first] : attacks.ends[first + len(second) + 1]]
            self.world.news.announce(Fought(place), np.sort(rows) if second else rows)
        if stopped:
            moments[attacks.rows[slice(*attacks.ends[[*wave]])]] = 1.0

    def _stop_at_orders(self, turn: _Turn, wave: Wave) -> bool:
        """Fire ends with a fight that has cost too much: losses after that are undone."""
        stopped = False
        for front, part in self._orders.at_stake(turn.attacks, wave, turn.opponents, turn.toll.men):
            turn.part[_front(turn.attacks, front).pairs] = part
            self._stop(turn, (front, front + 1))
            stopped = True
        return stopped

    def _stop_at_breaks(self, turn: _Turn, wave: Wave) -> bool:
        """Likewise losses after a side breaks, which ends the engagement."""
        some = self._nerve.until_break(turn.attacks, wave, turn.opponents, turn.toll.men, turn.part)
        if some:
            self._stop(turn, wave)
        return some

    def _stop(self, turn: _Turn, wave: Wave) -> None:
        """Undo the losses at some fronts after the part of the turn that was found."""
        kernels.keep_part(
            turn.attacks,
            wave,
            turn.toll,
            (turn.fronts.units, turn.fronts.entries),
            turn.part,
            self.world.draws.at(self.world.turn),
            self._last,
            self._part,
        )

    def _note_fractions(self, front: _Front, losses: Losses) -> None:
        """Parts of men whom a model has put out of action, if it says so."""
        attacker, rows = front.attacker, front.rows
        told = {attacker: losses.attacker_fraction, 1 - attacker: losses.defender_fraction}
        for side, fraction in told.items():
            if fraction is not None:
                units = self._presence.visitors(front.place, side)
                self._fraction[rows[:, None], units] = fraction

    def _book(self, turn: _Turn, wave: Wave) -> None:
        """Book the losses of both sides at some fronts."""
        attacks, fronts, toll = turn.attacks, turn.fronts, turn.toll
        totals = self._casualties.hit_fronts(
            attacks, wave, turn.opponents, toll.men, self._muster.fates
        )
        begin = attacks.ends[wave[0]]
        losers = kernels.armed_losers(attacks, wave, fronts.entries, toll.weapons).tolist()
        for side, lost in enumerate(totals):
            for front in (_front(attacks, one) for one, whose in losers if whose == side):
                pairs = slice(front.pairs.start - begin, front.pairs.stop - begin)
                lost[pairs] += self._book_weapons(front, side, fronts, toll)
            for position in range(*wave) if self.world.chronicle.traced else ():
                front = _front(attacks, position)
                self._tell(front.place, side, front.rows, lost)  # with one front a wave
        kernels.count(attacks, wave, self._engaged_losses, totals)

    def _book_weapons(self, front: _Front, side: int, fronts: Fronts, toll: Toll) -> np.ndarray:
        """Book the weapons that a side loses at a front; returns the losses of their crews."""
        world, place = self.world, front.place
        lost = toll.weapons[side, : fronts.entries[front.position, side], front.pairs]
        entries = world.forces.entries_of_units(self._presence.visitors(place, side))
        weapons, cause = np.ascontiguousarray(lost.T), f"combat/{world.forces.places[place]}"
        crews = self._casualties.hit_weapons(cause, place, front.rows, entries, weapons)
        world.chronicle.tell_wrecks(front.rows, place, side, entries, weapons)
        return crews

    def _send_back(self, front: _Front, losses: Losses) -> None:
        """A model may say that a side falls back, whatever it has lost."""
        attacker, rows = front.attacker, front.rows
        breaks = {attacker: losses.attacker_breaks, 1 - attacker: losses.defender_breaks}
        for side, sent_back in breaks.items():
            if sent_back is not None:
                self._nerve.fail(front.place, side, rows[sent_back])

    def _tell(self, place: int, side: int, rows: np.ndarray, totals: np.ndarray) -> None:
        engaged = self._presence.men_at(place, side, rows) + totals
        text = "loses {:,} of {:#man|men} engaged"
        where = totals > 0
        self.world.chronicle.tell(
            rows, "combat", place, text, totals, engaged, side=side, where=where
        )
