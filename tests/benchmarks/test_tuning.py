"""The delay from a slider to its picture, and what of it is the battles themselves.

`make benchmark` prints it. CPU time of the kernel is measured, for 1,000 runs of Toro.
"""

import itertools
import statistics
import time

import numpy as np
import pytest

import sim
from sim.experiments.play import play

RUNS = 1_000
MEASURES = ["soviet.killed", "japan.killed", "toro_village.taken_at", "yama_sigai.taken_at"]
SLIDERS = {
    "combat.modifiers.night_fire": (0.1, 1.0),
    "units.reservists.men": (40, 200),
}


def cpu_seconds(function, *arguments):
    begin = time.process_time()
    function(*arguments)
    return time.process_time() - begin


@pytest.mark.slow
def test_from_slider_to_picture(benchmark):
    toro = sim.load("toro")
    tuning = toro.tune(SLIDERS, MEASURES, runs=RUNS)
    positions = itertools.cycle(range(60, 160, 10))

    def move():
        tuning.sliders["units.reservists.men"].value = next(positions)

    def battles():
        play(tuning.wargame.definition, np.arange(RUNS), 1)

    move()
    rounds = range(10 if benchmark.enabled else 3)
    pairs = [(cpu_seconds(move), cpu_seconds(battles)) for _ in rounds]
    benchmark.extra_info |= {
        "CPU ms to the picture, least": round(1000 * min(one for one, _ in pairs)),
        "CPU ms to the picture, median": round(1000 * statistics.median(p[0] for p in pairs)),
        "CPU ms of the battles alone, median": round(1000 * statistics.median(p[1] for p in pairs)),
    }
    benchmark.pedantic(move, rounds=1)
    print(benchmark.extra_info)
    # the setting, the comparison and the picture together cost less than the battles do
    assert statistics.median(moved / played for moved, played in pairs) < 2
