"""What all drawn pictures have in common."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes


@dataclass(frozen=True)
class Drawn:
    """A picture that was drawn."""

    ax: Axes

    def save(self, file: str | Path) -> Path:
        """Write the whole figure; the ending of the file's name says how."""
        figure: Any = self.ax.get_figure(root=True)
        figure.savefig(file)
        return Path(file)
