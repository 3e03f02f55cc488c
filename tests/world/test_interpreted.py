"""Interpreted kernels, as `beachhead run` uses them, give what compiled ones give, to the bit."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from sim.experiments.play import play
from sim.scenario import load

ALONE = """
import json, sys
import numpy as np
from sim.experiments.play import play
from sim.scenario import load
assert "numba" not in sys.modules
definition = load(sys.argv[1]).definition
rows = [play(definition, np.array([run]), 5).outcomes for run in range(int(sys.argv[2]))]
print(json.dumps([{name: str(values[0]) for name, values in row.items()} for row in rows]))
"""


@pytest.mark.parametrize(("name", "runs"), [("toro", 25), ("shumshu", 3), ("maoka", 5)])
def test_interpreted_battles_are_the_compiled_ones(name, runs):
    words = [sys.executable, "-W", "error", "-c", ALONE, name, str(runs)]
    alone = subprocess.run(
        words, env=os.environ | {"BEACHHEAD_INTERPRET": "1"}, capture_output=True, text=True
    )
    assert alone.returncode == 0, alone.stderr
    batch = play(load(name).definition, np.arange(runs), 5).outcomes
    for run, row in enumerate(json.loads(alone.stdout)):
        assert row == {measure: str(values[run]) for measure, values in batch.items()}
