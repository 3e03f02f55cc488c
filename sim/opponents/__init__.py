"""Computer opponents: commanders by name, each of whom sees what its side can see and no more.

The score of each (`sim.commanders.score`), the other side under the plan of the scenario, in 20
runs unless a number is given; ± is one standard error:

| Role            | hold | random       | plan       | staff       | lookahead    |
| --------------- | ---- | ------------ | ---------- | ----------- | ------------ |
| Toro, Soviets   | -100 |   84 ± 16    |  145 ± 3   |  158 ± 2    | 164 ± 4 (8)  |
| Toro, Japan     | -147 | -159 ± 2     | -145 ± 3   | -133 ± 6    | -127 ± 7 (18) |
| Shumshu, Soviets | -100 |  63 ± 33    |  187 ± 2   |  156 ± 6    | 186 ± 1 (4)  |
| Shumshu, Japan  | -191 | -176 ± 2 (40) | -187 ± 2  | -164 ± 7 (40) | -160 ± 4 (4) |
| Maoka, Soviets  | -100 |   86 ± 20    |  183 ± 5   |  194 ± 2    | 199 ± 2 (8)  |
| Maoka, Japan    | -183 | -162 ± 15    | -183 ± 5   |  -37 ± 38   |  66 ± 48 (8) |

In the same runs the staff is better than luck by 74 ± 16, 26 ± 6, 93 ± 33, 12 ± 7 (in 28 runs of
40), 108 ± 20 and 124 ± 39; who looks ahead is better than the staff by 7 ± 3, 5 ± 3, 17 ± 15,
3 ± 4, 0.8 ± 0.5 and 78 ± 38. So it is decided that looking ahead pays for the Soviets at Toro and
for Japan at Maoka, and open elsewhere. Against enemies who order at random, which no plan foresees,
the staff of Japan is not shown to be better than luck.
"""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
