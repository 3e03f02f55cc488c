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
definition, runs, together = load(sys.argv[1]).definition, int(sys.argv[2]), int(sys.argv[3])
rows = []
for first in range(0, runs, together):
    outcomes = play(definition, np.arange(first, first + together), 5).outcomes
    rows += [{name: str(of[i]) for name, of in outcomes.items()} for i in range(together)]
print(json.dumps(rows))
"""


@pytest.mark.parametrize(
    ("name", "runs", "together"),
    [("toro", 25, 1), ("toro", 10, 10), ("shumshu", 3, 1), ("shumshu", 8, 8), ("maoka", 5, 1)],
)
def test_interpreted_battles_are_the_compiled_ones(name, runs, together):
    words = [sys.executable, "-W", "error", "-c", ALONE, name, str(runs), str(together)]
    alone = subprocess.run(
        words, env=os.environ | {"BEACHHEAD_INTERPRET": "1"}, capture_output=True, text=True
    )
    assert alone.returncode == 0, alone.stderr
    batch = play(load(name).definition, np.arange(runs), 5).outcomes
    for run, row in enumerate(json.loads(alone.stdout)):
        assert row == {measure: str(values[run]) for measure, values in batch.items()}
