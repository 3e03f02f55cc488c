"""Scout: a party looks at a place before others land there."""

from tests.reference.operations.base import Operation


class Scout(Operation):
    """What it brings back helps every landing in the area; if seen, it wakes the garrisons."""

    plays = ("to", "duration", "success", "discovery")
    ignores = {"units": "names a few men who are not missed"}

    def course(self):
        """Look and come back."""
        battle = self.battle
        yield self.until(battle.turn + self.turns("duration"), "report")
        look, discovery = battle.luck.pair(f"operation/{self.luck}", "", 0)
        for place in battle.area(battle.places[self.spec.to]):
            place.scouted |= look < self.number("success")
            place.alert |= discovery < self.number("discovery")
        self.complete()
