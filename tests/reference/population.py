"""The population: civilians, whom nobody aims at and fire finds."""

from functools import partial

from sim.rules.civilians import Civilians as Table
from tests.reference.luck import fallen


class Population:
    """What becomes of the people who live at the places."""

    def __init__(self, battle):
        self._battle = battle
        given = battle.definition.combat.changes("civilians")
        self._table = battle.inputs.parameters(Table.Parameters, given or {}, "combat.civilians")
        self._fled_at = {}
        """The last turn in which people fled from a place."""
        for name, place in battle.places.items():
            battle.listen(f"combat:{name}", partial(self._fought, place))

    def _fought(self, place):
        hours = self._battle.clock.hours
        self._come_under_fire(place, "fighting", self._table["fighting"] * hours)

    def shelled(self, cause, place, power):
        """Bombs or shells that would inflict so many losses in the open; `cause` is their luck."""
        self._come_under_fire(place, cause, self._table["shelling"] * power)

    def _come_under_fire(self, place, cause, hazard):
        """Some are killed; others flee, once in a turn whatever falls on them."""
        people = place.people
        self._move(people, "killed", self._draw(place, cause, hazard))
        if self._fled_at.get(place) != self._battle.turn:
            self._fled_at[place] = self._battle.turn
            rate = self._table["flight"] * self._battle.clock.hours
            self._move(people, "evacuated", self._draw(place, "flight", rate))

    def _draw(self, place, item, hazard):
        luck, turn = self._battle.luck, self._battle.turn
        uniform = luck.uniform(f"civilians/{place.name}", item, turn)
        return fallen(place.people["present"], hazard, uniform)

    def _move(self, people, fate, number):
        people["present"] -= number
        people[fate] += number
