"""Siege: an army lies before a fortress, and the days take their toll of both."""

from sim.rules.siege import Siege as Table
from tests.reference.forces import Status
from tests.reference.luck import binomial, fallen
from tests.reference.operations.base import Operation


class Siege(Operation):
    """Trench fire and sickness in every turn; complete when an army is no more under arms."""

    plays = ("units", "garrison")

    def __init__(self, battle, name, spec):
        super().__init__(battle, name, spec)
        self._garrison = [battle.units[unit] for unit in spec.garrison]
        given = battle.definition.combat.siege
        self._table = battle.inputs.parameters(Table.Parameters, given, "combat.siege")
        self._days = battle.clock.hours / 24

    def course(self):
        """Turn by turn, before anything else happens in it."""
        while True:
            yield self.until(self.battle.turn, "take_toll")
            if not (_under_arms(self.units) and _under_arms(self._garrison)):
                break
            besiegers, besieged = _in_the_lines(self.units), _in_the_lines(self._garrison)
            for unit in self.units:
                self._hit(unit, besiegers, besieged, self._table["sap_exposure"])
                self._sicken(unit, self._table["sickness"])
            for unit in self._garrison:
                self._hit(unit, besieged, besiegers, self._exposure(unit))
                self._sicken(unit, self._table["sickness"] * self._hunger())
        self.complete()

    def _exposure(self, unit):
        """What the works leave."""
        if unit.status is not Status.FIELD:
            return 1.0
        return 1 - self.battle.modifiers["fortification"] * unit.place.fortification

    def _hunger(self):
        """How much sicker the invested grow as fresh food runs out."""
        stores = self._table["stores_days"]
        late = (self.battle.turn - self.started_at) * self._days - stores
        return 1 + self._table["hunger"] * max(late, 0.0) / stores

    def _hit(self, unit, own, enemy, exposure):
        """Trench fire on a unit of an army of so many men."""
        if unit.status is Status.FIELD:
            hazard = self._table["trench_fire"] * exposure * enemy / max(own, 1)
            hit = fallen(unit.present, hazard * self._days, self.uniform(f"trenches/{unit.luck}"))
            self.battle.casualties.hit_men(f"operation/{self.luck}", unit.place, unit, hit)

    def _sicken(self, unit, hazard):
        """Some fall sick for good, and are counted with the wounded; some of these die."""
        if unit.status is Status.FIELD:
            uniform = self.uniform(f"sickness/{unit.luck}")
            sick = fallen(unit.present, hazard * self._days, uniform)
            dead = binomial(sick, self._table["sick_killed"], self.uniform(f"sick/{unit.luck}"))
            self.battle.casualties.lose(unit, "killed", dead, unit.place)
            self.battle.casualties.lose(unit, "wounded", sick - dead, unit.place)


def _under_arms(units):
    """Whether men of some units are in the lines or on the march."""
    active = (Status.FIELD, Status.EN_ROUTE)
    return any(unit.status in active and unit.present > 0 for unit in units)


def _in_the_lines(units):
    """Men of some units who are."""
    return sum(unit.present for unit in units if unit.status is Status.FIELD)
