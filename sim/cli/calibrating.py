"""The command `calibrate`: from what history recorded to a posterior of shared parameters."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_new, quiet_matplotlib, save_picture
from sim.cli.progress import progress_steps
from sim.cli.scenarios import load
from sim.cli.subjects import plots_folder
from sim.experiments.parameter_file import changes_of
from sim.history.calibrate.calibrate import calibrate
from sim.history.calibrate.calibrated import Calibrated
from sim.report.calibration_table import calibration_parts
from sim.results.crate import NAME as CRATE
from sim.results.crate import Crate
from sim.results.errors import UserError, unwritable
from sim.results.folder import Folder, folder_at
from sim.results.manifest import versions

FOUND, POSTERIOR = "calibration.json", "posterior.parquet"
"""What is written into a folder, beside the battles that were played."""
PICTURES = "posterior.png", "battle_scores.png"


class Asked(NamedTuple):
    """What a calibration is made of, in the words of its options."""

    scenarios: Sequence[str]
    table: str | None
    free: Sequence[str]
    priors: Path | None
    points: int
    runs: int
    seed: int


def play_calibration(
    asked: Asked, *, out: str | None, overwrite: bool, workers: int, plot: bool, as_json: bool
) -> None:
    """Calibrate, show the posterior and the forecasts, and write them into a folder.

    Raises `UserError` if there is a posterior already that nothing in the folder belongs to.
    """
    if out is not None and not overwrite:
        _check(folder_at(out))
    where = Path("plots") if out is None else plots_folder(out) if plot else Path()
    pictures = [where / name for name in PICTURES]
    for path in pictures if plot else ():
        check_new(path, overwrite=overwrite)
    with progress_steps() as progress:
        found = calibrate(
            [load(name) for name in asked.scenarios] or None,
            table=asked.table,
            free=asked.free or None,
            priors=None if asked.priors is None else changes_of(asked.priors),
            points=asked.points,
            runs=asked.runs,
            seed=asked.seed,
            out=out,
            overwrite=overwrite,
            workers=workers,
            progress=progress,
        )
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        for part in calibration_parts(found):
            screen.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))
    if out is not None:
        _write(found, folder_at(out))
        tell(f"Results are in {out}")
    if plot:
        _draw(found, pictures)


def _check(folder: Folder) -> None:
    """A calibration that was begun is finished; anything else is not written over.

    The posterior is written last, so that with it a calibration is complete.
    """
    names = folder.names()
    begun = any(name.startswith("wave-1/") for name in names)
    there = [name for name in (POSTERIOR, FOUND) if name in names]
    if POSTERIOR in there or (there and not begun):
        raise UserError(f"{folder.path(there[0])} is there already; --overwrite replaces it")


def _write(found: Calibrated, folder: Folder) -> None:
    text = json.dumps(found.as_json(), indent=2, ensure_ascii=False)
    posterior = found.posterior.content
    try:
        folder.write(FOUND, (text + "\n").encode())
        folder.write(POSTERIOR, posterior)
        folder.write(CRATE, _crate(found, posterior).text().encode())
    except OSError as error:
        raise unwritable(folder, error) from None


def _crate(found: Calibrated, posterior: bytes) -> Crate:
    """What the folder says of itself; the battles in it say it for themselves."""
    made = found.manifest
    return Crate(
        f"Calibration on {', '.join(made['scenarios'])}",
        found.sentence,
        FOUND,
        versions()["beachhead"],
        {name: made[name] for name in ("seed", "points", "runs")},
        {POSTERIOR: sha256(posterior).hexdigest()},
    )


def _draw(found: Calibrated, paths: Sequence[Path]) -> None:
    from sim.plots.posterior import battle_scores, posterior

    quiet_matplotlib()
    for path, drawn in zip(paths, (posterior(found), battle_scores(found)), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        save_picture(drawn.ax, path)
