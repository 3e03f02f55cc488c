"""The engagement at a place: contact, combat turn by turn, and how it ends."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
from simpy.events import Event

from sim.combat.contract import Engagement, Force, Losses
from sim.rules.company import Company
from sim.rules.contact import Field, Sides, meet, part
from sim.rules.modifiers import TERRAINS
from sim.rules.morale import broken, draw_luck
from sim.rules.muster import by_attacker, muster
from sim.rules.rout import Rout
from sim.world.calendar import Calendar
from sim.world.phases import Phase
from sim.world.state import book

if TYPE_CHECKING:
    from sim.battle import Battle

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
        alone = self._meet(rows)[side]
        self._battle.take_control(self._place, side, alone, self._battle.turn)

    def _meet(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Begin an engagement where both sides stand here and do not fight yet.

        Returns the runs in which each side has men here and the other has none.
        """
        state, place = self._battle.state, self._place
        engagement = (
            state.contested[:, place],
            state.engaged_losses[:, place],
            state.engaged_since[:, place],
        )
        met, first, second = meet(rows, *self._here(), engagement, self._battle.turn)
        self._begin(met)
        return first, second

    def _here(self) -> tuple[int, Sides, Field]:
        """The place, who may be here, and what tells where he is; see `sim.rules.contact`."""
        state = self._battle.state
        first, second = self._companies
        return self._place, (first.units, second.units), (state.status, state.place, state.men)

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

    def _begin(self, rows: np.ndarray) -> None:
        if not len(rows):
            return
        battle = self._battle
        for side in (0, 1):
            self._draw_luck(side, rows)
        battle.chronicle.tell(rows, "contact", self._place, "the two sides meet")
        battle.announce(f"place:{self.name}", rows)
        if not self._contact.triggered:
            self._contact.succeed()

    def _draw_luck(self, side: int, rows: np.ndarray) -> None:
        """A side's luck of the day here, and the losses at which it will break this time."""
        battle, state, place = self._battle, self._battle.state, self._place
        position = battle.morale.position
        draw_luck(
            rows,
            side,
            state.control[:, place],
            state.surprised_until[:, place],
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
        quiet = state.truce[:, place] | state.ended
        return np.flatnonzero(state.contested[:, place] & ~quiet)

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
        control = self._battle.state.control[:, self._place]
        for attacker, attacked in enumerate(by_attacker(rows, control)):
            if len(attacked):
                self._resolve(attacker, attacked)

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
            works=battle.fortification[:, place],
            surprised_until=battle.state.surprised_until[:, place],
            engaged_since=battle.state.engaged_since[:, place],
            attacker=forces[attacker],
            defender=forces[1 - attacker],
            parameters=battle.model_parameters,
            draws=battle.draws,
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
        battle, state, place = self._battle, self._battle.state, self._place
        arsenal, clear = battle.arsenal, battle.sky.clear("fog_fire", rows)
        units = np.concatenate([company.units for company in self._companies])
        sheets = muster(
            rows,
            place,
            (self._companies[0].tables, self._companies[1].tables),
            state.presence,
            (
                state.initial,
                state.afloat,
                state.suppression,
                state.suppressed_at,
                state.disorganised_at,
            ),
            (arsenal.fire, arsenal.priority, arsenal.armed, battle.weariness.quality(units, rows)),
            (
                int(battle.terrain[place]),
                battle.fortification[:, place],
                state.surprised_until[:, place],
                state.frailty[:, place],
                self._frontage,
            ),
            (
                battle.turn,
                battle.clock.hours,
                bool(battle.clock.night[battle.turn]),
                np.ones(1) if clear is None else clear,
                attacker,
            ),
            battle.modifiers.values,
            battle.model.pools_fire,
        )
        return [c.force(rows, *sheet) for c, sheet in zip(self._companies, sheets, strict=True)]

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
            *self._here(),
            state.control[:, place],
            state.engaged_losses[:, place],
            state.break_share[:, place],
            battle.morale.values,
            battle.morale.position["odds_weight"],
        )
        for side in (0, 1):
            if len(breaking[side]):
                self._rout.carry_out(side, breaking[side], self._companies[side].units)
        self.review(decided)

    def review(self, rows: np.ndarray) -> None:
        """End the engagement where one side is gone; the other takes the place."""
        if not len(rows):
            return
        battle, place = self._battle, self._place
        over, *left = part(rows, *self._here(), battle.state.contested[:, place])
        for side in (0, 1):
            battle.take_control(place, side, left[side], battle.turn + 1)
        if len(over):
            battle.announce(f"place:{self.name}", over)
