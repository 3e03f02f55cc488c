"""People aboard ships that are hit: each lot of them lives or dies by luck of its own."""

from tests.reference.luck import binomial


class People:
    """Some of those aboard, entered in the account of their ships."""

    def __init__(self, account, number, uniform):
        self.account = account
        self.number = number
        self._uniform = uniform

    def hit(self, chance):
        """How many meet a fate that each meets with a probability."""
        return binomial(self.number, chance, self._uniform)

    def lose(self, fate, number):
        """They are killed, or missing in the sea."""
        self.account.dead += number
        self.leave(fate, number)

    def save(self, number):
        """They are taken from the water."""
        self.account.rescued += number
        self.leave("evacuated", number)


class Passengers(People):
    """Civilians of one port."""

    def __init__(self, account, port, number, uniform):
        super().__init__(account, number, uniform)
        self._port = port

    def leave(self, fate, number):
        """They are aboard no longer; the missing are dead."""
        self.account.aboard[self._port] -= number
        self._port.people["evacuated" if fate == "evacuated" else "killed"] += number


class Soldiers(People):
    """Men of one unit, crew or troops."""

    def __init__(self, account, casualties, unit, number, uniform):
        super().__init__(account, number, uniform)
        self._casualties = casualties
        self._unit = unit

    def leave(self, fate, number):
        """They fight no more."""
        self._casualties.lose(self._unit, fate, number, self._unit.place)
