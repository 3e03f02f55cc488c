"""Pictures that commands draw unasked, as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.cli.picture_file import quiet_matplotlib, write_figure
from sim.history.comparison import Comparison
from sim.plots.registry import Picture, pictures_of
from sim.results.batch import Batch
from sim.results.ours import check_beside
from sim.results.whole_file import whole_folder


def save_pictures(batch: Batch, folder: Path, *, of_battle: bool = False) -> list[Path]:
    """Draw what gives an overview of a batch, or of one battle, as PNG files; returns their paths.

    Pictures for which the batch has no data are left out.
    """
    wanted = ("always",) if of_battle else ("always", "of batches")
    chosen = [
        one for one in pictures_of("batch").values() if one.overview in wanted and one.fits(batch)
    ]
    return _save(chosen, batch, folder)


def save_validation(comparisons: Sequence[Comparison], folder: Path) -> list[Path]:
    """Draw all claims of all battles, and their calibration, as PNG files; returns their paths."""
    return _save(list(pictures_of("batches").values()), comparisons, folder)


def _save(chosen: Sequence[Picture], subject: Any, folder: Path) -> list[Path]:
    import matplotlib.pyplot as plt

    quiet_matplotlib()
    paths = [folder / f"{one.name}{one.suffix}" for one in chosen]
    for path in paths:
        check_beside(path)
    with whole_folder(folder):
        for one, path in zip(chosen, paths, strict=True):
            drawn = one.draw(subject)
            first = drawn[0] if isinstance(drawn, list) else drawn
            figure = first.ax.get_figure(root=True)
            write_figure(figure, path)
            plt.close(figure)
    return paths
