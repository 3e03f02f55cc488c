"""Combat models compared, as tables."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from sim.history.calibrate.models import ModelComparison
from sim.report.table import Table

EXPLANATION = (
    "Each model is calibrated on all battles but one, and forecasts that one. Smaller is better. "
    "Behind: how much worse than the best a measure is, ± one standard error with the measures of "
    "a battle as one. Weight: of the model in the mixture that foretells best."
)


def model_parts(found: ModelComparison) -> Iterator[RenderableType]:
    """What the command shows."""
    yield _totals(found)
    for score, title in (("log", "Held-out log score"), ("crps", "Held-out CRPS")):
        yield _battles(found, score, title)
    yield Text(EXPLANATION)
    yield Text(f"{found.sentence}.", style="bold")


def _totals(found: ModelComparison) -> Table:
    gaps, weights = found.gaps(), found.weights()
    rows = [
        (
            name,
            f"{found.total(name, 'log'):.2f}",
            f"{gaps[name].log:.2f} ± {gaps[name].log_error:.2f}",
            f"{found.total(name, 'crps'):.2f}",
            f"{gaps[name].crps:.2f} ± {gaps[name].crps_error:.2f}",
            f"{weights[name]:.2f}",
        )
        for name in found.found
    ]
    headings = ["", "Log score", "Behind", "CRPS", "Behind", "Weight"]
    return Table.of("Model", headings, rows, 1, 2, 3, 4, 5)


def _battles(found: ModelComparison, score: str, title: str) -> Table:
    rows = []
    for battle in found.battles:
        scores = (found.of_battle(name, battle, score) for name in found.found)
        rows.append([battle, *("" if one is None else f"{one:.2f}" for one in scores)])
    return Table.of(title, ["", *found.found], rows, *range(1, len(found.found) + 1))
