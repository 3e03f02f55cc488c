"""Combat models by how well they foretell battles that were held out."""

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from sim.plots import style
from sim.plots.registry import picture
from sim.plots.score_rows import ScoresPlot, Way, score_rows

if TYPE_CHECKING:
    from sim.history.calibrate.models import ModelComparison


@picture("models", "Held-out log scores of combat models, battle by battle", command="")
def models(found: "ModelComparison", *, ax: Axes | None = None) -> ScoresPlot:
    """Mean held-out log score a measure by battle and model; further left is better."""
    colours, markers = style.CLAIM_COLOURS, style.MARKERS
    ways = {}
    for position, name in enumerate(found.found):
        scores = [found.of_battle(name, battle, "log") for battle in found.battles]
        marker, colour = markers[position % len(markers)], colours[position % len(colours)]
        ways[name] = Way(name, marker, colour, [*scores, found.total(name, "log")])
    across = "Held-out log score a measure: smaller is better"
    return score_rows(found.battles, ways, across, ax=ax)
