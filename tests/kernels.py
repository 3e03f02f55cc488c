"""Compiled kernels for copies of the package: what is there already is not compiled again."""

import shutil
from pathlib import Path

from sim.kernel_cache import folder


def lend_kernels(package: Path) -> None:
    """Give a copy of the package the kernels that this one has compiled."""
    if (home := folder()) is not None:
        shutil.copytree(home, package / "__pycache__" / "kernels")
