"""Isolation: how much of what a garrison could reach at the start is lost to it."""


class Isolation:
    """The ways of one side out of one area."""

    def __init__(self, battle, place, side):
        self._battle = battle
        self._side = side
        self._area = battle.area(place)
        self._initial = self._within_reach()

    def share(self):
        """0 if all can still be reached, 1 if nothing can or nothing ever could."""
        left = min(self._within_reach(), self._initial)
        return 1 - left / max(self._initial, 1)

    def _within_reach(self):
        """Friendly places outside the area, on ways that the enemy does not hold."""
        places, enemy = self._battle.places, self._battle.enemy(self._side)
        reached, edge = set(self._area), list(self._area)
        while edge:
            start = edge.pop()
            for route in self._battle.definition.routes:
                if start.name in route.between:
                    end = places[route.between[route.between[0] == start.name]]
                    if end not in reached and end.control != enemy:
                        reached.add(end)
                        edge.append(end)
        outside = reached - set(self._area)
        return sum(place.control == self._side for place in outside)
