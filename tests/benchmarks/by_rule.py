"""Where the time of a batch goes, rule by rule: `make profile SCENARIO=shumshu RUNS=2000`.

With `SCENARIO=every`, what takes more than a twentieth of each bundled battle.
What numpy, SimPy and others take counts for the file of the engine that calls them. Looking on
takes time with each call, so that files with many small steps seem somewhat dearer than they are.
"""

import cProfile
import pstats
import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

import sim
from sim.experiments.play import play
from sim.scenario import load

ENGINE = Path(sim.__file__).parent
_KERNEL = re.compile(r"<built-in method sim\.([\w.]+)\.\w+>")
ROUNDS = 20
"""Calls from library to library that are followed."""


def shares(scenario, runs):
    """The share of the time of a batch that each file of the engine takes, the largest first."""
    definition = load(scenario).definition
    play(definition, np.arange(runs), 1)  # kernels are there from now on
    profile = cProfile.Profile()
    profile.runcall(play, definition, np.arange(runs) + runs, 1)
    by_function = _charged(pstats.Stats(profile).stats)
    whole = sum(by_function.values())
    found = defaultdict(float)
    for function, seconds in by_function.items():
        if _ours(function):
            found[_file(function)] += seconds / whole
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def _charged(stats):
    """Seconds by function; what libraries take is charged to those who call them."""
    spent = {function: own for function, (_, _, own, _, _) in stats.items()}
    for _ in range(ROUNDS):
        foreign = [f for f, seconds in spent.items() if seconds > 0 and not _ours(f)]
        for function in foreign:
            callers = stats[function][4]
            whole = sum(own for _, _, own, _ in callers.values())
            if whole > 0:
                seconds, spent[function] = spent[function], 0.0
                for caller, (_, _, own, _) in callers.items():
                    spent[caller] += seconds * own / whole
    return spent


def _ours(function):
    return function[0].startswith(str(ENGINE)) or _KERNEL.match(function[2]) is not None


def _file(function):
    """Where a function of ours stands; of a compiled kernel the profile knows the module alone."""
    if kernel := _KERNEL.match(function[2]):
        return f"{kernel[1].replace('.', '/')}.py"
    return Path(function[0]).relative_to(ENGINE).as_posix()


def main():
    """Print the table of a battle, or of every bundled one what takes more than a twentieth."""
    scenario, runs = sys.argv[1], int(sys.argv[2])
    if scenario == "every":
        for name in sim.bundled():
            large = [(f, s) for f, s in shares(name, runs).items() if s >= 0.05]
            print(f"| {name} | {', '.join(f'`{file}` {share:.0%}' for file, share in large)} |")
        return
    print(f"{scenario}, {runs:,} runs")
    for file, share in shares(scenario, runs).items():
        if share >= 0.005:
            print(f"{share:6.1%}  {file}")


if __name__ == "__main__":
    main()
