"""Supply: what units carry, what reaches them, and what they do without."""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.rules.supply import Supply
from sim.world.sequence import Step
from tests.skirmish import skirmish

RUNS = 200
DEPLOYED = {
    "operations": {},
    "units__marines__place": "village",
    "places__village__held_by": "blue",
    "places__village__depot": True,
    "units__guards__men": 0,
    "units__guards__weapons": {},
    "places__shore__held_by": "red",
    "places__shore__depot": True,
}
"""Blue stands in the village between the red depot on the shore and the reserve on the hill."""
NOW = {"at": "1945-08-15 06:00"}
ATTACK = {
    "kind": "assault", "side": "blue", "units": ["marines"], "to": "hill", "start": NOW,
    "speed": "6 km/h",
}  # fmt: skip


class Quartermaster:
    """Notes what a unit has left in run 0 at each turn, and what that leaves of its fire."""

    def __init__(self, unit):
        self.unit = unit
        self.levels, self.fires = [], []

    def __call__(self, battle):
        battle.world.schedule.env.process(self.look(battle))

    def look(self, battle):
        position = battle.world.forces.unit[self.unit]
        for turn in range(battle.world.clock.turns):
            yield battle.world.schedule.until(turn, Step.RECORD)
            self.levels.append(battle[Supply].levels(np.array([position]), np.array([0]))[0, 0])
            left = np.ones(1)
            battle[Supply].fire(np.array([position]), np.array([0]), left)
            self.fires.append(left[0])


def levels(unit, **changes):
    watch = Quartermaster(unit)
    play(skirmish(**DEPLOYED | changes), np.arange(3), 1, watch=watch)
    return np.array(watch.levels)


def rule(**figures):
    return {"combat": {"supply": figures}}


def test_a_unit_that_is_cut_off_eats_up_what_it_carries():
    left = levels("reserve", **rule(ration_hours=48))
    hours = 0.5 * np.arange(len(left))
    np.testing.assert_allclose(left, 1 - hours / 48, atol=0.5 / 48 + 1e-9)


def test_a_unit_near_a_depot_lacks_nothing():
    assert (levels("marines", **rule()) == 1).all()


def test_a_side_without_depots_is_supplied_from_elsewhere():
    assert (levels("reserve", places__shore__depot=False, **rule()) == 1).all()


def test_far_from_the_depot_deliveries_shrink_with_the_distance():
    def steady(distance, kind="road"):
        routes = [{"between": ["village", "hill"], "distance": distance, "kind": kind}]
        changes = {"places__village__held_by": "red", "units__marines__place": "island"}
        figures = rule(ration_hours=10, restock_hours=5, reach=20)
        return levels("reserve", routes=routes, **changes, **figures)

    # 40 km bring just what is eaten, 80 km half of it, 80 km of rail all that is wanted
    assert (steady("40 km") == 1).all()
    assert steady("80 km")[20] == pytest.approx(1 - 0.05 * 10, abs=0.03)
    assert (steady("80 km", "rail") == 1).all()
    assert steady("26.7 km", "track")[20] == pytest.approx(1 - 0.05 * 10, abs=0.03)


def test_who_takes_a_depot_is_supplied_from_it():
    retreat = {
        "kind": "withdrawal", "side": "blue", "units": ["marines"], "to": "shore",
        "start": {"at": "1945-08-15 12:00"},
    }  # fmt: skip
    left = levels("marines", places__village__depot=False, operations__retreat=retreat, **rule())
    lost = levels("reserve", operations__retreat=retreat, **rule(ration_hours=12))
    assert (left == 1).all()
    assert lost[-1] == pytest.approx(0, abs=1e-9)


def attacked(**changes):
    combat = {"morale": {"attacker_break": 50.0, "defender_break": 50.0}}
    combat |= changes.pop("combat", {})
    definition = skirmish(**DEPLOYED | changes, operations__attack=ATTACK, combat=combat)
    return play(definition, np.arange(RUNS), 1).outcomes["blue.casualties"].mean()


def test_empty_pouches_inflict_less():
    full, starving = attacked(), attacked(combat={"supply": {"ration_hours": 1}})
    assert starving < 0.6 * full


def test_who_is_near_a_depot_fights_as_if_there_were_no_rule():
    near = {"places__hill__depot": True, "places__shore__depot": False}
    assert attacked(**near, combat={"supply": {}}) == attacked(**near)


def test_who_has_gone_hungry_is_not_fed_in_retrospect():
    road = [{"between": ["shore", "village"], "distance": "2 km"}]
    move = {
        "kind": "march", "side": "red", "units": ["reserve"], "to": "village",
        "start": {"at": "1945-08-15 12:00"}, "distance": "1 km",
    }  # fmt: skip
    alone = {"units__marines__place": "island", "places__village__held_by": "red"}
    changes = {**alone, "routes": road, "operations__move": move}
    left = levels("reserve", **changes, **rule(ration_hours=16, restock_hours=8))
    np.testing.assert_allclose(left[[15, 16, 24, 32]], [1 - 7.5 / 16, 0.5, 0.75, 1], atol=1e-9)


def test_who_comes_from_the_sea_carries_a_full_load():
    landing = skirmish().operations["landing"].model_dump(exclude_unset=True)
    late = landing | {"start": {"at": "1945-08-15 10:00"}, "speed": "20 km/h"}
    sea = [{"between": ["island", "shore"], "kind": "sea", "distance": "20 km"}]
    figures = rule(ration_hours=8, restock_hours=4)
    changes = {"units__marines__place": "island", "places__shore__depot": False, "routes": sea}
    left = levels("marines", **changes, operations__late=late, **figures)
    assert (left[:15] == 1).all()
    np.testing.assert_allclose(left[14:18], 1 - 0.5 * np.arange(4) / 8, atol=1e-9)


def test_ships_look_after_themselves():
    watch = Quartermaster("boats")
    there = {"units__boats__place": "shore", "units__boats__men": 50}
    play(skirmish(**DEPLOYED | there | rule(ration_hours=1)), np.arange(3), 1, watch=watch)
    assert set(watch.fires) == {1.0}


def test_firing_empties_the_pouches_faster_than_eating():
    calm = levels("reserve", **rule())
    steady = {"morale": {"attacker_break": 50.0, "defender_break": 50.0}}
    busy = levels("reserve", operations__attack=ATTACK, combat=steady | {"supply": {}})
    assert busy[10] < calm[10] - 2 / 24
