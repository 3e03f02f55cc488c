"""What nobody can know: uncertain figures that have not shown themselves.

A figure has shown itself once it has changed the state of the battle: what there is of men and
weapons, where they are, who holds what. Whether it has is found by trial: the battle is played once
more for some other values of each figure, with the same luck and the same orders. The first turn at
whose beginning the state differs settles it; from then on it is known exactly. Before, nothing that
happened depends on it, and futures draw it anew. Several figures together may show what none shows
alone. Therefore the state of each future at its branch is held against that of the battle, and the
figures are drawn again until it is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sim.battle import Battle
from sim.commanders.outlook import Log
from sim.commanders.script import scripts
from sim.experiments.composed import composed
from sim.luck.branch import Branch
from sim.luck.draws import RUNS_LIMIT
from sim.scenario.definition import Definition
from sim.world.clock import NEVER

TRIALS = 4
"""Other values of each figure that are tried."""
MOST_ATTEMPTS = 40
"""Draws of the hidden figures of a future before it takes those of the battle itself."""
STRIDE = 2**27
"""Run numbers from one draw of the figures of a future to the next."""


@dataclass(frozen=True)
class Unknown:
    """Finds out what of the uncertain figures of a scenario is still hidden."""

    definition: Definition
    seed: int
    given: Log = field(default_factory=dict)
    """What commanders ordered in the battle, by side and turn."""

    def settled_turns(self, runs: np.ndarray) -> dict[str, np.ndarray]:
        """By the path of each figure, the last turn at whose beginning it is hidden, (n,).

        `runs` are the numbers of battles, (n,).
        """
        paths = self._paths(int(runs[0]))
        tried = np.tile(np.r_[-1, np.repeat(np.arange(len(paths)), TRIALS)], len(runs))
        other = np.tile(np.r_[0, np.tile(np.arange(TRIALS), len(paths))], len(runs))
        each = 1 + TRIALS * len(paths)
        branch = Branch(
            np.full(len(tried), NEVER),
            (np.repeat(runs, each) + 1 + other) % RUNS_LIMIT,
            {path: np.where(tried == i, 2 * NEVER, 0) for i, path in enumerate(paths)},
        )
        first = self._parting(np.repeat(runs, each), branch, each)
        last = first.reshape(len(runs), each)[:, 1:].reshape(len(runs), len(paths), TRIALS)
        hidden = last.min(axis=2, initial=self.definition.turns) - 1
        # at turn 0 everything is open
        return {path: np.maximum(hidden[:, i], 0) for i, path in enumerate(paths)}

    def _paths(self, run: int) -> list[str]:
        """The figures that are uncertain for the whole of a battle.

        The weather of a day is none of them: it is no secret once the day has begun.
        """
        battle = self._battle(np.array([run]), None, None)
        battle.play()
        return [path for path in dict.fromkeys(battle.world.inputs.drawn) if "@" not in path]

    def _parting(self, runs: np.ndarray, branch: Branch, each: int) -> np.ndarray:
        """The turn at whose beginning each row first differs from the first of its `each`, (n,)."""
        trial = self._battle(runs, branch, None)
        first = np.full(len(runs), self.definition.turns)
        left = np.arange(len(runs))
        for turn in range(self.definition.turns + 1):
            trial.play(until=turn)
            alike = trial.world.state.alike(left - left % each, left)
            first[left[~alike]] = turn
            left = left[alike]
        return first

    def fitting(
        self, runs: np.ndarray, branch: Branch, entries: np.ndarray | None = None
    ) -> Branch:
        """The branch with figures that fit what was seen of each row's battle up to its turn.

        Every row is drawn again on its own, so that it is the same in any company.
        """
        figures = branch.runs.astype(np.int64) % RUNS_LIMIT
        left = np.flatnonzero(branch.turns > 0)
        for attempt in range(MOST_ATTEMPTS):
            figures[left] = (branch.runs[left] + attempt * STRIDE) % RUNS_LIMIT
            if not len(left):
                break
            tried = Branch(
                branch.turns[left], branch.runs[left], _chosen(branch.settled, left), figures[left]
            )
            fits = self._fit(runs[left], tried, None if entries is None else entries[left])
            left = left[~fits]
        figures[left] = runs[left]
        return replace(branch, figures=figures)

    def _fit(self, runs: np.ndarray, branch: Branch, entries: np.ndarray | None) -> np.ndarray:
        """Whether each row is in the state of its battle when it branches, (n,).

        After the rows comes each battle itself, which never branches.
        """
        assert branch.figures is not None
        keys = runs if entries is None else runs * (int(entries.max()) + 1) + entries
        _, first, battles = np.unique(keys, return_index=True, return_inverse=True)
        itself = len(runs) + battles
        whole = np.append(np.arange(len(runs)), first)
        never = np.full(len(first), 2 * NEVER)
        battle = self._battle(
            runs[whole],
            Branch(
                np.append(branch.turns, never),
                branch.runs[whole],
                _chosen(branch.settled, whole),
                np.append(branch.figures, runs[first]),
            ),
            None if entries is None else entries[whole],
        )
        fits = np.ones(len(runs), bool)
        for turn in np.unique(branch.turns).tolist():
            battle.play(until=turn)
            here = np.flatnonzero(branch.turns == turn)
            fits[here] = battle.world.state.alike(itself[here], here)
        return fits

    def _battle(
        self, runs: np.ndarray, branch: Branch | None, entries: np.ndarray | None
    ) -> Battle:
        """A battle with the orders that were given."""
        commanders = scripts(self.given, np.zeros(len(runs), np.int64), NEVER)
        return composed(
            self.definition,
            runs,
            self.seed,
            entries=entries,
            branch=branch,
            commanders=commanders,
        )


def _chosen(
    settled: Mapping[str, int | np.ndarray], rows: np.ndarray
) -> dict[str, int | np.ndarray]:
    """What settles each figure in some rows."""
    return {
        path: turn[rows] if isinstance(turn, np.ndarray) else turn for path, turn in settled.items()
    }
