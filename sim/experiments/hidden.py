"""What nobody can know: uncertain figures that have not shown themselves.

A figure has shown itself once it has changed the state of the battle: what there is of men and
weapons, where they are, who holds what. Whether it has is found by trial: the battle is played once
more for some other values of each figure, with the same luck. The first turn at whose beginning
the state differs settles it; from then on it is known exactly. Before, nothing that happened
depends on it, and futures draw it anew. Several figures together may show what none shows alone.
Therefore the state of each future at its branch is held against that of the battle, and the figures
are drawn again until it is the same.
"""

from dataclasses import replace

import numpy as np

from sim.experiments.composed import composed
from sim.luck.branch import Branch
from sim.luck.draws import RUNS_LIMIT
from sim.scenario.definition import Definition
from sim.world.clock import NEVER

TRIALS = 8
"""Other values of each figure that are tried."""
MOST_ATTEMPTS = 40
"""Draws of the hidden figures of a future before it takes those of the battle itself."""
STRIDE = 2**27
"""Run numbers from one draw of the figures of a future to the next."""


def settled_turns(definition: Definition, run: int, seed: int) -> dict[str, int]:
    """By the path of each uncertain figure, the last turn at whose beginning it is hidden."""
    battle = composed(definition, np.array([run]), seed)
    battle.play()
    paths = list(dict.fromkeys(battle.world.inputs.drawn))
    tried = np.r_[-1, np.repeat(np.arange(len(paths)), TRIALS)]
    other = np.r_[0, np.tile(np.arange(TRIALS), len(paths))]
    branch = Branch(
        np.full(len(tried), NEVER),
        (run + 1 + other) % RUNS_LIMIT,
        {path: np.where(tried == i, 2 * NEVER, 0) for i, path in enumerate(paths)},
    )
    trial = composed(definition, np.full(len(tried), run), seed, branch=branch)
    first = np.full(len(tried), definition.turns)
    for turn in range(definition.turns + 1):
        trial.play(until=turn)
        differs = ~trial.world.state.alike(np.zeros_like(tried))
        first[differs & (first > turn)] = turn
    last = {path: int(first[tried == i].min()) - 1 for i, path in enumerate(paths)}
    # the weather of a day is no secret once the day has begun; at turn 0 everything is open
    return {path: max(turn, 0) for path, turn in last.items() if "@" not in path}


def fitting(
    definition: Definition,
    runs: np.ndarray,
    seed: int,
    branch: Branch,
    entries: np.ndarray | None = None,
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
        tried = replace(branch, turns=branch.turns[left], runs=branch.runs[left])
        fits = _fit(
            definition,
            runs[left],
            seed,
            replace(tried, figures=figures[left]),
            None if entries is None else entries[left],
        )
        left = left[~fits]
    figures[left] = runs[left]
    return replace(branch, figures=figures)


def _fit(
    definition: Definition,
    runs: np.ndarray,
    seed: int,
    branch: Branch,
    entries: np.ndarray | None,
) -> np.ndarray:
    """Whether each row is in the state of its battle when it branches.

    All rows are of the same run; one more row, the last, is that battle itself.
    """
    assert branch.figures is not None
    itself = len(runs)
    battle = composed(
        definition,
        np.append(runs, runs[0]),
        seed,
        entries=None if entries is None else np.append(entries, entries[0]),
        branch=Branch(
            np.append(branch.turns, 2 * NEVER),
            np.append(branch.runs, branch.runs[0]),
            branch.settled,
            np.append(branch.figures, runs[0]),
        ),
    )
    fits = np.ones(itself + 1, bool)
    for turn in np.unique(branch.turns).tolist():
        battle.play(until=turn)
        alike = battle.world.state.alike(np.full(itself + 1, itself))
        fits &= alike | (np.append(branch.turns, -1) != turn)
    return fits[:-1]
