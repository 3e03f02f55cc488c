"""Kernels: inner loops over runs and units, compiled by numba or interpreted as they stand.

Compiled kernels make a batch fast, but to load them takes longer than to play a few battles. A
process that plays no more therefore interprets them: `interpret()` before the first kernel is
imported. Both ways give the same numbers to the bit, on any machine, for the kernels use only what
is defined exactly, in a fixed order: whole numbers, the four operations, roots, and exponentials
and logarithms made of these (`sim.elementary`).
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

_interpreted = bool(os.environ.get("BEACHHEAD_INTERPRET"))


def interpret() -> None:
    """Interpret the kernels that this process imports from now on; its children choose anew."""
    global _interpreted
    _interpreted = True


def _as_it_stands(**_: Any) -> Callable[[Any], Any]:
    return lambda function: function


def _compiled(*, cache: bool = False, **options: Any) -> Callable[[Any], Any]:
    from numba import njit

    def compiled(function: Any) -> Any:
        dispatcher = njit(**options)(function)
        if cache and dispatcher is not function:  # numba may be told to compile nothing
            from sim.kernel_cache import KernelCache

            dispatcher._cache = KernelCache(function, options)
        return dispatcher

    return compiled


if TYPE_CHECKING:
    from numba import njit


def __getattr__(name: str) -> Any:
    # numba is imported with the first kernel, so that `interpret` may be called before
    if name != "njit":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _as_it_stands if _interpreted else _compiled


__all__ = ["interpret", "njit"]
