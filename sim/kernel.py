"""Kernels: inner loops over runs and units, compiled by numba or interpreted as they stand.

Compiled kernels make a batch fast, but to load them takes longer than to play a few battles. So
kernels are interpreted until a process has more to play (`expect`), and numba is imported no sooner
than that. Both ways give the same numbers to the bit, on any machine, for the kernels use only what
is defined exactly, in a fixed order: whole numbers, the four operations, roots, and exponentials
and logarithms made of these (`sim.elementary`).
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any

FEW_ROWS = 10
"""Rows of most battles that are over before compiled kernels are loaded, let alone compiled."""

_never_compiled = bool(os.environ.get("BEACHHEAD_INTERPRET"))
_compiled = False
_expected = 0
"""Rows of the battles that this process has begun while it interprets; those do not count of which
somebody waits for each turn."""
_lock = threading.Lock()
_waiting: dict[int, tuple[FunctionType, dict[str, Any]]] = {}
"""The kernels that are interpreted and their options, by identity."""


def expect(rows: int) -> None:
    """Battles of so many rows begin; with all before them they may be worth compiled kernels."""
    global _expected
    if not _compiled:
        _expected += rows
        if _expected > FEW_ROWS:
            compile_kernels()


def compile_kernels() -> None:
    """Compile kernels from now on, those that have been imported among them.

    Every name that a module has for one of these, means the compiled kernel afterwards.
    """
    global _compiled
    with _lock:
        if _compiled or _never_compiled:
            return
        made = {one: _dispatcher(*kernel) for one, kernel in _waiting.items()}
        for module in [*sys.modules.values()]:
            names = getattr(module, "__dict__", {})
            if not made.keys().isdisjoint(map(id, names.values())):
                names |= {name: made[id(one)] for name, one in names.items() if id(one) in made}
        _compiled = True
        _waiting.clear()


def _dispatcher(function: FunctionType, options: dict[str, Any]) -> Any:
    from numba import njit

    told = {name: value for name, value in options.items() if name != "cache"}
    dispatcher = njit(**told)(function)
    if options.get("cache") and dispatcher is not function:  # numba may be told to compile nothing
        from sim.kernel_cache import KernelCache

        dispatcher._cache = KernelCache(function, told)
        if function.__module__.startswith(f"{__package__}."):  # others may be compiled by numba's
            return _at_once(dispatcher)
    return dispatcher


def _at_once(dispatcher: Any) -> Callable[..., Any]:
    """A kernel that tries its compiled forms, which refuse what they were not compiled for.

    numba looks at all arguments instead, to find the form or to compile a new one.
    """
    forms: tuple[Callable[..., Any], ...] = ()

    def kernel(*given: Any) -> Any:
        nonlocal forms
        for form in forms:
            try:
                return form(*given)
            except (TypeError, ValueError, SystemError):  # it refuses a bundle by any of these
                continue
        answer = dispatcher(*given)
        forms = tuple(_entries(dispatcher.overloads))
        return answer

    for name in ("_numba_type_", "py_func", "targetoptions"):  # kernels call it as it was
        setattr(kernel, name, getattr(dispatcher, name))
    return kernel


def _entries(overloads: Mapping[Any, Any]) -> list[Callable[..., Any]]:
    """What takes arrays and numbers alone; first what takes the least and fits it best.

    A fraction may be whole, an array may have any order or both.
    """
    from numba import types

    bundle: Any = types.BaseTuple

    def parts(kind: Any) -> Iterator[Any]:
        if isinstance(kind, bundle):
            for one in kind:
                yield from parts(one)
        else:
            yield kind

    ranked = []
    for position, (signature, compiled) in enumerate(overloads.items()):
        kinds = [part for kind in signature for part in parts(kind)]
        if all(isinstance(kind, types.Array | types.Number | types.Boolean) for kind in kinds):
            fractions = sum(isinstance(kind, types.Float) for kind in kinds)
            orders = [getattr(kind, "layout", "") for kind in kinds]
            ranks = fractions, orders.count("A"), orders.count("C"), position
            ranked.append((ranks, compiled.entry_point))
    return [entry for _, entry in sorted(ranked)]


if TYPE_CHECKING:
    from numba import njit

    borrower = njit(cache=True)
else:

    def njit(**options: Any) -> Callable[[FunctionType], Any]:
        """The decorator of a kernel; options are those of `numba.njit`."""

        def kernel(function: FunctionType) -> Any:
            if _compiled:
                return _dispatcher(function, options)
            _waiting[id(function)] = (function, options)
            return function

        return kernel

    def borrower(function: FunctionType) -> Any:
        """The decorator of a kernel that makes no arrays, nor has others make any for it.

        It need not count who uses those that it is lent. Where bundles are asked for arrays in a
        loop, or handed on, to count takes several times as long as all else.
        """
        return njit(cache=True, _nrt=False)(function)


__all__ = ["borrower", "compile_kernels", "expect", "njit"]
