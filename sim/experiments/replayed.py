"""One row of an experiment, played again on its own."""

from collections.abc import Mapping

import numpy as np

from sim.commanders.commander import Commander
from sim.experiments.hidden import Unknown
from sim.experiments.play import Played, play
from sim.experiments.validation import checked
from sim.luck.branch import Branch
from sim.results.past import Past
from sim.results.store import Store


def play_row(store: Store, run: int, point: int) -> Played:
    """A row of a results folder, with its turn record and series.

    Raises `ScenarioError` if its combat model is not known here.
    """
    definition, seed = checked(store.document_at(point)).definition, store.manifest.seed
    number, branch, commanders = _luck(store, run, point)
    return play(
        definition,
        np.array([number]),
        seed,
        branch=branch,
        commanders=commanders,
        series_every=1,
        traced=True,
    )


def _luck(store: Store, run: int, point: int) -> tuple[int, Branch | None, Mapping[str, Commander]]:
    """The run number of a row; of a future also where it leaves its past, and who commands it."""
    if store.manifest.past is None:
        return run, None, {}
    past = Past.read(store.manifest.past)
    branch, commanders = past.branch(np.array([run]), np.array([point])), past.commanders
    if past.settled is not None:
        definition, seed = store.document_at(point).definition, store.manifest.seed
        branch = Unknown(definition, seed, past.given).fitting(np.array([past.run]), branch)
    return past.run, branch, commanders(np.array([point]))
