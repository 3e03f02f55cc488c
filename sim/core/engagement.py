"""The engagement at a place: contact, combat turn by turn, and how it ends."""

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np
from simpy.events import Event

from sim.combat.contract import Engagement, Force, Losses
from sim.combat.modifiers import TERRAINS
from sim.core.calendar import Calendar
from sim.core.muster import broken, census, firepower, strength
from sim.core.order_of_battle import CATEGORIES
from sim.core.phases import Phase
from sim.core.rout import Rout
from sim.luck.variates import log_factors

if TYPE_CHECKING:
    from sim.core.battle import Battle


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
        self._contact = Event(battle.env)
        self._rout = Rout(battle, place)
        self._reviews = Calendar(battle, Phase.MORALE, self.review)
        for unit in range(len(battle.order.units)):
            if (battle.state.place[:, unit] == place).any():
                self._admit(unit)
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
        own, enemy = (self.men(s, rows) for s in (side, 1 - side))
        meeting = (own > 0) & (enemy > 0) & ~self._battle.state.contested[rows, self._place]
        self._begin(rows[meeting])
        free = (own > 0) & (enemy == 0)
        self._battle.take_control(self._place, side, rows[free], self._battle.turn)

    def left(self, rows: np.ndarray) -> None:
        """Someone leaves: see at the end of the turn whether there is still an engagement."""
        self._reviews.add(rows, self._battle.turn)

    def fall_back(self, unit: int, rows: np.ndarray) -> None:
        """An attacking unit gives up and goes back to where it came from."""
        self._rout.fall_back(unit, rows)

    def men(self, side: int, rows: np.ndarray) -> np.ndarray:
        """Men of a side who are here, (k,)."""
        return self._companies[side].strength(rows, self._place)

    def _begin(self, rows: np.ndarray) -> None:
        if not len(rows):
            return
        battle, state, place = self._battle, self._battle.state, self._place
        state.contested[rows, place] = True
        state.engaged_losses[rows, place] = 0
        state.engaged_since[rows, place] = battle.turn
        for side in (0, 1):
            self._draw_luck(side, rows)
        battle.chronicle.tell(rows, "contact", place, "the two sides meet")
        battle.announce(f"place:{self.name}", rows)
        if not self._contact.triggered:
            self._contact.succeed()

    def _draw_luck(self, side: int, rows: np.ndarray) -> None:
        """A side's luck of the day here, and the losses at which it will break this time."""
        battle, state, place = self._battle, self._battle.state, self._place
        morale = battle.morale
        day, _ = battle.draws.pair(self._luck[side], 0, rows)
        state.frailty[rows, place, side] = log_factors(day, morale.column("frailty", rows))
        _, nerve = battle.draws.pair(self._luck[side], battle.turn + 1, rows)
        spread = np.ascontiguousarray(morale.column("break_spread", rows))
        attacking = state.control[rows, place] != side
        attacker, defender = (morale.column(n, rows) for n in ("attacker_break", "defender_break"))
        share = np.where(attacking, attacker, defender)
        share = share * self._companies[side].resolve(rows, place) * log_factors(nerve, spread)
        surprised = ~attacking & (state.surprised_until[rows, place] > battle.turn)
        share[surprised] *= morale.column("surprise_break", rows)[surprised]
        state.break_share[rows, place, side] = share

    # the process ----------------------------------------------------------------------------

    def _contested(self) -> np.ndarray:
        state = self._battle.state
        return np.flatnonzero(state.contested[:, self._place] & ~state.ended)

    def _process(self) -> Generator[Event]:
        battle = self._battle
        while True:
            yield self._contact
            while len(self._contested()):
                turn = battle.next_turn(Phase.COMBAT)
                yield battle.until(turn, Phase.COMBAT)
                self._fight(self._contested())
                yield battle.until(turn, Phase.MORALE)
                self._settle(self._contested())
            self._contact = Event(battle.env)

    def _fight(self, rows: np.ndarray) -> None:
        """One turn of combat; runs in which the first side attacks apart from the others."""
        attacker_first = self._battle.state.control[rows, self._place] != 0
        for attacker, part in ((0, rows[attacker_first]), (1, rows[~attacker_first])):
            if len(part):
                self._resolve(attacker, part)

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
            surprised=battle.state.surprised_until[rows, place] > battle.turn,
            attacker=forces[attacker],
            defender=forces[1 - attacker],
            parameters=battle.model_parameters,
            draws=battle.draws,
            engaged_hours=battle.hours_since(battle.state.engaged_since[rows, place]),
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
            battle.state.engaged_losses[rows, place, side] += totals.astype(np.int32)
            if len(company.entries):
                battle.casualties.hit_weapons(cause, rows, company.entries, weapons[role])
            self._tell_losses(side, rows, totals)
        self._note_breaks(attacker, rows, losses)
        battle.announce(f"combat:{self.name}", rows)
        battle.announce("losses", rows)

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
        state, place = self._battle.state, self._place
        strengths = [self.men(side, rows) for side in (0, 1)]
        breaking = [self._breaking(side, rows, strengths) for side in (0, 1)]
        # when both would break at once, the attacker does
        attacker_first = state.control[rows, place] != 0
        breaking[0] &= ~(breaking[1] & ~attacker_first)
        breaking[1] &= ~(breaking[0] & attacker_first)
        for side in (0, 1):
            if breaking[side].any():
                self._rout.carry_out(side, rows[breaking[side]], self._companies[side].units)
        decided = breaking[0] | breaking[1] | (strengths[0] == 0) | (strengths[1] == 0)
        self.review(rows[decided])

    def _breaking(self, side: int, rows: np.ndarray, strengths: list[np.ndarray]) -> np.ndarray:
        battle, state, place = self._battle, self._battle.state, self._place
        breaks: np.ndarray = broken(
            rows,
            strengths[side],
            strengths[1 - side],
            state.engaged_losses[:, place, side],
            state.break_share[:, place, side],
            battle.morale.column("odds_weight", rows),
        )
        return breaks

    def review(self, rows: np.ndarray) -> None:
        """End the engagement where one side is gone; the other takes the place."""
        battle, state, place = self._battle, self._battle.state, self._place
        rows = rows[state.contested[rows, place]]
        if not len(rows):
            return
        strengths = [self.men(side, rows) for side in (0, 1)]
        over = (strengths[0] == 0) | (strengths[1] == 0)
        state.contested[rows[over], place] = False
        for side in (0, 1):
            alone = over & (strengths[side] > 0)
            battle.take_control(place, side, rows[alone], battle.turn + 1)
        battle.announce(f"place:{self.name}", rows[over])


