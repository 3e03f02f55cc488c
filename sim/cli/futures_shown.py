"""The outlook of a battle on a screen."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from sim.cli.batch import runs_there, tell_failures
from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_picture, quiet_matplotlib, save_picture
from sim.cli.progress import progress_bar
from sim.cli.scenarios import load
from sim.cli.subjects import found_in
from sim.experiments.experiment import Manner
from sim.experiments.futures import USUAL, Futures, futures
from sim.experiments.kept import kept_futures
from sim.report.futures_table import futures_parts
from sim.results.errors import UserError
from sim.results.folder import folder_at
from sim.results.manifest import NAME
from sim.results.search import row_of
from sim.results.store import Store
from sim.scenario import Document, bundled


class Wishes(NamedTuple):
    """What is asked of futures, as `sim.experiments.futures.futures` takes it."""

    measures: Sequence[str] | None
    chances: Sequence[str] | None
    futures: int | None
    every: int | None
    start: int
    hidden: bool


Source = tuple[str, Sequence[str] | None, Sequence[str] | None, str | None]
"""A scenario or folder, and its variants, changes and model."""
Named = tuple[int | None, int, int]
"""Run, point and seed."""


def show_futures(
    source: Source,
    named: Named,
    wishes: Wishes,
    manner: Manner,
    *,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Play the futures of a battle, or read them, and show them."""
    check_picture(plot, overwrite=manner.overwrite)
    found = _kept(source[0], named, wishes) or _played(source, named, wishes, manner)
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        screen.print(Text(found.heading, style="bold"))
        for part in futures_parts(found):
            screen.print(part)
    if plot is not None:
        from sim.plots.outlook import outlook

        quiet_matplotlib()
        save_picture(outlook(found)[0].ax, plot)
    if manner.out is not None:
        tell(f"Results are in {manner.out}")
    tell_failures(found.batch.failures)


def is_folder(source: str) -> bool:
    """Whether what is named is a results folder and no scenario."""
    if source in bundled() or not ("://" in source or Path(source).is_dir()):
        return False
    return NAME in folder_at(source).names() or "://" in source or not Path(source).is_file()


def _kept(source: str, named: Named, wishes: Wishes) -> Futures | None:
    """The futures in a folder, if it is one of futures and no battle of it is named."""
    if not is_folder(source) or named[0] is not None:
        return None
    found = found_in(source)
    if found.subject != "futures":
        raise UserError(f"{source} holds {found.words}; name one of its battles: --run K")
    return kept_futures(source, wishes.measures, wishes.chances)


def _played(source: Source, named: Named, wishes: Wishes, manner: Manner) -> Futures:
    run, point, seed = named
    if run is None:
        raise UserError("name the battle: --run K")
    document = _battle(source, run, point)
    if is_folder(source[0]):
        seed = Store.open(source[0]).manifest.seed
    count = wishes.futures or runs_there(manner) or USUAL
    with progress_bar(count) as progress:
        told = replace(manner, progress=progress)
        keywords = {name: getattr(told, name) for name in told.__dataclass_fields__}
        keywords["series_every"] = 0
        return futures(document, run, seed, **{**wishes._asdict(), "futures": count}, **keywords)


def _battle(source: Source, run: int, point: int) -> Document:
    """The scenario of a battle that is named. Raises `UserError` if the folder has no such row."""
    name, variants, changes, model = source
    if not is_folder(name):
        if point:
            raise UserError("--point names a row of a results folder")
        return load(name, variants, changes, model)
    if variants or changes or model:
        raise UserError(
            f"{name} was played already; --set, --variant and --model are for scenarios"
        )
    store = Store.open(name)
    if store.manifest.commanders:
        sides = " and ".join(store.manifest.commanders)
        raise UserError(f"{name} was played with commanders of your own for {sides}")
    if store.manifest.past is not None:
        raise UserError(f"{name} holds futures, which have no futures of their own")
    row_of(store, run, point)
    return store.document_at(point)
