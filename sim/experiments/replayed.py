"""One row of an experiment, played again on its own."""

import numpy as np

from sim.experiments.hidden import fitting
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
    number, branch = _luck(store, run, point)
    return play(definition, np.array([number]), seed, branch=branch, series_every=1, traced=True)


def _luck(store: Store, run: int, point: int) -> tuple[int, Branch | None]:
    """The run number of a row, and where it leaves its past if it is a future of a battle."""
    if store.manifest.past is None:
        return run, None
    past = Past.read(store.manifest.past)
    branch = past.branch(np.array([run]), np.array([point]))
    if past.settled is None:
        return past.run, branch
    definition, seed = store.document_at(point).definition, store.manifest.seed
    return past.run, fitting(definition, np.array([past.run]), seed, branch)
