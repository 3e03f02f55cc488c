"""A new word is one entry of `sim.scenario.vocabulary`, wherever in the list it stands."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, pathlib, sys, types
import sim

NEW = json.loads(sys.argv[1])
module = types.ModuleType("sim.scenario.vocabulary")
path = pathlib.Path(sim.__file__).with_name("scenario") / "vocabulary.py"
source = path.read_text(encoding="utf-8")
for mapping, entry in NEW.items():
    head, brace, tail = source.partition(f"{mapping}]")
    before, opening, after = tail.partition("= {\\n")
    source = head + brace + before + opening + entry + ",\\n" + after
sys.modules[module.__name__] = module
exec(compile(source, str(path), "exec"), module.__dict__)

from tests.skirmish import played
"""
ADDED = {
    "TERRAINS: Mapping[str, Terrain": '"jungle": Terrain(0.25, "in jungle")',
    "CATEGORIES: Mapping[str, TargetCategory": '"trains": TargetCategory("train", "trains")',
    "UNIT_KINDS: Mapping[str, KindOfUnit": '"engineers": KindOfUnit()',
}
PLAYED = """
battle = played(runs=20, seed=3)
print({name: list(map(str, values)) for name, values in battle.outcomes.items()})
"""
WITH_NEW_WORDS = """
from sim.combat.crt import Crt
battle = played(
    runs=20,
    seed=3,
    places__village__terrain="jungle",
    weapons__machine_gun__fire={"trains": 3, "personnel": 1},
    weapons__train={"category": "trains", "fire": {"personnel": 1}},
    units__guards__weapons={"train": 4},
    units__marines__kind="engineers",
    units__marines__weapons={"machine_gun": 9},
    combat={"modifiers": {"jungle": 0.5}},
)
print(json.dumps([
    int(battle.outcomes["red.train.lost"].sum()),
    int(battle.outcomes["red.trains.hit"].sum()),
    "jungle" in Crt.Parameters.names(),
    int(battle.outcomes["red.casualties"].sum()),
]))
"""


def told(script: str, new: dict[str, str]) -> str:
    root = Path(__file__).parents[2]
    paths = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT + script, json.dumps(new)],
        env=os.environ | {"BEACHHEAD_INTERPRET": "1", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_a_new_word_changes_no_battle_without_it() -> None:
    assert told(PLAYED, ADDED) == told(PLAYED, {})


def test_new_words_play() -> None:
    lost, hit, in_table, casualties = json.loads(told(WITH_NEW_WORDS, ADDED))
    assert 0 < lost <= hit
    assert in_table
    assert casualties > 0


@pytest.mark.parametrize("mapping", ADDED)
def test_each_word_is_refused_before_it_is_added(mapping: str) -> None:
    others = {key: entry for key, entry in ADDED.items() if key != mapping}
    with pytest.raises(AssertionError, match="Input should be"):
        told(WITH_NEW_WORDS, others)
