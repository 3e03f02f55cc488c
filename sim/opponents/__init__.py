"""Computer opponents: commanders by name, each of whom sees what its side can see and no more.

The mean score of each (`sim.commanders.score`), the other side under the plan of the scenario, in
runs 0 to 15, and what one is worth more than another in the same runs; ± is one standard error:

| Role             | random | staff | staff - random  | lookahead - staff |
| ---------------- | ------ | ----- | --------------- | ----------------- |
| Toro, Soviets    |     84 |   175 |   91 ± 20       |   4 ± 3 (10 runs) |
| Toro, Japan      |   -160 |  -131 |   29 ± 7        |   0               |
| Shumshu, Soviets |     67 |   189 |  122           |                   |
| Shumshu, Japan   |   -179 |  -170 |    9 ± 3        |                   |
| Maoka, Soviets   |     80 |   195 |  115 ± 24       | 0.6 ± 0.2         |
| Maoka, Japan     |   -168 |    65 |  233 ± 42       |  29 ± 21          |

Looking ahead pays for the Soviets at Maoka, by a little; elsewhere that is open, and was not
measured at Shumshu. At Toro the guesses at an enemy who has hardly shown himself never give Japan a
reason to leave the staff's way. Against enemies who order at random, which no plan foresees, the
staff of Japan is not shown to be better than luck. At Toro and Maoka a run takes who looks ahead 2
to 4 s of one processor, and the staff some 0.2 s.
"""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
