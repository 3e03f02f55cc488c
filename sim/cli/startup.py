"""Starting fast."""

import sys
from importlib import import_module


def spare_scipy() -> None:
    """Let numba load without scipy, where it has not been imported.

    numba imports scipy.linalg only to learn whether `np.cov` and `np.corrcoef` can be compiled;
    no kernel of a combat model needs them, and the import takes as long as twenty battles.
    """
    if "scipy" in sys.modules:
        return
    sys.modules["scipy"] = None  # type: ignore[assignment]
    try:
        import_module("numba.np.arraymath")
    finally:
        del sys.modules["scipy"]
