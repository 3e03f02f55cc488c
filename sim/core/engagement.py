"""The engagement at a place: contact, combat turn by turn, and how it ends."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
from simpy.events import Event

from sim.combat.contract import Engagement, Force, Losses
from sim.combat.modifiers import TERRAINS
from sim.core.calendar import Calendar
from sim.core.company import Company
from sim.core.morale import broken, draw_luck
from sim.core.muster import any_category, fought_over
from sim.core.phases import Phase
from sim.core.rout import Rout
from sim.core.state import book

if TYPE_CHECKING:
    from sim.core.battle import Battle

_NERVE = ("frailty", "break_spread", "attacker_break", "defender_break", "surprise_break")
"""The parameters of morale that count when an engagement begins."""


class EngagementAt:
    """One place; its SimPy process sleeps until some run has both sides there."""

    def __init__(self, battle: "Battle", place: int) -> None:
        self._battle = battle
        self._place = place
        self.name = battle.order.places[place]
        definition = battle.definition.places[self.name]
        frontage = definition.frontage
        self._frontage = (
            np.full(len(battle.everyone), np.inf)
            if frontage is None
            else battle.inputs.number(frontage, f"places.{self.name}.frontage")
        )
        self._visitors: tuple[list[int], list[int]] = ([], [])
        self._companies = [Company(battle, self.name, []), Company(battle, self.name, [])]
        self._luck = [
            battle.draws.address("engagement", f"{self.name}/{side}") for side in battle.order.sides
        ]
        self._rank = 0.1 * place / len(battle.order.places)
        self._contact = Event(battle.env)
        self._rout = Rout(battle, place)
        self._reviews = Calendar(
            battle, Phase.MORALE, self.review, f"EngagementAt.review {self.name}"
        )
        for unit in range(len(battle.order.units)):
            if (battle.state.place[:, unit] == place).any():
                self._admit(unit)
        if all(self._visitors):
            name = f"EngagementAt._meet {self.name}"
            Calendar(battle, Phase.MOVEMENT, self._meet, name).add(battle.everyone, 0)
        battle.env.process(self._process())

    # who comes and goes ------------------------------------------------------------------------

    def _admit(self, unit: int) -> None:
        """Remember a unit that may be here, so that others need not be looked at."""
        side = int(self._battle.order.unit_side[unit])
        visitors = self._visitors[side]
        if unit not in visitors:
            visitors.append(unit)
            visitors.sort()
            self._companies[side] = Company(self._battle, self.name, visitors)

    def enter(self, unit: int, rows: np.ndarray) -> None:
        """A unit arrives: it meets the enemy, or takes an undefended place."""
        self._admit(unit)
        side = int(self._battle.order.unit_side[unit])
        here = self._meet(rows)
        self._battle.take_control(
            self._place, side, rows[here[side] & ~here[1 - side]], self._battle.turn
        )

    def _meet(self, rows: np.ndarray) -> list[np.ndarray]:
        """Begin an engagement where both sides stand here and do not fight yet.

        Returns whether each side has men here, (k,) bool.
        """
        here = [self.men(side, rows) > 0 for side in (0, 1)]
        fighting = self._battle.state.contested[:, self._place][rows]
        self._begin(rows[here[0] & here[1] & ~fighting])
        return here

    def left(self, rows: np.ndarray) -> None:
        """Someone leaves: see at the end of the turn whether there is still an engagement."""
        self._reviews.add(rows, self._battle.turn)

    def fall_back(self, unit: int, rows: np.ndarray) -> None:
        """An attacking unit gives up and goes back to where it came from."""
        self._rout.fall_back(unit, rows)

    def visitors(self, side: int) -> np.ndarray:
        """The units of a side that are or were here in some run, in ascending order."""
        return self._companies[side].units

    def men(self, side: int, rows: np.ndarray) -> np.ndarray:
        """Men of a side who are here, (k,)."""
        return self._companies[side].strength(rows, self._place)

    def targets(self, side: int, rows: np.ndarray) -> np.ndarray:
        """Which target categories a side offers here, (k, C) bool."""
        return self._companies[side].count(rows, self._place)[2]

    def offers_target(self, side: int, rows: np.ndarray) -> np.ndarray:
        """Whether a side offers any target here, (k,) bool."""
        some: np.ndarray = any_category(self.targets(side, rows))
        return some

    def _begin(self, rows: np.ndarray) -> None:
        if not len(rows):
            return
        battle, state, place = self._battle, self._battle.state, self._place
        state.contested[:, place][rows] = True
        state.engaged_losses[:, place][rows] = 0
        state.engaged_since[:, place][rows] = battle.turn
        for side in (0, 1):
            self._draw_luck(side, rows)
        battle.chronicle.tell(rows, "contact", place, "the two sides meet")
        battle.announce(f"place:{self.name}", rows)
        if not self._contact.triggered:
            self._contact.succeed()

    def _draw_luck(self, side: int, rows: np.ndarray) -> None:
        """A side's luck of the day here, and the losses at which it will break this time."""
        battle, state, place = self._battle, self._battle.state, self._place
        position = battle.morale.position
        draw_luck(
            rows,
            state.control[:, place][rows] == side,
            state.surprised_until[:, place][rows] > battle.turn,
            self._companies[side].resolve(rows, place),
            battle.morale.values,
            tuple(position[name] for name in _NERVE),
            (battle.draws.seed, battle.draws.runs, np.uint64(battle.turn + 1), self._luck[side]),
            state.frailty[:, place, side],
            state.break_share[:, place, side],
        )

    # the process ----------------------------------------------------------------------------

    def _contested(self) -> np.ndarray:
        state, place = self._battle.state, self._place
        rows: np.ndarray = fought_over(
            state.contested[:, place], state.truce[:, place], state.ended
        )
        return rows

    def _process(self) -> Generator[Event]:
        battle = self._battle
        while True:
            yield self._contact
            yield battle.until(battle.next_turn(Phase.COMBAT), Phase.COMBAT, self._rank)
            while len(rows := self._contested()):
                turn = battle.turn
                self._fight(rows)
                yield battle.until(turn, Phase.MORALE, self._rank)
                self._settle(self._contested())
                yield battle.until(turn + 1, Phase.COMBAT, self._rank)
            self._contact = Event(battle.env)

    def _fight(self, rows: np.ndarray) -> None:
        """One turn of combat; runs in which the first side attacks apart from the others."""
        first = self._battle.state.control[:, self._place][rows] != 0
        for attacker, attacking in ((0, first), (1, ~first)):
            if attacking.any():
                self._resolve(attacker, rows if attacking.all() else rows[attacking])

    def _resolve(self, attacker: int, rows: np.ndarray) -> None:
        battle, place = self._battle, self._place
        forces = self._muster(attacker, rows)
        engagement = Engagement(
            place=self.name,
            hours=battle.clock.hours,
            turn=battle.turn,
            rows=rows,
            terrain=TERRAINS[battle.terrain[place]],
            night=bool(battle.clock.night[battle.turn]),
            fortification=battle.fortification_at(place, rows),
            surprised=battle.state.surprised_until[:, place][rows] > battle.turn,
            attacker=forces[attacker],
            defender=forces[1 - attacker],
            parameters=battle.model_parameters,
            draws=battle.draws,
            engaged_hours=battle.hours_since(battle.state.engaged_since[:, place][rows]),
        )
        losses = battle.model.resolve(engagement)
        men = (losses.attacker_men, losses.defender_men)
        weapons = (losses.attacker_weapons, losses.defender_weapons)
        fractions = (losses.attacker_fraction, losses.defender_fraction)
        for side in (0, 1):
            company = self._companies[side]
            role = 0 if side == attacker else 1
            if (fraction := fractions[role]) is not None:
                battle.state.fraction[rows[:, None], company.units] = fraction
            cause = f"combat/{self.name}"
            totals = battle.casualties.hit_men(cause, place, side, rows, company.units, men[role])
            if len(company.entries):
                hit = weapons[role]
                totals += battle.casualties.hit_weapons(cause, place, rows, company.entries, hit)
                battle.chronicle.tell_wrecks(rows, place, side, company.entries, hit)
            book(battle.state.engaged_losses[:, place, side], rows, totals)
            self._tell_losses(side, rows, totals)
        self._note_breaks(attacker, rows, losses)
        battle.announce(f"combat:{self.name}", rows)

    def _note_breaks(self, attacker: int, rows: np.ndarray, losses: Losses) -> None:
        """A model that sends a side back does so by lowering its break point to nothing."""
        breaks = {attacker: losses.attacker_breaks, 1 - attacker: losses.defender_breaks}
        for side, sent_back in breaks.items():
            if sent_back is not None:
                self._battle.state.break_share[rows[sent_back], self._place, side] = -1.0

    def _muster(self, attacker: int, rows: np.ndarray) -> list[Force]:
        counts = [company.count(rows, self._place) for company in self._companies]
        return [
            self._companies[side].force(
                rows,
                self._place,
                side == attacker,
                counts[side],
                counts[1 - side][2],
                self._frontage,
            )
            for side in (0, 1)
        ]

    def _tell_losses(self, side: int, rows: np.ndarray, totals: np.ndarray) -> None:
        chronicle = self._battle.chronicle
        if chronicle.traced:
            engaged = self.men(side, rows) + totals
            text = "loses {:,} of {:,} men engaged"
            chronicle.tell(
                rows, "combat", self._place, text, totals, engaged, side=side, where=totals > 0
            )

    # morale ---------------------------------------------------------------------------------

    def _settle(self, rows: np.ndarray) -> None:
        """Break what is to break; then see who is left and who holds the place."""
        if not len(rows):
            return
        battle, state, place = self._battle, self._battle.state, self._place
        *breaking, decided = broken(
            rows,
            (self.men(0, rows), self.men(1, rows)),
            state.control[:, place],
            state.engaged_losses[:, place],
            state.break_share[:, place],
            battle.morale.values,
            battle.morale.position["odds_weight"],
        )
        for side in (0, 1):
            if breaking[side].any():
                self._rout.carry_out(side, rows[breaking[side]], self._companies[side].units)
        self.review(rows[decided])

    def review(self, rows: np.ndarray) -> None:
        """End the engagement where one side is gone; the other takes the place."""
        battle, state, place = self._battle, self._battle.state, self._place
        rows = rows[state.contested[:, place][rows]]
        if not len(rows):
            return
        strengths = [self.men(side, rows) for side in (0, 1)]
        over = (strengths[0] == 0) | (strengths[1] == 0)
        state.contested[:, place][rows[over]] = False
        for side in (0, 1):
            alone = over & (strengths[side] > 0)
            battle.take_control(place, side, rows[alone], battle.turn + 1)
        battle.announce(f"place:{self.name}", rows[over])
