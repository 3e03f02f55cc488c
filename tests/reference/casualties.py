"""Casualties: what becomes of men and weapons that are hit."""

from tests.reference.forces import Status
from tests.reference.luck import binomial


class Casualties:
    """Books losses; `cause` names the stream of luck that divides them."""

    def __init__(self, battle):
        self._battle = battle

    def hit_men(self, cause, place, unit, number):
        """Of the men who are hit part are killed, the others wounded."""
        if number > 0:
            battle = self._battle
            uniform = battle.luck.uniform(f"fate/{cause}", unit.luck, battle.turn)
            alive = (1 - battle.morale["killed_share"]) ** unit.resolve
            killed = binomial(number, 1 - alive, uniform)
            self.lose(unit, "killed", killed, place)
            self.lose(unit, "wounded", number - killed, place)

    def hit_weapons(self, cause, place, weapons, number):
        """Of the weapons that are hit part are lost, the others damaged.

        Part of a vehicle's crew goes with it, whether it is lost or damaged; returns how many men.
        """
        if number == 0:
            return 0
        destroyed = self._draw(f"wear/{cause}", weapons.luck, number, "destroyed_share")
        weapons.present -= number
        weapons.lost += destroyed
        weapons.damaged += number - destroyed
        return self._hit_crews(cause, place, weapons, number)

    def _hit_crews(self, cause, place, weapons, vehicles):
        battle, unit = self._battle, self._battle.units[weapons.unit]
        aboard = min(int(vehicles * weapons.kind.crew), unit.present)
        first, second = battle.luck.pair(f"crew/{cause}", weapons.luck, battle.turn)
        hit = binomial(aboard, battle.morale["crew_lost"], first)
        killed = binomial(hit, battle.morale["crew_killed"], second)
        self.lose(unit, "killed", killed, place)
        self.lose(unit, "wounded", hit - killed, place)
        return hit

    def _draw(self, stream, item, number, share):
        uniform = self._battle.luck.uniform(stream, item, self._battle.turn)
        return binomial(number, self._battle.morale[share], uniform)

    def lose(self, unit, fate, number, place):
        """Men who were present meet a fate at a place, or nowhere in particular (None)."""
        if number > 0:
            unit.present -= number
            unit.afloat = min(unit.afloat, unit.present)
            self._book(unit, fate, number, place)

    def lose_wounded(self, unit, fate, number, place):
        """Wounded men meet another fate at the place where they were hit."""
        if number > 0:
            unit.fates["wounded"] -= number
            place.losses[unit.side]["wounded"] -= number
            self._book(unit, fate, number, place)

    def _book(self, unit, fate, number, place):
        unit.fates[fate] += number
        if place is not None:
            place.losses[unit.side][fate] += number
        if fate == "captured":
            self._note_surrender(unit.side)
        self._battle.announce("losses")

    def _note_surrender(self, side):
        """A side has laid down its arms when no man on land is left who has not fled."""
        battle = self._battle
        gone = (Status.ROUTED, Status.SURRENDERED)
        left = any(
            unit.ground and unit.present > 0 and unit.status not in gone
            for unit in battle.units_of(side)
        )
        if not left and battle.surrendered_at[side] is None:
            battle.surrendered_at[side] = battle.turn
