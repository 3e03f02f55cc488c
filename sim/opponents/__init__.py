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

Who looks ahead begins with another way than the staff's (`sim.opponents.lookahead`). What that way
by itself is worth more than the staff, and what looking ahead is worth with it, in other runs than
those above:

| Role             | first way - staff     | lookahead - staff      |
| ---------------- | --------------------- | ---------------------- |
@@
"""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
