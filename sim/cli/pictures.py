"""Pictures that commands draw unasked, as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.cli.failures import tell
from sim.cli.picture_file import check_new, quiet_matplotlib, write_figure
from sim.plots.registry import Picture, pictures_of
from sim.results.batch import Batch
from sim.results.ours import check_beside
from sim.results.whole_file import whole_folder


class Album(NamedTuple):
    """Pictures that go into one folder, each under its usual name."""

    folder: Path
    pictures: Sequence[Picture]

    @property
    def paths(self) -> list[Path]:
        """The files, in the order of the pictures."""
        return [self.folder / f"{one.name}{one.suffix}" for one in self.pictures]

    def check(self, *, overwrite: bool) -> None:
        """Raise `UserError` if one of the files is there and is not to be replaced."""
        for path in self.paths:
            check_beside(path)
            check_new(path, overwrite=overwrite)

    def save(self, subject: Any) -> None:
        """Draw them all as PNG files."""
        import matplotlib.pyplot as plt

        quiet_matplotlib()
        with whole_folder(self.folder):
            for one, path in zip(self.pictures, self.paths, strict=True):
                drawn = one.draw(subject)
                first = drawn[0] if isinstance(drawn, list) else drawn
                figure = first.ax.get_figure(root=True)
                write_figure(figure, path)
                plt.close(figure)

    def tell(self) -> None:
        """Say where they are."""
        tell("Pictures:\n" + "\n".join(f"  {path}" for path in self.paths))


def overview(batch: Batch, folder: Path, *, of_battle: bool = False) -> Album:
    """What gives an overview of a batch, or of one battle.

    Pictures for which the batch has no data are left out.
    """
    wanted = ("always",) if of_battle else ("always", "of batches")
    usual = pictures_of("batch").values()
    return Album(folder, [one for one in usual if one.overview in wanted and one.fits(batch)])


def of_all_battles(folder: Path) -> Album:
    """All claims of all battles, and their calibration."""
    return Album(folder, list(pictures_of("batches").values()))
