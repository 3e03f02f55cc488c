"""Anti-shipping: aircraft in raids against ships at sea or at anchor."""

import numpy as np

from sim.luck.variates import binomials
from sim.operations.raids import Raids
from sim.plan import anti_shipping as plan
from sim.rules.anti_shipping import AntiShipping as Rule
from sim.rules.anti_shipping import chance_of_a_hit
from sim.rules.morale import Morale
from sim.rules.rulebook import Rulebook
from sim.rules.shipping import Shipping
from sim.rules.weather import Weather
from sim.scenario.vocabulary import POSITION, SHIPS
from sim.world.inputs import of_runs

_CRAFT = POSITION["craft"]

HIT = "aircraft hit {ship} ({0:,} of these ships); {1:#person|people} aboard {1:is|are} killed"


class AntiShipping(Raids[plan.AntiShipping]):
    """Raids on the ships that are under way in some waters, or at anchor there.

    Ferries and convoys are under way where their operations say; ships of a landing or a passage in
    the waters that it goes `through`. What bombs do to ships and to civilians, troops and crews
    aboard is the rule of `sim.rules.anti_shipping`. Raids keep a cease-fire of their side there.
    """

    def __init__(self, rules: Rulebook, name: str, spec: plan.AntiShipping) -> None:
        super().__init__(rules, name, spec)
        self._waters = self.world.forces.place[spec.to]
        self._targets = self.world.forces.positions(spec.targets or self._all_ships()).tolist()
        self._detection, self._rescue = self.number("detection"), self.number("rescue")
        self._rule = self.rules[Rule].parameters

    def _all_ships(self) -> list[str]:
        """Every unit of ships of the enemy but submarines on patrol."""
        definition = self.world.definition
        submerged = {u for one in definition.operations.values() for u in one.submerged()}
        enemies = definition.units_of(self.world.forces.sides[1 - self.side])
        ships = [unit for unit in enemies if definition.units[unit].kind in SHIPS]
        return [unit for unit in ships if unit not in submerged]

    def attack(self, rows: np.ndarray, flown: np.ndarray) -> None:
        """Look for ships and bomb those that are found."""
        free = flown.any(axis=0) & ~self.world.state.ceased[rows, self._waters, self.side]
        rows, flown = rows[free], flown[:, free]
        found = {ship: self._look(ship, rows) for ship in self._targets}
        total = sum(found.values(), np.zeros(len(rows), np.int64))
        some = total > 0
        rows, total = rows[some], total[some]
        if not len(rows):
            return
        flown = flown[:, some]
        chance = chance_of_a_hit(self._power(rows, flown), total)
        guns = np.zeros(len(rows))
        for ship, number in found.items():
            guns += self.rules[Shipping].anti_aircraft_fire(rows, ship) * (number[some] > 0)
        for ship, number in found.items():
            self._bomb(ship, rows, number[some], chance)
        self.face_anti_aircraft_fire(rows, self._waters, flown, guns)

    def _look(self, ship: int, rows: np.ndarray) -> np.ndarray:
        """Ships of a unit that a raid finds, (k,)."""
        world = self.world
        chance = self.rules[Weather].detection(self._detection[rows], rows)
        address = self.address(f"search/{world.forces.luck[ship]}")
        seen = world.draws.uniform(address, world.turn, rows) < chance
        return np.where(seen, self.rules[Shipping].vessels_at(rows, ship, self._waters), 0)

    def _power(self, rows: np.ndarray, flown: np.ndarray) -> np.ndarray:
        """Losses of craft that the sorties would inflict, (k,)."""
        table = self.world.arsenal.strike[:, :, _CRAFT]
        power = np.zeros(len(rows))
        for sorties, entry in zip(flown, self._entries.tolist(), strict=True):
            power += sorties * of_runs(table[:, self.world.forces.entry_class[entry]], rows)
        return power

    def _bomb(self, ship: int, rows: np.ndarray, number: np.ndarray, chance: np.ndarray) -> None:
        """A raid on the ships of one unit that it has found, (k,)."""
        attacked = np.flatnonzero(number > 0)
        rows, number, chance = rows[attacked], number[attacked], chance[attacked]
        if not len(rows):
            return
        world, shipping = self.world, self.rules[Shipping]
        account = shipping.ship(ship)
        unknown = rows[account.rescue[rows] == 0]
        shipping.await_rescue(ship, unknown, self._rescue[unknown])
        shipping.note_attack(rows, ship)
        aim, flotation = world.draws.pair(
            self.address(f"bombs/{world.forces.luck[ship]}"), world.turn, rows
        )
        hit = binomials(number, chance, aim)
        lost = self.rules[Morale].value("destroyed_share", rows) / shipping.staying(rows, ship)
        sunk = binomials(hit, lost, flotation)
        cause = f"bombs/{self.luck}"
        dead = shipping.kill(rows, ship, cause, hit, self._rule.column("bomb_killed", rows))
        self._tell(ship, rows, hit, dead)
        shipping.sink(rows, ship, cause, sunk)
        shipping.damage(rows, ship, hit - sunk)

    def _tell(self, ship: int, rows: np.ndarray, hit: np.ndarray, dead: np.ndarray) -> None:
        chronicle = self.world.chronicle
        tell, name = chronicle.tell, chronicle.name(ship)
        about = ("air attack", self._waters)
        text = "aircraft attack {ship} without a hit"
        tell(rows, *about, text, side=self.side, where=hit == 0, ship=name)
        text = HIT
        tell(rows, *about, text, hit, dead, side=self.side, where=hit > 0, ship=name)
