"""Monte Carlo: one scenario, many runs."""

from collections.abc import Mapping
from typing import Any

from sim.commanders.commander import Commander
from sim.experiments.campaign import campaign
from sim.experiments.experiment import Experiment, Manner
from sim.results.batch import Batch
from sim.scenario import Document


def monte_carlo(
    document: Document,
    runs: int,
    seed: int,
    *,
    commanders: Mapping[str, Commander] | None = None,
    **manner: Any,
) -> Batch:
    """Play runs 0 to `runs` - 1 of a scenario; those that are in a resumed folder stay as they are.

    Further arguments are those of `sim.experiments.experiment.Manner`: `chunk`, `series_every`,
    `out`, `overwrite`, `resume`, `workers`, `executor`, `cluster`, `progress`. Whatever they are,
    the outcomes are the same. Runs that fail are in `Batch.failures`. Raises `ScenarioError` for
    combat parameters that cannot be, `UserError` for a folder, executor or cluster that cannot be
    used, and `BatchStopped` for a batch that could not go on.
    """
    experiment = Experiment(document, seed, commanders=commanders or {})
    with campaign(experiment, Manner(**manner), runs) as going:
        return going.play_to(runs)
