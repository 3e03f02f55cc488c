"""The command `ladder`: opponents against each other."""

from collections.abc import Sequence

from rich.text import Text

from sim.cli.output import console, print_json
from sim.cli.progress import progress_bar
from sim.opponents.ladder import Pairing, ladder
from sim.opponents.registry import opponents
from sim.report.table import Table
from sim.scenario import Document

NOTE = (
    "The score is that of the first side: points for the victory and for the exchange of losses "
    "(`score` of the scenario); ± is one standard error. The interval of the wins is that of 95 %."
)


def show_ladder(
    document: Document, names: Sequence[str], runs: int, seed: int, *, as_json: bool
) -> None:
    """Play each opponent against each, and show what came of it."""
    chosen = [*names] or opponents()
    with progress_bar(runs * len(chosen) ** 2) as progress:
        found = ladder(document, chosen, runs, seed, progress)
    if as_json:
        pairings = [one.as_json() for one in found]
        print_json({"scenario": document.name, "seed": seed, "pairings": pairings})
        return
    screen, sides = console(), [side.title for side in document.definition.sides.values()]
    screen.print(
        Text(f"{document.definition.title}: {runs:,} runs each, seed {seed}", style="bold")
    )
    screen.print(_table(found, sides))
    screen.print(Text(NOTE))


def _table(found: Sequence[Pairing], sides: Sequence[str]) -> Table:
    headings = (*sides, "Won", "95 %", "Lost", "Score", "Casualties")
    rows = [(*_names(one), *_numbers(one)) for one in found]
    return Table.of("", headings, rows, *range(2, len(headings)))


def _names(one: Pairing) -> tuple[str, str]:
    return one.first, one.second


def _numbers(one: Pairing) -> tuple[str, ...]:
    low, high = one.win_interval
    first, second = one.casualties
    interval = f"{100 * low:.0f} to {100 * high:.0f} %"
    return (
        f"{one.wins:,}",
        interval,
        f"{one.losses:,}",
        one.score_text,
        f"{first:.0f} : {second:.0f}",
    )
