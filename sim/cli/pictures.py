"""Pictures of a batch as files."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib

from sim.history.calibration import calibration
from sim.history.comparison import Comparison
from sim.plots.calibration import calibration_plot
from sim.plots.exchange import exchange
from sim.plots.forest import forest, forests
from sim.plots.histograms import histograms as draw_histograms
from sim.plots.map.picture import battle_map
from sim.plots.strengths import strengths
from sim.plots.timeline import timeline
from sim.results.batch import Batch
from sim.scenario.measures import measures


def save_pictures(batch: Batch, folder: Path, *, histograms: bool = True) -> list[Path]:
    """Draw what the batch has data for as PNG files; returns their paths."""
    matplotlib.use("Agg")
    definition = batch.document.definition
    claims, known = definition.claims, measures(definition)
    folder.mkdir(parents=True, exist_ok=True)
    drawn = []
    if batch.series is not None:
        drawn.append(("strengths", strengths(batch).ax))
        drawn.append(("losses", strengths(batch, "losses").ax))
    if any(known[measure].kind == "time" for measure in claims):
        drawn.append(("timeline", timeline(batch).ax))
    if histograms and claims:
        drawn.append(("outcomes", draw_histograms(batch)[0].ax))
        drawn.append(("forest", forest(batch).ax))
        drawn.append(("exchange", exchange(batch).ax))
    if any(place.at for place in definition.places.values()):
        drawn.append(("map", battle_map(batch).ax))
    return [_save(ax, folder / f"{name}.png") for name, ax in drawn]


def save_validation(comparisons: Sequence[Comparison], folder: Path) -> list[Path]:
    """Draw all claims of all battles, and their calibration, as PNG files; returns their paths."""
    matplotlib.use("Agg")
    folder.mkdir(parents=True, exist_ok=True)
    drawn = (
        ("forest", forests(comparisons)[0].ax),
        ("calibration", calibration_plot(calibration(comparisons)).ax),
    )
    return [_save(ax, folder / f"{name}.png") for name, ax in drawn]


def _save(ax: "matplotlib.axes.Axes", path: Path) -> Path:
    import matplotlib.pyplot as plt

    figure = ax.get_figure(root=True)
    assert figure is not None
    figure.savefig(path)
    plt.close(figure)
    return path
