"""Rout: what becomes of a side that breaks at a place."""

import math

from tests.reference.forces import Status
from tests.reference.luck import binomial

_RETREAT_SPEED = 3.0
"""Kilometres an hour of a beaten unit (assumed)."""


class Rout:
    """The ways out."""

    def __init__(self, battle):
        self._battle = battle

    def carry_out(self, place, side):
        """An attacker falls back; a garrison flees, hides or is captured."""
        attacking = place.control != side
        shaken = self._shaken(place, side)
        for unit in self._battle.units_at(place, side):
            if attacking:
                self.fall_back(unit, shaken)
            else:
                self._flee(unit, shaken)

    def _shaken(self, place, side):
        """Losses in the engagement to each man left."""
        lost = place.engagement.lost(side) if place.engagement is not None else 0
        return lost / max(self._battle.men_at(place, side), 1)

    def fall_back(self, unit, shaken=None):
        """An attacker returns to where it came from; by sea it needs craft that lie off."""
        by_land = unit.origin is not None and unit.origin.terrain not in ("base", "sea")
        if by_land and unit.kind not in ("ships", "aircraft"):
            self._go(unit, unit.origin)
        elif unit.origin is not None and self._craft_lie_off(unit):
            if shaken is None:
                shaken = self._shaken(unit.place, unit.side)
            self._leave_behind(unit, shaken)
            self._battle.travel.leave(unit)
            unit.status, unit.place = Status.WAITING, unit.origin
        else:
            self._give_up(unit)

    def _craft_lie_off(self, unit):
        return any(
            other.kind == "ships" and any(weapons.present > 0 for weapons in other.weapons)
            for other in self._battle.units_at(unit.place, unit.side)
        )

    def _flee(self, unit, shaken):
        """A broken garrison leaves prisoners and wounded behind; the rest gets away if it can.

        `shaken` are its losses to each man left.
        """
        battle, place = self._battle, unit.place
        refuge = battle.places[place.retreat] if place.retreat is not None else None
        if refuge is not None and refuge.control != unit.side:
            refuge = None
        if refuge is None and not place.hills:
            self._give_up(unit)
            return
        if unit.kind in ("ships", "aircraft"):
            battle.travel.leave(unit)
            unit.status, unit.place = Status.WAITING, None
            return
        self._leave_behind(unit, shaken)
        unit.disordered_at = battle.turn
        if refuge is None:
            self._hide(unit)
        else:
            self._go(unit, refuge)

    def _leave_behind(self, unit, shaken):
        """Prisoners, the more the harder the unit's side was hit, and wounded."""
        battle, place = self._battle, unit.place
        first, second = battle.luck.pair("rout", f"{place.name}/{unit.luck}", battle.turn)
        self._abandon(unit, second)
        captured = binomial(unit.present, battle.morale["rout_captured"] * shaken, first)
        battle.casualties.lose(unit, "captured", captured, place)

    def _abandon(self, unit, uniform):
        """Part of those who were wounded here fall into the enemy's hands; most of these die."""
        battle, place, morale = self._battle, unit.place, self._battle.morale
        wounded = min(unit.fates["wounded"], place.losses[unit.side]["wounded"])
        left, die = morale["abandoned_share"], morale["abandoned_killed"]
        dead = binomial(wounded, left * die, uniform)
        battle.casualties.lose_wounded(unit, "killed", dead, place)
        second = battle.luck.uniform("abandoned", f"{place.name}/{unit.luck}", battle.turn)
        of_the_others = left * (1 - die) / max(1 - left * die, 1e-9)
        taken = binomial(wounded - dead, of_the_others, second)
        battle.casualties.lose_wounded(unit, "captured", taken, place)

    def _hide(self, unit):
        self._battle.travel.leave(unit)
        unit.status = Status.ROUTED
        unit.place = None

    def _give_up(self, unit):
        self._battle.casualties.lose(unit, "captured", unit.present, unit.place)
        unit.status = Status.SURRENDERED

    def _go(self, unit, to):
        """Where there is no way over land it takes an hour."""
        battle = self._battle
        distance = battle.travel.distance(unit.place, to)
        hours = distance / _RETREAT_SPEED if distance < math.inf else 1.0
        due = battle.clock.after(battle.moment, hours)
        battle.travel.go(unit, to, max(due, battle.turn + 1))