class Company:
    """The units of one side that are, were or will be at a place in some run."""

    def __init__(self, battle: "Battle", place: str, units: list[int]) -> None:
        order, draws = battle.order, battle.draws
        self._battle = battle
        self.units = np.array(units, np.int64)
        owned = [(local, e) for local, unit in enumerate(units) for e in order.entries_of(unit)]
        self.entries = np.array([entry for _, entry in owned], np.int64)
        self._local = np.array([local for local, _ in owned], np.int64)
        self._classes = order.entry_class[self.entries]
        self._category = order.class_category[self._classes]
        self._class_names = tuple(order.classes[c] for c in self._classes)
        self._names = tuple(order.units[unit] for unit in units)
        stream = f"combat/{place}"
        self._addresses = np.array([draws.address(stream, n) for n in self._names], np.uint64)
        self._weapon_addresses = np.array(
            [draws.address(stream, order.entry_names[e]) for e in self.entries], np.uint64
        )

    def count(self, rows: np.ndarray, place: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Men (k, U), weapons (k, W) and target categories (k, C) at a place."""
        state = self._battle.state
        counted: tuple[np.ndarray, np.ndarray, np.ndarray] = census(
            rows,
            place,
            self.units,
            self.entries,
            state.status,
            state.place,
            state.men,
            state.weapons,
            self._battle.order.entry_unit,
            self._category,
            len(CATEGORIES),
        )
        return counted

    def strength(self, rows: np.ndarray, place: int) -> np.ndarray:
        """Men at a place, (k,)."""
        state = self._battle.state
        men: np.ndarray = strength(rows, place, self.units, state.status, state.place, state.men)
        return men

    def resolve(self, rows: np.ndarray, place: int) -> np.ndarray:
        """Mean resolve of the men at a place, shape (k,)."""
        men = self.count(rows, place)[0]
        table = self._battle.arsenal.resolve
        resolve = table[np.zeros_like(rows) if len(table) == 1 else rows][:, self.units]
        total = np.zeros(len(rows))
        for unit in range(men.shape[1]):  # a fixed order of addition, whatever the batch
            total += men[:, unit] * resolve[:, unit]
        return np.asarray(total / np.maximum(men.sum(axis=1), 1))

    def _luck_in_fog(self, rows: np.ndarray, luck: np.ndarray) -> np.ndarray:
        """The luck of the day, (n,), less what fog takes from a side's fire."""
        clear = self._battle.sky.clear("fog_fire", rows)
        if clear is None:
            return luck
        dimmed = np.empty(len(luck))
        dimmed[rows] = luck[rows] * clear
        return dimmed

    def force(
        self,
        rows: np.ndarray,
        place: int,
        attacker: bool,
        counts: tuple[np.ndarray, np.ndarray, np.ndarray],
        enemy_present: np.ndarray,
        frontage: np.ndarray,
    ) -> Force:
        """The side as a combat model sees it."""
        battle, state, arsenal = self._battle, self._battle.state, self._battle.arsenal
        men, weapons, _ = counts
        fire = np.zeros((len(rows), len(self.units), len(CATEGORIES)))
        exposure = np.zeros((len(rows), len(self.units)))
        side = int(battle.order.unit_side[self.units[0]])
        firepower(
            rows,
            self.units,
            self._local,
            self._classes,
            self._category,
            men,
            weapons,
            enemy_present,
            (
                state.men,
                state.initial,
                state.afloat,
                state.suppression,
                state.suppressed_at,
                state.disorganised_at,
            ),
            (arsenal.fire, arsenal.priority, arsenal.armed, arsenal.quality),
            (
                attacker,
                bool(battle.clock.night[battle.turn]),
                battle.turn,
                battle.clock.hours,
                int(battle.terrain[place]),
                battle.fortification[:, place],
                state.surprised_until[:, place],
                self._luck_in_fog(rows, state.frailty[:, place, side]),
                frontage,
            ),
            battle.modifiers.values,
            fire,
            exposure,
        )
        return Force(
            side=battle.order.sides[side],
            units=self._names,
            initial=state.initial[rows[:, None], self.units],
            men=men,
            fire=fire,
            exposure=exposure,
            weapons=weapons,
            weapon_classes=self._class_names,
            weapon_unit=self._local,
            weapon_category=self._category,
            addresses=self._addresses,
            weapon_addresses=self._weapon_addresses,
            fraction=state.fraction[rows[:, None], self.units]
            if battle.model.keeps_fractions
            else None,
            salvo=self._salvo(rows),
        )

    def _salvo(self, rows: np.ndarray) -> np.ndarray | None:
        """Powers of the weapon entries in a salvo, (k, W, 3), if the scenario gives any."""
        table = self._battle.arsenal.salvo
        if table is None:
            return None
        return np.asarray(table[np.zeros_like(rows) if len(table) == 1 else rows][:, self._classes])
