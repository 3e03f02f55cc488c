"""Reference pictures: what a picture looked like when somebody last looked at it.

They lie in `tests/data/pictures`. To make them anew after a wanted change of looks, run

    BEACHHEAD_PICTURES=write pytest tests/plots

look at each of them, and commit them.
"""

import os
from pathlib import Path

from matplotlib.testing.compare import compare_images

FOLDER = Path(__file__).parents[1] / "data" / "pictures"
DPI = 60
TOLERANCE = 2.0
"""Root mean square of the differences in grey levels (0 to 255). On a map that is drawn with the
fonts of matplotlib a missing arrow makes 4.0 and a missing disc 2.2."""


def assert_like_reference(ax, name: str, folder: Path) -> None:
    """Compare the figure of some axes with the reference picture of that name."""
    figure = ax.get_figure(root=True)
    reference = FOLDER / f"{name}.png"
    if os.environ.get("BEACHHEAD_PICTURES") == "write":
        reference.parent.mkdir(exist_ok=True)
        figure.savefig(reference, dpi=DPI)
        return  # a second drawing of one figure is laid out a little otherwise
    drawn = folder / f"{name}.png"
    figure.savefig(drawn, dpi=DPI)
    complaint = compare_images(str(reference), str(drawn), TOLERANCE)
    assert complaint is None, complaint
