"""Where the plan can bring each unit, and which places are joined by land.

What can never come about is told from this: it is generous, for it asks neither when nor whether an
operation succeeds.
"""

from collections.abc import Iterable
from functools import cached_property

from sim.scenario.definition import Definition
from sim.scenario.vocabulary import AIRCRAFT


class Whereabouts:
    """All that the places, routes and operations of a scenario say of where units can be."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition

    def of(self, unit: str, but: str | None = None) -> set[str]:
        """Places where a unit can be, by all operations `but` one; none if it stays off the map."""
        stands = self._stands.get(unit, {})
        return self._with_retreats(place for place, by in stands.items() if by - {but})

    def waits(self, unit: str) -> bool:
        """Whether a unit is off the map at first, where the operation that needs it finds it."""
        known = self._definition.units.get(unit)
        return known is None or known.place is None

    def of_side(self, side: str) -> set[str]:
        """Places where men, vehicles or ships of a side can be."""
        return self._sides.get(side, set())

    def joined(self, place: str, others: Iterable[str]) -> bool:
        """Whether a way over land leads to a place from one of the others, or it is one of them."""
        region = self._region.get(place, place)
        return any(self._region.get(other, other) == region for other in others)

    @cached_property
    def routes_lead(self) -> bool:
        """Whether each route leads from a place to another one, so that none is misspelt."""
        places, routes = self._definition.places, self._definition.routes
        return all(len({end for end in route.between if end in places}) == 2 for route in routes)

    @cached_property
    def _stands(self) -> dict[str, dict[str, set[str]]]:
        """The operations that bring a unit to a place, by both; "" is where it starts."""
        stands: dict[str, dict[str, set[str]]] = {}
        for name, unit in self._definition.units.items():
            stands[name] = {} if unit.place is None else {unit.place: {""}}
        for name, operation in self._definition.operations.items():
            for unit_name, place in operation.leaves().items():
                stands.setdefault(unit_name, {}).setdefault(place, set()).add(name)
        return stands

    @cached_property
    def _sides(self) -> dict[str, set[str]]:
        sides: dict[str, set[str]] = {}
        for name, unit in self._definition.units.items():
            if unit.kind not in AIRCRAFT:
                sides.setdefault(unit.side, set()).update(self.of(name))
        return sides

    def _with_retreats(self, places: Iterable[str]) -> set[str]:
        found: set[str] = set()
        waiting = [*places]
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                known = self._definition.places.get(place)
                waiting += [known.retreat] if known is not None and known.retreat else []
        return found

    @cached_property
    def _region(self) -> dict[str, str]:
        """A name for all places that are joined by land, by place."""
        region: dict[str, str] = {}

        def name_of(place: str) -> str:
            while region.setdefault(place, place) != place:
                place = region[place]
            return place

        for route in self._definition.routes:
            if route.kind != "sea":
                first, second = map(name_of, route.between)
                region[second] = first
        return {place: name_of(place) for place in region}
