"""Contact: where the two sides meet, who takes an undefended place, and when they part."""

from tests.reference.engagement import Engagement


class Contact:
    """Looks at who stands where, and begins and ends engagements."""

    def __init__(self, battle):
        self._battle = battle
        for place in battle.places.values():
            battle.env.process(self._first_look(place))

    def _first_look(self, place):
        """Both sides may stand at a place from the beginning."""
        yield self._battle.until(0, "meet", place.number)
        self._meet(place)

    def enter(self, unit):
        """A unit arrives: it meets the enemy, or takes an undefended place."""
        battle, place = self._battle, unit.place
        battle.minefields.enter(unit)
        self._meet(place)
        enemy = battle.men_at(place, battle.enemy(unit.side))
        if enemy == 0 and battle.men_at(place, unit.side) > 0:
            battle.take_control(place, unit.side, battle.turn)

    def _meet(self, place):
        if not place.contested and all(self._battle.men_at(place, s) for s in self._battle.sides):
            engagement = place.engagement = Engagement(self._battle, place)
            self._battle.announce(f"place:{place.name}")
            self._battle.env.process(engagement.process())

    def someone_leaves(self, place):
        """Look again at the end of the turn."""
        self._battle.env.process(self._look_again(place))

    def _look_again(self, place):
        yield self._battle.until(self._battle.turn, "review", place.number)
        self.review(place)

    def review(self, place):
        """Where one side is gone the engagement is over, and the other takes the place.

        It holds the place from the beginning of the next turn.
        """
        battle = self._battle
        strengths = {side: battle.men_at(place, side) for side in battle.sides}
        if not place.contested or all(strengths.values()):
            return
        place.engagement = None
        for side in battle.sides:
            if strengths[side] > 0:
                battle.take_control(place, side, battle.turn + 1)
        battle.announce(f"place:{place.name}")
