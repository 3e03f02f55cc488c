"""The command `plot`: pictures of a results folder."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import matplotlib
from pydantic_core import PydanticCustomError

from sim.cli.failures import tell
from sim.cli.kinds import KINDS, Kind, Wishes
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.store import Store
from sim.scenario.figures import read_time
from sim.scenario.problems import unknown
from sim.wargame.pictures import Pictures


def draw_picture(
    name: str | None,
    address: str | None,
    *,
    out: Path | None,
    hours: Sequence[str],
    run: int | None,
    point: int,
    measures: Sequence[str],
) -> None:
    """Draw one picture of the results in a folder, or of one of its battles, into a file."""
    kind = _kind(name)
    if address is None:
        raise UserError(f"name a results folder: plot {name} DIR")
    _refuse_too_many("hour", len(hours), kind.hours, name)
    _refuse_too_many("measure", len(measures), kind.measures, name)
    asked = [_hour(text) for text in hours]
    store = Store.open(address)
    batch = Batch(store.document, store.manifest.seed, store)
    if run is not None:
        batch = _replayed(store, address, run, point)
    elif len(store.manifest.points) > 1:
        raise UserError(
            f"{address} holds {len(store.manifest.points)} points; name a battle with --run and "
            "--point, or draw them with --plot of sweep or what-if"
        )
    file = f"{name}{'' if run is None else f'_run_{run}'}{kind.suffix}"
    path = Path(address) / "plots" / file if out is None else out
    path.parent.mkdir(parents=True, exist_ok=True)
    matplotlib.use("Agg")
    drawn = kind.draw(Pictures(batch), Wishes(path, asked, list(measures)))
    if drawn is not None:
        _save(drawn, path)
    tell(f"Picture: {path}")


def _kind(name: str | None) -> Kind:
    if name in KINDS:
        return KINDS[name]
    heading = "name a kind of picture" if name is None else unknown("kind", name, KINDS)
    width = max(map(len, KINDS))
    listed = "\n".join(f"  {one:{width}}  {kind.text}" for one, kind in KINDS.items())
    raise UserError(f"{heading}\n{listed}")


def _refuse_too_many(option: str, given: int, most: int, name: str | None) -> None:
    if given and not most:
        raise UserError(f"{name} does not depend on --{option}")
    if given > most:
        raise UserError(f"{name} takes one --{option}, not {given}")


def _hour(text: str) -> datetime:
    try:
        return read_time(text)
    except PydanticCustomError as error:
        raise UserError(f"--hour {text}: {error.message()}") from None


def _replayed(store: Store, address: str, run: int, point: int) -> Batch:
    """One battle of the folder, played again with everything recorded."""
    from sim.results.search import row_of
    from sim.wargame.wargame import Wargame

    if store.manifest.commanders:
        sides = " and ".join(store.manifest.commanders)
        raise UserError(f"{address} was played with commanders of your own for {sides}")
    row_of(store, run, point)
    return Wargame(store.document_at(point)).run(store.manifest.seed, run).batch


def _save(drawn: Any, path: Path) -> None:
    first = drawn[0] if isinstance(drawn, list) else drawn
    figure = first.ax.get_figure(root=True)
    try:
        figure.savefig(path)
    except ValueError as error:
        raise UserError(f"{path} cannot be drawn: {error}") from None
