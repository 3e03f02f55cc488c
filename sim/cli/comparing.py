"""The command `compare --all`: every bundled battle against its history."""

from pathlib import Path

from sim.cli.batch import heading
from sim.cli.failures import tell
from sim.cli.output import console, print_json
from sim.experiments.monte_carlo import monte_carlo
from sim.experiments.validation import checked
from sim.history.calibration import calibration
from sim.history.comparison import Comparison, compare
from sim.report.comparison_table import comparison_parts
from sim.report.table import Table
from sim.scenario import bundled, load
from sim.scenario.definition import Definition


def compare_all(
    runs: int, seed: int, *, out: str | None, as_json: bool, plot: str | None = None
) -> None:
    """Play each bundled scenario; show its claims, then how many measures lie inside in all.

    `out` keeps a results folder for each battle, and what is there is not played again; `plot` is a
    folder for the pictures of all battles.
    """
    compared: list[tuple[Definition, Comparison]] = []
    for name in bundled():
        document = checked(load(name))
        kept = None if out is None else f"{out.rstrip('/')}/{name}"
        comparison = compare(monte_carlo(document, runs, seed, out=kept, resume=out is not None))
        compared.append((document.definition, comparison))
        if not as_json:
            _show(document.definition, comparison, runs, seed)
    _show_all(compared, as_json=as_json)
    if plot is not None:
        from sim.cli.pictures import save_validation

        paths = save_validation([comparison for _, comparison in compared], Path(plot))
        tell("Pictures:\n" + "\n".join(f"  {path}" for path in paths))


def _show_all(compared: list[tuple[Definition, Comparison]], *, as_json: bool) -> None:
    found = calibration([comparison for _, comparison in compared])
    inside = sum(comparison.inside for _, comparison in compared)
    total = sum(comparison.total for _, comparison in compared)
    if as_json:
        scenarios = [comparison.as_json() for _, comparison in compared]
        content = {"scenarios": scenarios, "inside": inside, "total": total}
        print_json(content | {"calibration": found.as_json()})
        return
    _show_totals(compared)
    console().print(
        f"{inside} of {total} measures of all battles lie inside the central 90 % interval."
    )
    console().print(found.sentence)


def _show(definition: Definition, comparison: Comparison, runs: int, seed: int) -> None:
    screen = console()
    screen.print(heading(definition.title, runs, seed))
    for part in comparison_parts(comparison, definition):
        screen.print(part)


def _show_totals(compared: list[tuple[Definition, Comparison]]) -> None:
    rows = [(one.title, found.inside, found.total) for one, found in compared]
    console().print(Table.of("Battle", ["", "Inside", "Measures"], rows, 1, 2))
