"""The commands `monte-carlo` and `compare`: many battles."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.text import Text

from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.experiments.monte_carlo import monte_carlo
from sim.history.comparison import compare
from sim.report.comparison_table import comparison_parts
from sim.report.summary_table import summary_parts
from sim.results.batch import Batch
from sim.scenario import Document


def play_many(
    document: Document,
    runs: int,
    seed: int,
    *,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Play the batch and show what it says of each measure."""
    with progress_bar(runs) as progress:
        batch = monte_carlo(document, runs, seed, out=out, overwrite=overwrite, progress=progress)
    if as_json:
        measures = {name: one.as_json() for name, one in batch.summaries.items()}
        print_json({"scenario": document.name, "seed": seed, "runs": runs, "measures": measures})
    else:
        screen, definition = console(), document.definition
        screen.print(heading(definition.title, runs, seed))
        for part in summary_parts(batch.summaries, definition):
            screen.print(part)
    if out is not None:
        tell(f"Results are in {out}")


@contextmanager
def progress_bar(runs: int) -> Iterator[Callable[[int], None] | None]:
    """A progress bar on standard error if that is a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = ("Playing", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=runs)
        yield lambda done: bar.update(task, completed=done)


def compare_folder(folder: Path, *, as_json: bool, plot: bool) -> None:
    """Show each claim beside the runs in a results folder."""
    from sim.results.store import Store

    store = Store.open(folder)
    batch = Batch(store.document, store.manifest.seed, store)
    if not store.manifest.complete:
        tell(f"{folder} is not complete: {batch.runs:,} of {store.manifest.runs:,} runs are there")
    comparison, definition = compare(batch), batch.document.definition
    if as_json:
        print_json(comparison.as_json())
    else:
        screen = console()
        screen.print(heading(definition.title, batch.runs, batch.seed))
        for part in comparison_parts(comparison, definition):
            screen.print(part)
    if plot:
        from sim.cli.pictures import save_pictures

        paths = save_pictures(batch, folder / "plots")
        tell("Pictures:\n" + "\n".join(f"  {path}" for path in paths))


def heading(title: str, runs: int, seed: int) -> Text:
    """What was played."""
    noun = "run" if runs == 1 else "runs"
    return Text(f"{title}: {runs:,} {noun}, seed {seed}", style="bold")
