"""A tree: where runs fail, as divisions one after the other."""

from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.experiments.farming.farm import Farm
from sim.experiments.farming.finding import Finding
from sim.experiments.farming.rules import Limit
from sim.experiments.farming.words import failure_words, limit_words
from sim.experiments.metamodels.tree import Node
from sim.plots import style
from sim.plots.drawn import Drawn
from sim.plots.farming.parts import finding_of, first_that_varies
from sim.plots.registry import picture


@dataclass(frozen=True)
class TreePlot(Drawn):
    """What was drawn."""

    shares: list[float]
    """Per cent of the runs that fail in each leaf, from left to right."""


@picture("farm", "Where runs fail, as a tree")
def tree(farm: Farm, measure: str | None = None, *, ax: Axes | None = None) -> TreePlot:
    """The divisions that part failing runs best; to the left is where a condition holds.

    Raises `UserError` for a measure that the farm does not look at.
    """
    measure = measure or first_that_varies(farm)
    finding, _ = finding_of(farm, measure)
    root = finding.tree.root
    leaves = root.leaves()
    ax = style.axes(ax, max(5.0, 1.7 * len(leaves)), 1.2 + 0.95 * _depth(root))
    ax.axis("off")
    places = {id(leaf): float(place) for place, leaf in enumerate(leaves)}
    _draw(ax, farm, finding, root, 0, places)
    ax.set_xlim(-0.7, len(leaves) - 0.3)
    ax.set_ylim(-_depth(root) - 0.4, 0.5)
    response = next(one for one in farm.responses if one.name == measure)
    style.title(ax, f"{failure_words(finding, response, farm.document)}, % of runs")
    return TreePlot(ax, [100.0 * leaf.mean for leaf in leaves])


def _depth(node: Node) -> int:
    if node.below is None or node.above is None:
        return 0
    return 1 + max(_depth(node.below), _depth(node.above))


def _draw(
    ax: Axes, farm: Farm, finding: Finding, node: Node, level: int, places: dict[int, float]
) -> float:
    """Draw a node and what lies below it; returns where it stands."""
    if node.below is None or node.above is None:
        place = places[id(node)]
        words = f"{100 * node.mean:.3g} %\n{len(node.rows):,} points"
        face = "#E69F00" if node.mean > finding.failing.mean() else "#D8ECF8"
        _box(ax, place, -level, words, face)
        return place
    below = _draw(ax, farm, finding, node.below, level + 1, places)
    above = _draw(ax, farm, finding, node.above, level + 1, places)
    place = (below + above) / 2
    for end in (below, above):
        line = [place, end], [-level, -level - 1]
        ax.plot(*line, color=style.NEUTRAL, lw=1.0, zorder=1)
    words = limit_words(Limit(node.column, node.limit, False), finding, farm.document)
    _box(ax, place, -level, words.replace(" is ", "\nis "), "white")
    return place


def _box(ax: Axes, x: float, y: float, words: str, face: str) -> None:
    ax.text(
        x, y, words, ha="center", va="center", fontsize=style.TINY + 1, color=style.INK, zorder=2,
        bbox={"boxstyle": "round", "facecolor": face, "edgecolor": style.NEUTRAL, "lw": 0.8},
    )  # fmt: skip
