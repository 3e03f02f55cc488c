"""The command `calibrate`: from what history recorded to a posterior of shared parameters."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.text import Text

from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import quiet_matplotlib, save_picture
from sim.cli.progress import progress_steps
from sim.cli.scenarios import load
from sim.experiments.parameter_file import changes_of
from sim.history.calibrate.calibrate import calibrate
from sim.history.calibrate.calibrated import Calibrated
from sim.report.calibration_table import calibration_parts
from sim.results.errors import UserError
from sim.results.whole_file import write_whole

FOUND, POSTERIOR = "calibration.json", "posterior.parquet"
"""What is written into a folder, beside the battles that were played."""


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
    asked: Asked, *, out: Path | None, overwrite: bool, workers: int, plot: bool, as_json: bool
) -> None:
    """Calibrate, show the posterior and the forecasts, and write them into a folder.

    Raises `UserError` if there is a posterior already that nothing in the folder belongs to.
    """
    if out is not None and not overwrite:
        _check(out)
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
        text = json.dumps(found.as_json(), indent=2, ensure_ascii=False)
        write_whole(out / FOUND, text + "\n")
        found.posterior.save(out / POSTERIOR)
        tell(f"Results are in {out}")
    if plot:
        _draw(found, Path("plots") if out is None else out / "plots")


def _check(folder: Path) -> None:
    """A calibration that was begun is finished; anything else is not written over."""
    there = [name for name in (FOUND, POSTERIOR) if (folder / name).exists()]
    if there and not (folder / "wave-1").is_dir():
        raise UserError(f"{folder / there[0]} is there already; --overwrite replaces it")


def _draw(found: Calibrated, folder: Path) -> None:
    from sim.plots.posterior import battle_scores, posterior

    folder.mkdir(parents=True, exist_ok=True)
    quiet_matplotlib()
    save_picture(posterior(found).ax, folder / "posterior.png")
    save_picture(battle_scores(found).ax, folder / "battle_scores.png")
