"""The auditor: checks the books of a battle at the end of each turn."""

import numpy as np

from sim.rules.civilians import Civilians, Lot
from sim.rules.shipping import Shipping
from sim.world.sequence import Step


class Auditor:
    """Give it to `play` as `watch`: men and weapons must add up to what was there at first."""

    def __init__(self):
        self.turns = 0

    def __call__(self, battle):
        self.battle, self.world = battle, battle.world
        self.men = self.world.state.men.sum(axis=2)
        self.weapons = self.world.state.weapons.sum(axis=2)
        self.people = battle[Civilians].people.sum(axis=2)
        self.world.schedule.env.process(self.audit())

    def audit(self):
        state = self.world.state
        for turn in range(self.world.clock.turns):
            yield self.world.schedule.until(turn, Step.RECORD)
            self.turns += 1
            self.count_forces()
            assert (state.men >= 0).all()
            assert (state.weapons >= 0).all()
            assert (state.afloat >= 0).all()
            self.compare_places()
            self.count_civilians()

    def count_forces(self):
        """Units have what they began with, and what others brought that joined them."""
        state, forces = self.world.state, self.world.forces
        np.testing.assert_array_equal(state.men.sum(axis=2), state.initial)
        weapons = state.weapons.sum(axis=2)
        for side in (0, 1):
            units = forces.units_of_side(side)
            now, first = state.initial[:, units], self.men[:, units]
            np.testing.assert_array_equal(now.sum(axis=1), first.sum(axis=1))
        for kind in np.unique(forces.entry_class):
            entries = forces.entry_class == kind
            now, first = weapons[:, entries], self.weapons[:, entries]
            np.testing.assert_array_equal(now.sum(axis=1), first.sum(axis=1))

    def compare_places(self):
        """Losses by place add up to the losses of the sides."""
        state, forces = self.world.state, self.world.forces
        for side in (0, 1):
            units = state.men[:, forces.units_of_side(side)].sum(axis=1)
            places = state.place_losses[:, :, side].sum(axis=1)
            np.testing.assert_array_equal(places[:, 1:], units[:, 1:])

    def count_civilians(self):
        """Civilians are at home, at sea, safe or dead; those at sea are aboard ships."""
        people, shipping = self.battle[Civilians].people, self.battle[Shipping]
        np.testing.assert_array_equal(people.sum(axis=2), self.people)
        assert (people >= 0).all()
        rows = self.world.all_rows
        ships = [ship for side in (0, 1) for ship in shipping.of_side(side)]
        aboard = sum((shipping.passengers(rows, ship) for ship in ships), 0 * rows)
        np.testing.assert_array_equal(people[:, :, Lot.ABOARD].sum(axis=1), aboard)
