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
    "sim.rules.civilians": {"Civilians"},
    "sim.rules.fatigue": {"Fatigue"},
    "sim.rules.morale": {"Morale"},
    "sim.rules.supply": {"Supply"},
    "sim.rules.anti_shipping": {"AntiShipping"},
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


def test_same_rows_of_a_skirmish_with_tanks():
    changes = {
        "units__guards__weapons": {"machine_gun": 2, "gun": 3, "tank": 5},
        "weapons__tank__crew": 4,
        "weapons__gun__fire": {"craft": 2, "armour": 1, "personnel": 0.5},
        "weapons__bomber__strike": {"armour": 0.3, "personnel": 3},
    }
    definition = skirmish(**changes)
    expected = engine(definition, np.arange(60), SEED).outcomes
    rows = refereed(definition, range(60))
    for name, values in expected.items():
        assert rows[name].equals(pd.Series(values, name=name).astype(rows[name].dtype)), name


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
