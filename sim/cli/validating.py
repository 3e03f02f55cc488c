"""The command `validate`: forecasts of a table of battles, scored."""

import json
from hashlib import sha256
from pathlib import Path

import typer
import yaml
from rich.text import Text

from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.cli.picture_file import check_new, quiet_matplotlib, save_picture
from sim.cli.progress import progress_bar
from sim.history.validation.table import read_table
from sim.history.validation.validate import scenario_of, trees, validate
from sim.history.validation.validation import Validation
from sim.report.validation_table import validation_parts
from sim.results.crate import NAME as CRATE
from sim.results.crate import Crate
from sim.results.errors import UserError
from sim.results.manifest import versions
from sim.results.spreadsheet import as_csv
from sim.results.whole_file import whole_folder, write_whole

SCORES, FORECASTS, PICTURE = "validation.json", "forecasts.csv", "validation.png"
"""What is written into a folder."""


def show_battle(
    table: str | None, battle: str, *, model: str | None, parameters: Path | None
) -> None:
    """Print the scenario of one battle of a table as a file."""
    battles = read_table(table)
    tree = scenario_of(battle, battles, trees(battles, model, parameters))
    typer.echo(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=100), nl=False)


def check_folder(out: Path | None, *, plot: bool, overwrite: bool) -> None:
    """Raises `UserError` if nothing can be written there, or only over what is there."""
    if out is not None and out.exists() and not out.is_dir():
        raise UserError(f"{out} is a file; --out takes a folder")
    written = [] if out is None else [out / SCORES, out / FORECASTS, out / CRATE]
    for path in [*written, *([_picture(out)] if plot else [])]:
        check_new(path, overwrite=overwrite)


def forecast_table(
    table: str | None,
    *,
    model: str | None,
    parameters: Path | None,
    runs: int,
    seed: int,
    by: str | None,
) -> Validation:
    """Forecast every battle of a table."""
    with progress_bar(len(read_table(table))) as progress:
        return validate(
            table,
            model=model,
            parameters=parameters,
            runs=runs,
            seed=seed,
            by=by,
            progress=progress,
        )


def show_validation(found: Validation, *, out: Path | None, plot: bool, as_json: bool) -> None:
    """Show how good forecasts are, and write them into a folder."""
    if as_json:
        print_json(found.as_json())
    else:
        screen = console()
        for part in validation_parts(found):
            screen.print(part, soft_wrap=isinstance(part, Text) and bool(part.no_wrap))
    if out is not None:
        _write(found, out)
    if plot:
        _draw(found, _picture(out))


def _picture(out: Path | None) -> Path:
    return (Path("plots") if out is None else out) / PICTURE


def _write(found: Validation, folder: Path) -> None:
    scores = json.dumps(found.as_json(), indent=2, ensure_ascii=False)
    forecasts = as_csv(found.frame)
    crate = Crate(
        f"Forecasts of {len(found.table)} battles by {found.model}",
        f"Winner and losses of each, {found.runs} runs a battle, held against the record",
        SCORES,
        versions()["beachhead"],
        {"seed": found.seed, "runs": found.runs},
        {FORECASTS: sha256(forecasts.encode()).hexdigest()},
    )
    with whole_folder(folder):
        write_whole(folder / SCORES, scores + "\n")
        write_whole(folder / FORECASTS, forecasts)
        write_whole(folder / CRATE, crate.text())
    tell(f"Results are in {folder}")


def _draw(found: Validation, path: Path) -> None:
    from sim.plots.reliability import validation_pictures

    quiet_matplotlib()
    with whole_folder(path.parent):
        save_picture(validation_pictures(found)[0].ax, path)
