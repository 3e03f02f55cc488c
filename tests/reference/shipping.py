"""Shipping: ships under attack, and what becomes of them and of those aboard."""

import math
from collections import Counter, defaultdict

from sim.rules.submarine import SubmarineWarfare as Table
from tests.reference.aboard import Passengers, Soldiers
from tests.reference.forces import Status


class Account:
    """What is known of a unit of ships that is hunted or carries civilians."""

    def __init__(self):
        self.aboard = Counter()
        """Civilians by the port that they come from."""
        self.dead = self.rescued = self.landed = 0
        self.attacked_at = self.sunk_at = None
        self.rescue = 0.0
        """Hours until help comes."""


class Shipping:
    """Ships with those who are aboard: crew, civilians and troops.

    Troops are spread evenly over their ships that are where they are. A damaged ship stays afloat.
    """

    def __init__(self, battle):
        self._battle = battle
        given = battle.definition.combat.changes("submarine")
        self._table = battle.inputs.parameters(Table.Parameters, given or {}, "combat.submarine")
        self._accounts = defaultdict(Account)
        self._carriers = defaultdict(set)
        """The units of ships that may carry a unit of troops."""

    def account(self, unit):
        """The account of a unit of ships."""
        return self._accounts[unit]

    def assign(self, troops, ships):
        """These troops may sail in these ships."""
        for unit in troops:
            self._carriers[unit].update(ships)

    def vessels(self, unit):
        """Ships of a unit that are afloat."""
        return sum(craft.present + craft.damaged for craft in unit.craft())

    # people --------------------------------------------------------------------------------------

    def embark(self, unit, port, room):
        """Civilians of a port go aboard, as many as there is room for; returns how many."""
        number = min(port.people["present"], room)
        port.people["present"] -= number
        self.account(unit).aboard[port] += number
        return number

    def land(self, unit):
        """All civilians aboard go ashore in safety."""
        account = self.account(unit)
        for port, people in account.aboard.items():
            port.people["evacuated"] += people
            account.landed += people
        account.aboard.clear()

    # losses --------------------------------------------------------------------------------------

    def kill(self, unit, cause, ships, chance):
        """Each person aboard so many ships of a unit is killed with a probability."""
        vessels = self.vessels(unit)
        for people in self._people(unit, cause, ships, vessels):
            people.lose("killed", people.hit(chance))

    def sink(self, unit, cause, ships):
        """So many ships of a unit go down; help comes for some of those aboard."""
        before = self.vessels(unit)
        ships = min(ships, before)
        if ships == 0:
            return
        account = self.account(unit)
        aboard = self._people(unit, cause, ships, before)
        self._go_down(unit, ships)
        saved = self._table["clear"] * math.exp(-account.rescue / self._table["endurance"])
        for people in aboard:
            dead = people.hit(1 - saved)
            people.lose("missing", dead)
            people.save(people.number - dead)
        if ships == before:
            account.sunk_at = self._battle.turn
            unit.status = Status.WAITING

    def _go_down(self, unit, ships):
        """Damaged ships sink first, of each class in turn."""
        for craft in unit.craft():
            damaged = min(ships, craft.damaged)
            whole = min(ships - damaged, craft.present)
            craft.damaged -= damaged
            craft.present -= whole
            craft.lost += damaged + whole
            ships -= damaged + whole

    def damage(self, unit, ships):
        """So many ships are damaged that were not."""
        for craft in unit.craft():
            fit = min(ships, craft.present)
            craft.present -= fit
            craft.damaged += fit
            ships -= fit

    def _people(self, unit, cause, ships, vessels):
        """Those aboard some of the vessels of a unit."""
        battle, account, share = self._battle, self.account(unit), ships / max(vessels, 1)

        def luck(item):
            return battle.luck.uniform(f"shipping/{unit.luck}", f"{cause}/{item}", battle.turn)

        for port, number in account.aboard.items():
            yield Passengers(account, port, round(number * share), luck(port.name))
        soldiers = [(unit, "crew", unit.present * share)]
        for troops, fleet in self._troops_with(unit, vessels):
            soldiers.append((troops, troops.luck, troops.present * ships / max(fleet, 1)))
        for who, item, number in soldiers:
            yield Soldiers(account, battle.casualties, who, round(number), luck(item))

    def _troops_with(self, unit, vessels):
        """Troops at sea with a unit of so many ships, and all the ships over which they spread."""
        for troops, carriers in self._carriers.items():
            if unit in carriers and troops.status is Status.AFLOAT and troops.place is unit.place:
                fellows = [ship for ship in carriers if ship is not unit]
                with_them = [ship for ship in fellows if ship.place is unit.place]
                yield troops, vessels + sum(self.vessels(ship) for ship in with_them)
