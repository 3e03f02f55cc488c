"""The sky: fog, flying weather and the sorties flown."""

from collections import Counter


class Sky:
    """What can be seen, and what can fly."""

    def __init__(self, battle):
        self._battle = battle
        self.sorties = Counter()
        """Sorties by (weapons, date)."""
        self._aloft = Counter()
        """Aircraft in the air by (weapons, turn)."""
        self._fogs = [
            (
                battle.clock.turn_of(fog.start.value),
                battle.clock.turn_of(fog.end.value),
                battle.inputs.number(fog.density, f"weather.fog.{number}.density"),
            )
            for number, fog in enumerate(battle.definition.weather.fog)
        ]

    def clear(self, modifier):
        """What the fog of this turn leaves of something; `modifier` is what the densest leaves."""
        turn = self._battle.turn
        now = [density for first, last, density in self._fogs if first <= turn < last]
        return 1 - max(now) * (1 - self._battle.modifiers[modifier]) if now else 1.0

    def detection(self, chance):
        """The chance to be seen now, of that on a clear day."""
        if self._battle.clock.night(self._battle.turn):
            chance *= self._battle.modifiers["night_detection"]
        return chance * self.clear("fog_detection")

    def flying(self):
        """The share of the planned sorties that the day's weather and the fog let fly."""
        battle = self._battle
        path = f"weather.flying@{battle.clock.date(battle.turn)}"
        share = battle.inputs.number(battle.definition.weather.flying, path)
        return share * self.clear("fog_flying")

    def ready(self, weapons):
        """Aircraft that can fly and have not taken off in this turn."""
        return max(weapons.present - self._aloft[weapons, self._battle.turn], 0)

    def went_down(self, weapons, hit):
        """Aircraft in the air were hit."""
        self._aloft[weapons, self._battle.turn] -= hit

    def count(self, weapons, sorties):
        """Book the sorties of some aircraft."""
        self._aloft[weapons, self._battle.turn] += sorties
        self.sorties[weapons, self._battle.clock.date(self._battle.turn)] += sorties
