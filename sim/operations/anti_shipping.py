"""Anti-shipping: aircraft in raids against ships at sea or at anchor."""

import numpy as np

from sim.battle import Battle
from sim.luck.variates import binomials
from sim.operations.raids import Raids
from sim.plan import anti_shipping as plan
from sim.rules.anti_shipping import AntiShipping as Rule
from sim.rules.anti_shipping import chance_of_a_hit
from sim.world.inputs import of_runs
from sim.world.order_of_battle import CATEGORIES

_CRAFT = CATEGORIES.index("craft")


class AntiShipping(Raids[plan.AntiShipping]):
    """Raids on the ships that are under way in some waters, or at anchor there.

    Ferries and convoys are under way where their operations say; ships of a landing or a passage in
    the waters that it goes `through`. What bombs do to ships and to civilians, troops and crews
    aboard is the rule of `sim.rules.anti_shipping`. Raids keep a cease-fire of their side there.
    """

    def __init__(self, battle: Battle, name: str, spec: plan.AntiShipping) -> None:
        super().__init__(battle, name, spec)
        self._waters = battle.order.place[spec.to]
        self._targets = battle.order.positions(spec.targets or self._all_ships()).tolist()
        self._detection, self._rescue = self.number("detection"), self.number("rescue")
        given = battle.definition.combat.anti_shipping
        self._rule = battle.parameters(Rule, given, "combat.anti_shipping")

    def _all_ships(self) -> list[str]:
        """Every unit of ships of the enemy but submarines on patrol."""
        definition = self.battle.definition
        submerged = {u for one in definition.operations.values() for u in one.submerged()}
        enemies = definition.units_of(self.battle.order.sides[1 - self.side])
        ships = [unit for unit in enemies if definition.units[unit].kind == "ships"]
        return [unit for unit in ships if unit not in submerged]

    def attack(self, rows: np.ndarray, flown: np.ndarray) -> None:
        """Look for ships and bomb those that are found."""
        free = flown.any(axis=0) & ~self.battle.state.ceased[rows, self._waters, self.side]
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
            guns += self.battle.shipping.anti_aircraft_fire(rows, ship) * (number[some] > 0)
        for ship, number in found.items():
            self._bomb(ship, rows, number[some], chance)
        self.face_anti_aircraft_fire(rows, self._waters, flown, guns)

    def _look(self, ship: int, rows: np.ndarray) -> np.ndarray:
        """Ships of a unit that a raid finds, (k,)."""
        battle = self.battle
        chance = battle.sky.detection(self._detection[rows], rows)
        address = self.address(f"search/{battle.order.units[ship]}")
        seen = battle.draws.uniform(address, battle.turn, rows) < chance
        return np.where(seen, battle.shipping.vessels_at(rows, ship, self._waters), 0)

    def _power(self, rows: np.ndarray, flown: np.ndarray) -> np.ndarray:
        """Losses of craft that the sorties would inflict, (k,)."""
        table = self.battle.arsenal.strike[:, :, _CRAFT]
        power = np.zeros(len(rows))
        for sorties, entry in zip(flown, self._entries.tolist(), strict=True):
            power += sorties * of_runs(table[:, self.battle.order.entry_class[entry]], rows)
        return power

    def _bomb(self, ship: int, rows: np.ndarray, number: np.ndarray, chance: np.ndarray) -> None:
        """A raid on the ships of one unit that it has found, (k,)."""
        attacked = np.flatnonzero(number > 0)
        rows, number, chance = rows[attacked], number[attacked], chance[attacked]
        if not len(rows):
            return
        battle, shipping = self.battle, self.battle.shipping
        account = shipping.ship(ship)
        unknown = account.rescue[rows] == 0
        account.rescue[rows[unknown]] = self._rescue[rows[unknown]]
        shipping.note_attack(rows, ship)
        aim, flotation = battle.draws.pair(
            self.address(f"bombs/{battle.order.units[ship]}"), battle.turn, rows
        )
        hit = binomials(number, chance, aim)
        lost = battle.morale.column("destroyed_share", rows) / shipping.staying(rows, ship)
        sunk = binomials(hit, lost, flotation)
        cause = f"bombs/{self.name}"
        dead = shipping.kill(rows, ship, cause, hit, self._rule.column("bomb_killed", rows))
        self._tell(ship, rows, hit, dead)
        shipping.sink(rows, ship, cause, sunk)
        shipping.damage(rows, ship, hit - sunk)

    def _tell(self, ship: int, rows: np.ndarray, hit: np.ndarray, dead: np.ndarray) -> None:
        chronicle = self.battle.chronicle
        title, tell = chronicle.title(ship), chronicle.tell
        about = ("air attack", self._waters)
        text = f"aircraft attack {title} without a hit"
        tell(rows, *about, text, side=self.side, where=hit == 0)
        text = f"aircraft hit {title} ({{:,}} of these ships); {{:,}} people aboard are killed"
        tell(rows, *about, text, hit, dead, side=self.side, where=hit > 0)
