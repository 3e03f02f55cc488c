"""What `plot` draws: folders, opened as a kind of picture needs them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.duels.kept import NAME as ODDS
from sim.duels.odds import kept_odds
from sim.experiments.kept import kept_futures, kept_sweep, kept_what_if
from sim.history.comparison import compare
from sim.plots.registry import Subject
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.folder import LocalFolder, folder_at
from sim.results.manifest import NAME as MANIFEST
from sim.results.manifest import Manifest
from sim.results.store import Store

MAKERS = {
    "batch": "beachhead monte-carlo SCENARIO --out DIR",
    "batches": "beachhead compare --all --out DIR",
    "sweep": "beachhead sweep SCENARIO --vary PATH=1,2,3 --out DIR",
    "farm": "beachhead farm SCENARIO --decision PATH=LOW:HIGH --out DIR",
    "what-if": "beachhead what-if SCENARIO --set PATH=VALUE --out DIR",
    "futures": "beachhead futures SCENARIO --run K --out DIR",
    "odds": "beachhead odds --attacker 10@1 --defender 10@2 --out DIR",
}
"""The command that fills a folder with each."""
POINTS = ("sweep", "what-if", "futures")
"""What holds several points, of each of which battles can be drawn."""


class Battle(NamedTuple):
    """One battle of a folder."""

    run: int
    point: int


class Found(NamedTuple):
    """What a folder holds."""

    subject: Subject
    words: str


def found_in(address: str) -> Found:
    """What there is in a folder. Raises `UserError` if it is none of ours."""
    folder = folder_at(address)
    names = folder.names()
    if MANIFEST in names:
        manifest = Manifest.read(folder)
        scenario, points = manifest.scenario.get("name"), len(manifest.points)
        many = f" of {points:,} points" if manifest.holds == "sweep" else ""
        one = "futures" if manifest.holds == "futures" else f"a {manifest.holds}"
        return Found(manifest.holds, f"{one} of {scenario}{many}")
    if ODDS in names:
        return Found("odds", "odds")
    if inner := _inner(names):
        return Found("batches", f"{len(inner):,} results folders")
    Manifest.read(folder)  # says what is missing
    raise AssertionError(names)


def opened(
    of: Subject, addresses: Sequence[str], battle: Battle | None, measures: Sequence[str]
) -> Any:
    """What pictures of such a subject draw, read from the folders.

    Raises `UserError` if there is nothing in them to draw.
    """
    address = addresses[0]
    if of == "odds":
        return kept_odds(address)
    if of == "farm":
        from sim.experiments.farming.kept import kept_farm

        return kept_farm(address, measures or None)
    if of == "batches":
        return [compare(batch) for batch in several_batches(addresses, battle)]
    found: Any
    if of == "batch":
        found = batch = one_batch(address, battle)
    else:
        found = _several_points(of, address, measures)
        batch = found.batch
    _check_runs(batch, address)
    return found


def _several_points(of: Subject, address: str, measures: Sequence[str]) -> Any:
    if of == "futures":
        chances = [one for one in measures if set(one) & set("<>=")]
        names = [one for one in measures if one not in chances]
        return kept_futures(address, names or None, chances or None)
    return kept_what_if(address) if of == "what-if" else kept_sweep(address, measures)


def _check_runs(batch: Batch, address: str) -> None:
    if not batch.runs:
        raise UserError(f"no run of {address} came to its end, so there is nothing to draw")


def plots_folder(address: str) -> Path:
    """Where pictures of a results folder go. Raises `UserError` if it is elsewhere."""
    folder = folder_at(address)
    if not isinstance(folder, LocalFolder):
        raise UserError(f"{address} is not on this machine; plot KIND {address} --out FILE draws")
    return folder.root / "plots"


def one_batch(address: str, battle: Battle | None) -> Batch:
    """The batch in a folder, or one battle of what is in it, played again and recorded."""
    store = Store.open(address)
    if battle is None:
        return Batch(store.document, store.manifest.seed, store)
    return _replayed(store, address, battle)


def several_folders(addresses: Sequence[str], battle: Battle | None) -> list[str]:
    """The folders, and those in folders of folders. Raises `UserError` if one holds no batch."""
    listed = [inner for address in addresses for inner in _folders(address)]
    if battle is not None and len(listed) > 1:
        raise UserError(f"--run names a battle of one folder, not of {len(listed)}")
    for address in listed:
        found = found_in(address)
        if found.subject != "batch" and battle is None:
            raise UserError(f"{address} holds {found.words}; name the folders of plain batches")
    return listed


def several_batches(addresses: Sequence[str], battle: Battle | None) -> list[Batch]:
    """The batches in folders, and in folders of folders."""
    batches = []
    for address in several_folders(addresses, battle):
        batches.append(one_batch(address, battle))
        _check_runs(batches[-1], address)
    return batches


def _folders(address: str) -> list[str]:
    """The folder itself, or the results folders in it. Raises `UserError` if there are none."""
    folder = folder_at(address)
    names = folder.names()
    inner = [] if MANIFEST in names else [folder.path(one) for one in _inner(names)]
    return inner or [address]


def _inner(names: Sequence[str]) -> list[str]:
    """The folders directly below that hold results."""
    ends = (name.removesuffix(f"/{MANIFEST}") for name in names if name.endswith(f"/{MANIFEST}"))
    return [name for name in ends if "/" not in name]


def _replayed(store: Store, address: str, battle: Battle) -> Batch:
    from sim.experiments.replayed import play_row
    from sim.results.search import row_of
    from sim.wargame.run import Run

    if store.manifest.commanders:
        sides = " and ".join(store.manifest.commanders)
        raise UserError(f"{address} was played with commanders of your own for {sides}")
    row_of(store, battle.run, battle.point)
    document, seed = store.document_at(battle.point), store.manifest.seed
    return Run(document, seed, play_row(store, battle.run, battle.point)).batch
