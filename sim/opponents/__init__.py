"""Computer opponents: commanders by name, each of whom sees what its side can see and no more.

What one is worth more than another by the score (`sim.commanders.score`): the mean of the
differences in the same runs, the other side under the plan of the scenario; ± is one standard
error. `beachhead ladder toro --opponent plan --opponent staff --runs 16` prints the scores.

| Role             | staff - random     | lookahead - staff  |
| ---------------- | ------------------ | ------------------ |
| Toro, Soviets    | 96 ± 10 (40 runs)  | 17 ± 2 (16 runs)   |
| Toro, Japan      | 19 ± 7 (40)        | 2.9 ± 1.2 (40)     |
| Shumshu, Soviets | 172 ± 36 (16)      | 3.0 ± 0.8 (16)     |
| Shumshu, Japan   | 13 ± 5 (96)        | 49 ± 17 (64)       |
| Maoka, Soviets   | 94 ± 22 (24)       | 2.9 ± 0.3 (8)      |
| Maoka, Japan     | 213 ± 26 (24)      | 47 ± 16 (60)       |

The runs are the first of seed 6 (`--seed 6`), which chose nothing: seed 1 chose the rules of the
staff, seeds 1, 3 and 5 who looks ahead. For Japan his first way is to hold back no guard
(`sim.opponents.lookahead`), which by itself is worth 40 ± 16 more than the staff at Shumshu (60
runs). At Maoka futures promise more of throwing all in at once, and he does that from the first
turn.

Against Soviets who order at random, which no plan foresees, the staff of Japan at Toro is worth
17 ± 9 more than random orders, in 160 runs of seeds 5 and 6.

Who looks ahead takes up to 4 s of one processor for a run at Toro, 2 s at Maoka, 11 s at Shumshu,
the staff some 0.2 s.

Each against each at Toro, the score of the Soviets in six runs (`beachhead ladder toro --runs 6
--seed 6` with `--opponent random` and so on):

| Soviets   | random    | staff     | lookahead |
| --------- | --------- | --------- | --------- |
| random    | 13 ± 22   | 57 ± 45   | 54 ± 46   |
| staff     | 178 ± 5   | 174 ± 4   | 172 ± 4   |
| lookahead | 196 ± 1   | 196 ± 3   | 31 ± 31   |

Where both look ahead, the Soviets lose five of the six.
"""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
