"""Shuttle: a landing from transports by craft that go to and fro between them and the beach."""

from tests.reference.forces import Status
from tests.reference.luck import binomial
from tests.reference.operations.landing import Landing


class Shuttle(Landing):
    """A landing in trips.

    Troops wait out of reach until the first men of their unit are in the craft; from then on the
    whole unit lies off the beach. Without craft the rest stays aboard, and the operation does not
    complete.
    """

    plays = (*Landing.plays, "lift", "turnaround", "surf", "swim", "drowning")

    def close_in(self):
        """The craft come before the shore with the first load."""
        for unit in self.craft:
            self.bring_before_shore(unit)
        self._known_lost = self._boats_lost()
        self._load()

    # trips ----------------------------------------------------------------------------------

    def _load(self):
        """Men for each craft that is left, units in their order."""
        room = self._boats_left() * int(self.number("lift"))
        self._aboard = {}
        for unit in self.units:
            self._aboard[unit] = min(self._waiting(unit), room)
            room -= self._aboard[unit]
            if self._aboard[unit] > 0:
                self.bring_before_shore(unit)

    def _waiting(self, unit):
        """Men of a unit who are not ashore yet."""
        if unit.status is Status.AFLOAT:
            return unit.present
        return unit.afloat if unit.at(self.to) else 0

    def _boats_left(self):
        return sum(boats.present for boats in self.boats())

    def _boats_lost(self):
        return sum(boats.lost for boats in self.boats())

    # ashore ---------------------------------------------------------------------------------

    def unload(self):
        """Load after load, each in as many turns as the beach needs."""
        part = 0.5
        while True:
            self._sink()
            self._come_ashore(part)
            part = 1
            if any(self._aboard.values()):
                yield self.until(self.battle.turn + 1, "put_ashore")
            elif not any(self._waiting(unit) for unit in self.units):
                break
            elif self._boats_left() == 0:
                return
            else:
                pause = max(self.turns("turnaround"), 1)
                yield self.until(self.battle.turn + pause, "trip")
                self._load()
                part = 0.5
        self.release_craft()
        self.complete()

    def capacity(self):
        """Surf takes part of the beach away."""
        return super().capacity() * (1 - self.number("surf"))

    def _come_ashore(self, part):
        room = self.room_ashore(part)
        for unit in self.units:
            left = unit.afloat if unit.at(self.to) else 0
            moving = min(self._aboard[unit], left, room)
            self._aboard[unit] = min(self._aboard[unit], left) - moving
            room -= self.land(unit, moving)

    def land(self, unit, men):
        """Part of the men must swim, and part of these drown."""
        super().land(unit, men)
        chance = self.number("swim") * self.number("drowning")
        self._drown(unit, binomial(men, chance, self.uniform(f"swim/{unit.luck}")))
        return men

    def _sink(self):
        """Craft lost since the last turn take part of the men aboard with them."""
        lost = self._boats_lost()
        sunk, self._known_lost = lost - self._known_lost, lost
        if sunk == 0:
            return
        share = sunk / (sunk + self._boats_left()) * self.battle.morale["craft_drowned"]
        for unit in self.units:
            aboard = min(self._aboard[unit], self._waiting(unit))
            drowned = binomial(aboard, share, self.uniform(f"sunk/{unit.luck}"))
            self._aboard[unit] = aboard - drowned
            self._drown(unit, drowned)

    def _drown(self, unit, men):
        self.battle.casualties.lose(unit, "missing", men, self.to)
