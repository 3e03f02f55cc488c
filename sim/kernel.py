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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import TYPE_CHECKING, Any

from sim.kernel_types import Types, strictness, types_of

FEW_ROWS = 2
"""Rows of most battles that are over before compiled kernels are loaded."""
COLD_ROWS = 10
"""The same where none are kept yet: to compile them takes a minute or two."""

_REFUSALS = TypeError, ValueError, SystemError
"""By any of these machine code refuses a bundle."""

_never_compiled = bool(os.environ.get("BEACHHEAD_INTERPRET"))
_compiled = False
_expected = 0
"""Rows of the battles that this process has begun while it interprets; those do not count of which
somebody waits for each turn."""
_lock = threading.RLock()
_waiting: dict[int, tuple[FunctionType, dict[str, Any]]] = {}
"""The kernels that are interpreted and their options, by identity."""
_unknown: list[tuple[Any, dict[str, Any]]] = []
"""The kernels of ours that numba does not know yet, and their options."""
_numba_asked = False
_tell: Callable[[], None] | None = None
"""Who wants to know that a kernel is being compiled."""


def expect(rows: int) -> None:
    """Battles of so many rows begin; with all before them they may be worth compiled kernels."""
    global _expected
    if not _compiled:
        _expected += rows
        if _expected > COLD_ROWS or (_expected > FEW_ROWS and _is_kept()):
            compile_kernels()


def _is_kept() -> bool:
    from sim.kernel_cache import is_any_kept

    return is_any_kept()


@contextmanager
def compiling_told(tell: Callable[[], None]) -> Iterator[None]:
    """Tell of each kernel that has to be compiled, which takes a second or more."""
    global _tell
    before, _tell = _tell, tell
    try:
        yield
    finally:
        _tell = before


def compile_kernels() -> None:
    """Compile kernels from now on, those that have been imported among them.

    Every name that a module has for one of these, means the compiled kernel afterwards.
    """
    global _compiled
    with _lock:
        if _compiled or _never_compiled:
            return
        made = {one: _compiled_form(*kernel) for one, kernel in _waiting.items()}
        for module in [*sys.modules.values()]:
            names = getattr(module, "__dict__", {})
            if not made.keys().isdisjoint(map(id, names.values())):
                names |= {name: made[id(one)] for name, one in names.items() if id(one) in made}
        _compiled = True
        _waiting.clear()


def _compiled_form(function: FunctionType, options: dict[str, Any]) -> Any:
    """A kernel as it is called from now on."""
    told = {name: value for name, value in options.items() if name != "cache"}
    if options.get("cache") and function.__module__.startswith(f"{__package__}."):
        return _at_once(function, told)
    _tell_numba()  # it may call kernels of ours
    return _dispatcher(function, told, cached=bool(options.get("cache")))


def _dispatcher(function: FunctionType, options: dict[str, Any], *, cached: bool) -> Any:
    """What numba makes of a kernel."""
    from numba import njit

    dispatcher = njit(**options)(function)
    if cached and dispatcher is not function:  # numba may be told to compile nothing
        from sim.kernel_cache import KernelCache

        dispatcher._cache = KernelCache(function, options)
    return dispatcher


def _at_once(function: FunctionType, options: dict[str, Any]) -> Callable[..., Any]:
    """A kernel that tries its compiled forms, which refuse what they were not compiled for.

    numba looks at all arguments instead, to find the form or to compile a new one. Here numba is
    asked for what cannot be loaded without it.
    """
    from sim.kernel_cache import KernelCache

    forms: tuple[Callable[..., Any], ...] = ()
    by_types: dict[Types, Callable[..., Any]] = {}
    cache, lock = KernelCache(function, options), threading.RLock()

    def kernel(*given: Any) -> Any:
        nonlocal forms
        for form in forms:
            try:
                return form(*given)
            except _REFUSALS as refusal:
                if refusal.__cause__ and not isinstance(refusal.__cause__, _REFUSALS):
                    raise refusal.__cause__ from None  # Ctrl-C while a bundle was given back
        types = types_of(given)
        if types is None or len(given) < function.__code__.co_argcount:
            return _known_to_numba(kernel)(*given)
        with lock:
            if types not in by_types:
                by_types[types] = cache.entry_point(types) or _compiled_for(kernel, given)
                forms = tuple(by_types[one] for one in sorted(by_types, key=strictness))
        return by_types[types](*given)

    kernel.py_func = function  # type: ignore[attr-defined]  # as kernels of numba's have it
    kernel.targetoptions = {"nopython": True, "boundscheck": None, **options}  # type: ignore[attr-defined]
    _unknown.append((kernel, options))
    if _numba_asked or "numba" in sys.modules:  # whoever uses numba may call it
        _tell_numba()
    return kernel


def _compiled_for(kernel: Any, given: tuple[Any, ...]) -> Any:
    """What numba compiles for the types of some arguments, or has compiled for them."""
    dispatcher = _known_to_numba(kernel)
    if dispatcher is kernel.py_func:
        return dispatcher
    if _tell is not None:
        _tell()
    return dispatcher.compile(tuple(map(dispatcher.typeof_pyval, given)))


def _known_to_numba(kernel: Any) -> Any:
    """What numba makes of a kernel of ours, which can call all others."""
    _tell_numba()
    return kernel.dispatcher


def _tell_numba() -> None:
    """Let numba know all kernels of ours, so that those that it compiles can call them."""
    global _numba_asked
    with _lock:
        _numba_asked = True
        while _unknown:
            kernel, options = _unknown.pop()
            kernel.dispatcher = _dispatcher(kernel.py_func, options, cached=True)
            kernel._numba_type_ = getattr(kernel.dispatcher, "_numba_type_", None)


if TYPE_CHECKING:
    from numba import njit

    borrower = njit(cache=True)
else:

    def njit(**options: Any) -> Callable[[FunctionType], Any]:
        """The decorator of a kernel; options are those of `numba.njit`."""

        def kernel(function: FunctionType) -> Any:
            if _compiled:
                return _compiled_form(function, options)
            _waiting[id(function)] = (function, options)
            return function

        return kernel

    def borrower(function: FunctionType) -> Any:
        """The decorator of a kernel that makes no arrays, nor has others make any for it.

        It need not count who uses those that it is lent. Where bundles are asked for arrays in a
        loop, or handed on, to count takes several times as long as all else. It divides as numpy
        does, several numbers at a time.
        """
        return njit(cache=True, _nrt=False, error_model="numpy")(function)


__all__ = ["borrower", "compile_kernels", "compiling_told", "expect", "njit"]
