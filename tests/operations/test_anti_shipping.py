"""Air attacks on ships at sea and at anchor."""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.rules.anti_shipping import chance_of_a_hit
from tests.auditor import Auditor
from tests.operations.test_shipping import CONVOY, crossing

RUNS = 400
HUNT = {
    "kind": "anti_shipping", "side": "red", "units": ["wing"], "to": "sea", "duration": "20 h",
    "every": "1 h", "start": {"at": "1945-08-15 04:00"},
}  # fmt: skip
WING = {"side": "red", "kind": "aircraft", "weapons": {"bomber": 4}}
BOMBER = {"category": "aircraft", "strike": {"craft": 0.2}}
PASSAGE = {
    "kind": "passage", "side": "blue", "units": ["fleet"], "aboard": ["regiment"],
    "origin": "port", "to": "haven", "through": "sea", "speed": "4 km/h",
    "start": {"at": "1945-08-15 04:00"},
}  # fmt: skip
FLEET = {"side": "blue", "kind": "ships", "men": 40, "weapons": {"steamer": 4}, "place": "port"}
REGIMENT = {"side": "blue", "men": 1000, "place": "port"}


def raided(operations, watch=None, combat=(), **changes):
    definition = crossing(
        {"hunt": HUNT} | operations,
        **{
            "units__wing": dict(WING),
            "weapons__bomber": BOMBER,
            "units__fleet": dict(FLEET),
            "units__regiment": REGIMENT,
            "units__ferries__place": "haven",
            "combat": dict(combat),
            **changes,
        },
    )
    return play(definition, np.arange(RUNS), 1, watch=watch).outcomes


def test_random_fire_on_the_ships_found():
    chance = chance_of_a_hit(np.array([0.0, 1.0, 1.0]), np.array([3, 1, 2]))
    np.testing.assert_allclose(chance, [0.0, 1 - np.exp(-1), 1 - np.exp(-0.5)])


def test_a_ship_that_is_found_is_hit_as_the_rule_says():
    once = {"hunt": HUNT | {"duration": "0 h", "intensity": {"wing": 1}, "to": "port"}}
    outcomes = raided(once, weapons__steamer__salvo={"staying": 2})
    hit = outcomes["blue.steamer.lost"] + outcomes["blue.steamer.damaged"]
    assert hit.mean() == pytest.approx(5 * (1 - np.exp(-0.8 / 5)), rel=0.1)
    # half of the hits destroy, and it takes two of these to sink a ship of staying power two
    assert outcomes["blue.steamer.lost"].sum() / hit.sum() == pytest.approx(0.25, abs=0.04)


@pytest.mark.parametrize("waters", ["haven", "port", "sea"])
def test_no_raid_finds_a_ship_that_is_elsewhere(waters):
    # under way in the waters of the port until 05:00, then in the open sea until 06:00
    hunt = HUNT | {"to": waters, "duration": "50 min", "every": "10 min"}
    attacked = ~np.isnat(raided({"hunt": hunt, "voyage": CONVOY})["liner.attacked_at"])
    assert attacked.any() == (waters == "port")


def test_people_aboard_are_killed_or_saved_and_counted():
    auditor = Auditor()
    hunt = HUNT | {"every": "10 min"}
    outcomes = raided({"hunt": hunt, "voyage": CONVOY}, watch=auditor)
    lost = outcomes["blue.steamer.lost"] > 0
    dead, rescued = outcomes["liner.dead"], outcomes["liner.rescued"]
    sunk = ~np.isnat(outcomes["liner.sunk_at"])
    assert 0.1 < sunk.mean() < 0.9
    assert (dead + rescued)[sunk].min() > 900
    assert lost.any()
    assert auditor.turns


def test_troops_go_down_with_the_ships_that_carry_them():
    auditor = Auditor()
    outcomes = raided({"passage": PASSAGE}, watch=auditor, combat={"anti_shipping": {}})
    ships, men = outcomes["blue.steamer.lost"], outcomes["blue.casualties"]
    evacuated = outcomes["blue.evacuated"]
    assert (ships > 0).any()
    assert ((men > 0) == (ships + outcomes["blue.steamer.damaged"] > 0)).mean() > 0.9
    all_sunk = ships == 5
    assert (men + evacuated)[ships == 0].max() < 400
    assert not all_sunk.any() or (men + evacuated)[all_sunk].min() > 1000


def test_without_waters_a_passage_is_found_by_nobody():
    secret = {key: value for key, value in PASSAGE.items() if key != "through"}
    outcomes = raided({"passage": secret})
    assert (outcomes["blue.steamer.lost"] == 0).all()


def test_targets_limit_a_raid():
    hunt = HUNT | {"targets": ["fleet"]}
    outcomes = raided({"hunt": hunt, "voyage": CONVOY, "passage": PASSAGE})
    assert np.isnat(outcomes["liner.attacked_at"]).all()
    assert (outcomes["blue.steamer.lost"] > 0).any()


def test_ships_shoot_back():
    armed = {"weapons__steamer__anti_aircraft": 60}
    outcomes = raided({"passage": PASSAGE}, **armed)
    assert outcomes["red.bomber.lost"].mean() + outcomes["red.bomber.damaged"].mean() > 0.3
    assert raided({"passage": PASSAGE})["red.bomber.lost"].sum() == 0


def test_fog_hides_ships():
    fog = [{"start": "1945-08-15 04:00", "end": "1945-08-17 00:00", "density": 1}]
    clear = raided({"passage": PASSAGE}, combat={"modifiers": {"fog_flying": 1}})
    dim = raided(
        {"passage": PASSAGE}, combat={"modifiers": {"fog_flying": 1}}, weather={"fog": fog}
    )
    assert dim["blue.steamer.lost"].mean() < 0.7 * clear["blue.steamer.lost"].mean()
