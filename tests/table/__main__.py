"""Plays random legal orders on all bundled scenarios: `python -m tests.table [TURNS]`."""

import sys
from itertools import count

import sim
from tests.table.fuzz import play

TURNS = 10_000
AT_ONCE = 100
"""Turns of one scenario before the next."""

wanted = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
turns = orders = 0
for seed in count():
    for name in sim.bundled():
        played, ordered = play(name, seed, min(AT_ONCE, wanted - turns))
        turns, orders = turns + played, orders + ordered
        if turns >= wanted:
            break
    if turns >= wanted:
        break
print(f"{turns:,} turns, {orders:,} orders: all accepted, and everybody is accounted for")
