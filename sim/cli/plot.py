"""The command `plot`: pictures of what a folder holds."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from sim.cli.failures import tell
from sim.cli.kinds import KINDS, PNG, Kind, Wishes
from sim.cli.picture_file import check_ending, quiet_matplotlib, save_picture
from sim.cli.subjects import MAKERS, Battle, Found, found_in, one_batch, several_batches
from sim.results.errors import UserError
from sim.results.store import check_beside
from sim.scenario.figures import read_time
from sim.scenario.problems import unknown
from sim.wargame.pictures import Pictures

POINTS = ("sweep", "what-if")
"""What holds several points, of each of which battles can be drawn."""


def draw_picture(
    name: str | None,
    addresses: Sequence[str],
    *,
    out: Path | None,
    hours: Sequence[str],
    run: int | None,
    point: int,
    measures: Sequence[str],
) -> None:
    """Draw one picture of what is in a folder, or of one of its battles, into a file."""
    kind = _kind(name)
    if not addresses:
        raise UserError(f"name a results folder: beachhead plot {name} DIR")
    if len(addresses) > 1 and kind.of != "batches":
        raise UserError(f"{name} draws one folder, not {len(addresses)}")
    if point and run is None:
        raise UserError("--point names one battle only together with --run")
    _refuse_too_many("hour", len(hours), kind.hours, name)
    _refuse_too_many("measure", len(measures), kind.measures, name)
    asked = [_hour(text) for text in hours]
    battle = None if run is None else Battle(run, point)
    file = f"{name}{'' if run is None else f'_run_{run}'}{kind.suffix}"
    path = _usual_folder(addresses) / file if out is None else out
    if kind.suffix == PNG:
        check_ending(path)
    check_beside(path)
    subject = _subject(str(name), kind, addresses, battle)
    path.parent.mkdir(parents=True, exist_ok=True)
    quiet_matplotlib()
    drawn = kind.draw(subject, Wishes(path, asked, list(measures)))
    if drawn is None:
        tell(f"Picture: {path}")
    else:
        save_picture((drawn[0] if isinstance(drawn, list) else drawn).ax, path)


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


def _usual_folder(addresses: Sequence[str]) -> Path:
    """Where a picture goes that no name was given for."""
    if len(addresses) > 1:
        raise UserError("name a file for the picture of several folders: --out FILE")
    if "://" in addresses[0]:
        raise UserError(f"{addresses[0]} is not on this machine; name a file with --out FILE")
    return Path(addresses[0]) / "plots"


def _subject(name: str, kind: Kind, addresses: Sequence[str], battle: Battle | None) -> Any:
    """What the kind draws. Raises `UserError` if the folders hold something else."""
    if kind.of == "batches":
        return several_batches(addresses, battle)
    address = addresses[0]
    if battle is not None and kind.of != "batch":
        raise UserError(f"{name} does not depend on --run")
    found = found_in(address)
    if found.subject != kind.of and (battle is None or found.subject not in POINTS):
        raise UserError(_mismatch(name, kind, address, found))
    return Pictures(one_batch(address, battle)) if kind.of == "batch" else address


def _mismatch(name: str, kind: Kind, address: str, found: Found) -> str:
    wholes = {found.subject, "batches"} if found.subject == "batch" else {found.subject}
    fit = ", ".join(one for one, other in KINDS.items() if other.of in wholes)
    lines = [
        f"{address} holds {found.words}, which {name} does not draw",
        f"  it can be drawn as: {fit}",
        f"  a folder for {name}: {MAKERS[kind.of]}",
    ]
    if kind.of == "batch" and found.subject in POINTS:
        lines.insert(2, f"  one of its battles: beachhead plot {name} {address} --run K --point P")
    return "\n".join(lines)
