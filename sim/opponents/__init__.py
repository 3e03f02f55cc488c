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

Who looks ahead begins with a way of his own (`sim.opponents.lookahead`). What that way by itself is
worth more than the staff, and what looking ahead is, each on luck of its own:

| Role             | first way - staff   | lookahead - staff   |
| ---------------- | ------------------- | ------------------- |
| Toro, Soviets    | 15 ± 2 (24 runs)    | 25 ± 3 (8 runs)     |
| Toro, Japan      | 6 ± 3 (100 runs)    | 22 ± 11 (16 runs)   |
| Shumshu, Soviets | 4 ± 1 (24 runs)     |                     |
| Shumshu, Japan   | 37 ± 15 (60 runs)   | 84 ± 75 (4 runs)    |
| Maoka, Soviets   | 2.8 ± 0.3 (24 runs) | 2.7 ± 0.6 (8 runs)  |
| Maoka, Japan     | 67 ± 14 (100 runs)  | 22 ± 34 (16 runs)   |

The first way of Japan was chosen in the runs of its column, so its worth there is somewhat too
high. At Toro and Maoka looking ahead never gave a reason to leave the first way; at Shumshu it did
in half of the runs, and changed little. There it is not measured for the Soviets. A run takes who
looks ahead 0.5 to 5 s of one processor, 19 s at Shumshu, and the staff some 0.2 s.
"""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
