"""One picture as a file that the user names."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.failures import tell
from sim.results.errors import UserError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def check_picture(path: Path | None, *, overwrite: bool) -> None:
    """Raise `UserError`, before anything is played, if a picture cannot be written there."""
    if path is None:
        return
    from sim.results.ours import check_beside

    check_ending(path)
    if not path.parent.is_dir():
        raise UserError(f"{path}: there is no folder {path.parent}")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise UserError(f"{path}: no file can be written there")
    check_beside(path)
    check_new(path, overwrite=overwrite)


def check_new(path: Path, *, overwrite: bool) -> None:
    """Raise `UserError` for a file that exists, unless it is to be replaced."""
    if path.exists() and not overwrite:
        raise UserError(f"{path} exists already; --overwrite replaces it")


def check_ending(path: Path) -> None:
    """Raise `UserError` for the name of a file that is none of a picture."""
    from matplotlib.figure import Figure

    endings = sorted(Figure().canvas.get_supported_filetypes())
    if path.suffix[1:].lower() not in endings:
        allowed = ", ".join(endings)
        raise UserError(f"{path}: the name of a picture must end in one of {allowed}")


def quiet_matplotlib() -> None:
    """Draw into files alone; the command line has no windows."""
    import matplotlib

    matplotlib.use("Agg")


def write_figure(figure: "Figure", path: Path) -> None:
    """Write a figure whole or not at all."""
    from sim.results.whole_file import whole_file

    with whole_file(path) as aside:
        figure.savefig(aside, format=path.suffix[1:].lower())


def save_picture(ax: "Axes", path: Path) -> None:
    """Write the whole figure of these axes, and say so."""
    import matplotlib.pyplot as plt

    figure = ax.get_figure(root=True)
    assert figure is not None
    write_figure(figure, path)
    plt.close(figure)
    tell(f"Picture: {path}")
