"""The engine against the referee: the same rows, run by run."""

import ast
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import sim
from sim.experiments.play import play as engine
from sim.scenario.measures import measures
from tests.reference.referee import play
from tests.skirmish import skirmish

SEED = 1
TABLES = {
    "sim.combat.attrition": {"Attrition"},
    "sim.rules.contact_share": {"ContactShare"},
    "sim.rules.civilians": {"Civilians"},
    "sim.rules.fatigue": {"Fatigue"},
    "sim.rules.morale": {"Morale"},
    "sim.rules.supply": {"Supply"},
    "sim.rules.anti_shipping": {"AntiShipping"},
    "sim.rules.fitness": {"Fitness"},
    "sim.rules.minefields": {"Minefields"},
    "sim.rules.modifiers": {"Modifiers"},
    "sim.rules.parley": {"Parley"},
    "sim.rules.siege": {"Siege"},
    "sim.rules.submarine": {"SubmarineWarfare"},
}
"""What the referee may take from the engine besides the scenario: documented parameters."""


def refereed(definition, runs):
    """The rows of some runs as the referee has them, in the types of the engine's table."""
    rows = pd.DataFrame([{"run": run} | play(definition, SEED, run) for run in runs])
    times = [name for name, one in measures(definition).items() if one.kind == "time"]
    return rows.astype(dict.fromkeys(times, "datetime64[s]"))


def assert_same_rows(wargame, runs):
    rows = wargame.monte_carlo(runs=runs, seed=SEED).outcomes
    assert_frame_equal(rows, refereed(wargame.definition, range(runs)), rtol=0, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "runs"),
    [
        ("toro", 200),
        ("shumshu", 50),
        ("otomari", 50),
        ("koton", 20),
        ("kurils", 50),
        ("maoka", 50),
        ("dalny", 50),
        ("port_arthur", 50),
        ("port_arthur_1904", 10),
    ],
)
def test_same_rows(scenario, runs):
    assert_same_rows(sim.load(scenario), runs)


NOW = {"at": "1945-08-15 04:00"}
LATER = {"at": "1945-08-15 08:00"}
GUNS = {"category": "guns", "fire": {"craft": 3}, "bombardment": {"personnel": 20}}
COVE = {"terrain": "beach", "held_by": "red", "landing_sites": {"sand": {"capacity": 90}}}
SKIRMISHES = {
    "tanks": {
        "units__guards__weapons": {"machine_gun": 2, "gun": 3, "tank": 5},
        "weapons__tank__crew": 4,
        "weapons__gun__fire": {"craft": 2, "armour": 1, "personnel": 0.5},
        "weapons__bomber__strike": {"armour": 0.3, "personnel": 3},
    },
    "a battery that is overrun": {
        "weapons__gun": GUNS,
        "units__battery": {
            "side": "red", "kind": "artillery", "men": 40, "weapons": {"gun": 4}, "place": "shore",
        },
        "units__scouts": {"side": "blue", "men": 90, "place": "village"},
        "operations__shells": {
            "kind": "gunfire", "side": "red", "units": ["battery"], "target": "village",
            "duration": "12 h", "start": NOW,
        },
    },
    "a way by sea that would be shorter than the march": {
        "routes": [
            {"between": ["island", "shore"], "kind": "sea", "distance": "20 km"},
            {"between": ["shore", "village"], "distance": "2 km"},
            {"between": ["village", "hill"], "distance": "30 km"},
            {"between": ["hill", "shore"], "kind": "sea", "distance": "1 km"},
        ],
        "units__scouts": {"side": "blue", "men": 90, "place": "village"},
        "operations__sortie": {
            "kind": "march", "side": "red", "units": ["reserve"], "to": "shore", "start": NOW,
        },
    },
    "two landings in one area": {
        "places__cove": COVE | {"area": "coast", "fortification": 0.3},
        "places__shore__area": "coast",
        "units__seconds": {"side": "blue", "men": 90, "place": "island"},
        "units__sentries": {"side": "red", "men": 40, "place": "cove"},
        "operations__second": {
            "kind": "landing", "side": "blue", "units": ["seconds"], "origin": "island",
            "to": "cove", "distance": "40 km", "speed": "10 km/h", "detection": 0.2, "start": NOW,
        },
    },
    "an assault that costs too much": {"operations__village__stop_at": 0.05},
    "an assault in peace": {
        "operations__truce": {
            "kind": "cease_fire", "side": "blue", "places": ["village"], "start": NOW,
        },
    },
    "craft that are sunk with men aboard": {
        "weapons__gun": GUNS,
        "units__guards__weapons": {"machine_gun": 2, "gun": 5},
        "operations__landing__kind": "shuttle",
        "operations__landing__lift": 20,
        "operations__landing__turnaround": "30 min",
        "operations__landing__detection": 1,
        "operations__landing__run_in": "2 h",
    },
    "ships that take several bombs": {
        "places__strait": {"terrain": "sea"},
        "weapons__boat__salvo": {"staying": 4},
        "weapons__bomber__strike": {"craft": 2},
        "units__raiders": {"side": "red", "kind": "aircraft", "weapons": {"bomber": 8}},
        "operations__landing__through": "strait",
        "operations__raids": {
            "kind": "anti_shipping", "side": "red", "units": ["raiders"], "to": "strait",
            "duration": "6 h", "every": "30 min", "start": NOW, "night": True,
        },
    },
    "a short way by sea only": {
        "routes": [
            {"between": ["island", "shore"], "kind": "sea", "distance": "20 km"},
            {"between": ["shore", "village"], "kind": "sea", "distance": "1 km"},
            {"between": ["shore", "village"], "distance": "9 km"},
            {"between": ["village", "hill"], "distance": "3 km"},
        ],
    },
    "orders that change on the way": {
        "operations__counterattack__speed": "1 km/h",
        "operations__back": {
            "kind": "withdrawal", "side": "red", "units": ["reserve"], "to": "shore",
            "start": LATER,
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("name", SKIRMISHES)
def test_same_rows_of_a_skirmish(name):
    definition = skirmish(**SKIRMISHES[name])
    expected = engine(definition, np.arange(30), SEED).outcomes
    rows = refereed(definition, range(30))
    for measure, values in expected.items():
        right = pd.Series(values, name=measure).astype(rows[measure].dtype)
        assert rows[measure].equals(right), measure


def test_the_referee_shares_only_the_scenario_and_tables_of_parameters():
    own = [path for path in Path(__file__).parent.rglob("*.py") if path.name[:5] != "test_"]
    assert len(own) > 20
    for path in own:
        for module, name in imports(path):
            shared = module.startswith("sim.scenario") or name in TABLES.get(module, ())
            assert shared or module.partition(".")[0] != "sim", f"{path.name}: {module}.{name}"
            stays = module.startswith("tests.reference") or not module.startswith("tests")
            assert stays, f"{path.name}: {module}.{name}"


def imports(path):
    """(module, name) of everything that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield from ((node.module, alias.name) for alias in node.names)
