"""Experiments that a results folder holds, read again without playing anything."""

import os
from collections.abc import Sequence

from sim.experiments.asked import Asked
from sim.experiments.experiment import Experiment
from sim.experiments.futures import Futures, told
from sim.experiments.sweep import Sweep, chosen
from sim.experiments.what_if import WhatIf, compared
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.manifest import Holding
from sim.results.past import Past
from sim.results.store import Store

Address = str | os.PathLike[str]


def kept_sweep(address: Address, measures: Sequence[str] | None = None) -> Sweep:
    """The sweep in a results folder; `measures` are chosen as `sweep` chooses them.

    Raises `UserError` if the folder holds none, and for an unknown measure.
    """
    store = _opened(address, "sweep")
    document, seed = store.document, store.manifest.seed
    names = chosen(document.definition, store.measures(), measures)
    return Sweep(document, seed, store.points, Batch(document, seed, store), tuple(names))


def kept_what_if(address: Address) -> WhatIf:
    """The what-if in a results folder. Raises `UserError` if the folder holds none."""
    store = _opened(address, "what-if")
    experiment = Experiment(store.document, store.manifest.seed, store.points)
    batch = Batch(experiment.document, experiment.seed, store)
    return compared(experiment, batch, store.measures())


def kept_futures(
    address: Address,
    measures: Sequence[str] | None = None,
    chances: Sequence[str] | None = None,
) -> Futures:
    """The futures in a results folder; the battle that they are of is played again.

    Raises `UserError` if the folder holds none, and for what they cannot tell of.
    """
    store = _opened(address, "futures")
    document, seed = store.document, store.manifest.seed
    assert store.manifest.past is not None
    past = Past.read(store.manifest.past)
    asked = Asked(measures=measures, chances=chances)
    return told(document, seed, past, Batch(document, seed, store), asked)


def _opened(address: Address, wanted: Holding) -> Store:
    store = Store.open(address)
    if store.manifest.holds != wanted:
        raise UserError(f"{store.folder} holds a {store.manifest.holds} and no {wanted}")
    return store
