"""Computer opponents: commanders by name, each of whom sees what its side can see and no more.

The mean score of each (`sim.commanders.score`), the other side under the plan of the scenario, in
runs 0 to 15, and what one is worth more than another in the same runs; ± is one standard error:

| Role             | random | staff | staff - random |
| ---------------- | ------ | ----- | -------------- |
| Toro, Soviets    |     84 |   175 |   91 ± 20      |
| Toro, Japan      |   -160 |  -131 |   29 ± 7       |
| Shumshu, Soviets |     67 |   189 |  122           |
| Shumshu, Japan   |   -179 |  -170 |    9 ± 3       |
| Maoka, Soviets   |     80 |   195 |  115 ± 24      |
| Maoka, Japan     |   -168 |    65 |  233 ± 42      |

Against enemies who order at random, which no plan foresees, the staff of Japan is not shown to be
better than luck.

Who looks ahead (`sim.opponents.lookahead`) is worth more than the staff, in runs 0 to 59 of seed 6,
which chose nothing of him, 47 ± 16 for Japan at Maoka. A run takes him some 2 s of one processor.
"""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
