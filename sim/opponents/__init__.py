"""Computer opponents: commanders by name, each of whom sees what its side can see and no more.

What one is worth more than another by the score (`sim.commanders.score`): the mean of the
differences in the same runs, the other side under the plan of the scenario; ± is one standard
error. `beachhead ladder toro --opponent plan --opponent staff --runs 16` prints the scores.

| Role             | staff - random     | lookahead - staff  | first way - staff |
| ---------------- | ------------------ | ------------------ | ----------------- |
| Toro, Soviets    | 91 ± 20 (16 runs)  | 19 ± 2 (8 runs)    |                   |
| Toro, Japan      | 29 ± 7 (16 runs)   | 2.9 ± 1.2 (40)     |                   |
| Shumshu, Soviets | 172 ± 36 (16 runs) | 4.4 ± 2.1 (4)      |                   |
| Shumshu, Japan   | 9 ± 3 (16 runs)    | 41 ± 34 (16)       | 40 ± 16 (60 runs) |
| Maoka, Soviets   | 115 ± 24 (16 runs) | 2.7 ± 0.2 (6)      |                   |
| Maoka, Japan     | 233 ± 42 (16 runs) | 47 ± 16 (60)       |                   |

The runs are the first of seed 6, those of the staff of seed 1 but for the Soviets at Shumshu. Seed
1 chose the rules of the staff, seeds 1, 3 and 5 who looks ahead; seed 6 chose nothing. For
Japan his first way is to hold back no guard (`sim.opponents.lookahead`). At Maoka futures promise
more of throwing all in at once, and he does that from the first turn. At Shumshu his first way by
itself is worth more than the staff; whether looking ahead is, 16 runs do not tell.

Against Soviets who order at random, which no plan foresees, the staff of Japan at Toro is worth
17 ± 9 more than random orders, in 160 runs of seeds 5 and 6.

Who looks ahead takes up to 4 s of one processor for a run at Toro, 2 s at Maoka, 11 s at Shumshu,
the staff some 0.2 s.

Each against each at Maoka, the score of the Soviets; four runs tell few of them apart
(`beachhead ladder maoka --runs 4 --seed 6` with `--opponent random` and so on):

| Soviets   | random   | staff    | lookahead |
| --------- | -------- | -------- | --------- |
| random    | 46 ± 74  | 85 ± 71  | 95 ± 73   |
| staff     | 181 ± 10 | -92 ± 86 | -85 ± 83  |
| lookahead | 183 ± 11 | -79 ± 84 | -103 ± 86 |
"""

from sim.opponents.registry import commander_named, opponents

__all__ = ["commander_named", "opponents"]
