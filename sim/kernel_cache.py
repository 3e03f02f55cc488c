"""The cache of compiled kernels: machine code on disk that is never older than the kernels.

Each file is named after what its machine code follows from: the bytecode of the kernel, of every
kernel that it calls, the options of both, the constants that they name, how they give arrays back,
the types of the arguments, the processor and the versions of Python, numba and numpy. A kernel that
has changed, or whose callee has, therefore finds no file and is compiled anew; nothing has to be
deleted by hand. numba itself looks at the date of the kernel's own file alone, and inlines across
files.

To run a kernel takes machine code alone (`sim/machine_code.py`), which is kept in a file of its own
beside what numba needs to compile what calls it. So numba is imported no sooner than a kernel has
to be compiled.

The files are our own (`sim/own_files.py`), in `sim/__pycache__/kernels`; with NUMBA_CACHE_DIR they
lie there.
"""

import enum
import os
import pickle
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import llvmlite  # type: ignore[import-untyped]
import numpy as np

from sim import kernel_boxing, kernel_types, machine_code, own_files
from sim.kernel_types import Types
from sim.own_files import digest

VERSIONS = f"{sys.version} {machine_code.NUMBA} {np.__version__}"


class KernelCache:
    """The compiled forms of one kernel on disk; stands in for numba's own cache of a dispatcher."""

    def __init__(self, kernel: FunctionType, options: Mapping[str, Any]) -> None:
        self._kernel = kernel
        self._options = _told(options)

    @property
    def cache_path(self) -> str:
        """The folder; empty if there is none."""
        return str(folder() or "")

    def entry_point(self, types: Types) -> Any:
        """What Python calls, made of machine code alone; None if that is not there."""
        home = folder()
        if home is None or not machine_code.runs_alone():
            return None
        content = own_files.read(home / self._code_name(types))
        try:
            return None if content is None else pickle.loads(content).entry_point(self._kernel)
        except Exception:  # whatever is wrong with it, the kernel can be compiled
            return None

    def load_overload(self, signature: Any, target: Any) -> Any:
        """What numba compiled for some types of arguments; None if that is not there."""
        from numba.core.compiler import CompileResult

        rebuilt: Any = CompileResult
        kernel_boxing.install()  # it may be compiled next
        target.refresh()
        home = folder()
        if home is None:
            return None
        content = own_files.read(home / self._name(signature, target.codegen()))
        try:
            parts = None if content is None else pickle.loads(content)
            compiled = parts and rebuilt._rebuild(target, *parts)
        except Exception:  # whatever is wrong with it, the kernel can be compiled
            return None
        if compiled:
            self._keep_code(compiled, parts)
        return compiled

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep what numba compiled, and drop what the kernel's older code became."""
        home = folder()
        if home is None or compiled.library.has_dynamic_globals:
            return
        from numba.core.serialize import dumps

        write: Any = dumps
        parts = compiled._reduce()
        self._keep_code(compiled, parts)
        _keep(home / self._name(signature, compiled.codegen), write(parts))

    def _keep_code(self, compiled: Any, parts: Any) -> None:
        """Keep the machine code beside all that numba keeps, `parts`, if it is not there yet."""
        from numba.core.serialize import dumps

        write: Any = dumps
        home, types = folder(), kernel_types.numbas_types(compiled.signature.args)
        if home is None or types is None or not machine_code.runs_alone():
            return
        path = home / self._code_name(types)
        if own_files.read(path):
            return
        (_, _, (content, _)), function, own, *_, others = parts
        environments = [own, *(one for one in others if one.consts and one is not own)]
        code = machine_code.MachineCode.of(compiled.library, content, function, environments)
        if code is not None:
            _keep(path, write(code))

    def flush(self) -> None:
        """Forget the compiled forms of this kernel."""
        home = folder()
        for path in home.glob(f"{self._stem}-*") if home is not None else ():
            with suppress(OSError):
                path.unlink(missing_ok=True)

    @property
    def _stem(self) -> str:
        return f"{self._kernel.__module__}.{self._kernel.__qualname__}"

    def _name(self, signature: Any, codegen: Any) -> str:
        """`module.kernel-TYPES.CONTENT.nbc`: files that differ in CONTENT alone follow another."""
        # the name of a named tuple's type has no names of fields
        fields = [getattr(one, "fields", ()) for one in getattr(signature, "args", signature)]
        return self._file(f"{signature} {fields} {codegen.magic_tuple()}", "nbc")

    def _code_name(self, types: Types) -> str:
        """The same for machine code alone: `.code`."""
        return self._file(f"{types} {_loading()}", "code")

    def _file(self, told: str, kind: str) -> str:
        types, content = digest(told.encode()).hex()[:16], content_of(self._kernel, self._options)
        return f"{self._stem}-{types}.{content}.{kind}"


# what machine code follows from ---------------------------------------------------------------


@cache
def content_of(kernel: FunctionType, options: str) -> str:
    """A hash of all that the machine code of a kernel follows from, but for types and processor.

    `options` tell what it is compiled with.
    """
    parts = [VERSIONS.encode(), options.encode(), _source(kernel_boxing)]
    return digest(b"\0".join([*parts, *_parts_of(kernel, set())])).hex()


@cache
def _loading() -> str:
    """What machine code alone follows from beside the kernel: what it is made for, and by what."""
    ours = digest(_source(machine_code) + _source(kernel_types)).hex()
    return f"{machine_code.processor()} {llvmlite.__version__} {_wishes()} {ours}"


@cache
def _source(module: ModuleType) -> bytes:
    return Path(str(module.__file__)).read_bytes()


def _parts_of(kernel: FunctionType, seen: set[FunctionType]) -> Iterator[bytes]:
    """The code of a kernel and the values of what it names, and those of its callees."""
    if kernel in seen:
        return
    seen.add(kernel)
    parts, callees = _read(kernel)
    yield from parts
    for one in callees:
        yield from _parts_of(one, seen)


@cache
def _read(kernel: FunctionType) -> tuple[list[bytes], list[FunctionType]]:
    """The code of a kernel with the values of what it names, and the kernels that it calls."""
    callees: list[FunctionType] = []
    parts = [*_code_parts(kernel.__code__, kernel.__doc__), repr(kernel.__defaults__).encode()]
    for cell in kernel.__closure__ or ():
        parts += _value_parts(cell.cell_contents, callees)
    for name in sorted(_names(kernel.__code__)):
        if name in kernel.__globals__:
            parts += [name.encode(), *_value_parts(kernel.__globals__[name], callees)]
    return parts, callees


def _code_parts(code: CodeType, docstring: str | None = None) -> Iterator[bytes]:
    yield code.co_code
    yield repr((code.co_names, code.co_varnames, code.co_argcount, code.co_flags)).encode()
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _code_parts(constant)
        elif constant != docstring:
            yield repr(constant).encode()


def _told(options: Mapping[str, Any]) -> str:
    return repr(sorted(options.items()))


def _names(code: CodeType) -> set[str]:
    inner = (one for one in code.co_consts if isinstance(one, CodeType))
    return set(code.co_names).union(*map(_names, inner))


def _value_parts(value: Any, callees: list[FunctionType]) -> Iterator[bytes]:
    """A global as bytes; one of an unknown kind stands for the whole file that defines its type.

    A kernel is added to the callees.
    """
    function = getattr(value, "py_func", value)
    if isinstance(function, FunctionType):
        options = _told(getattr(value, "targetoptions", {}))
        yield f"{function.__module__}.{function.__qualname__} {options}".encode()
        callees.append(function)
    elif isinstance(value, np.ndarray):
        yield repr((value.dtype, value.shape)).encode() + value.tobytes()
    elif isinstance(value, tuple):
        for one in value:
            yield from _value_parts(one, callees)
    elif isinstance(value, int | float | str | bytes | np.generic):
        yield repr(value).encode()
    elif isinstance(value, type) and issubclass(value, enum.Enum):
        yield repr([(one.name, one.value) for one in value]).encode()
    elif isinstance(value, type) and hasattr(value, "_fields"):
        yield repr((value.__qualname__, value._fields)).encode()
    elif isinstance(value, ModuleType) and not value.__name__.startswith("sim."):
        yield value.__name__.encode()
    else:
        yield _file_of(value)


def _file_of(value: Any) -> bytes:
    module = value.__name__ if isinstance(value, ModuleType) else type(value).__module__
    if isinstance(value, type):
        module = value.__module__
    file = getattr(sys.modules.get(module), "__file__", None)
    return module.encode() + (Path(file).read_bytes() if file else b"")


@cache
def folder() -> Path | None:
    """The folder of the cache; None where nothing can be written."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    return own_files.folder("kernels", *([Path(chosen, "beachhead")] if chosen else []))


def is_any_kept() -> bool:
    """Whether some machine code is kept; it may be that of older kernels."""
    home = folder()
    return home is not None and any(home.glob("*.code"))


def _keep(path: Path, content: bytes) -> None:
    """Keep a file, and drop those of older code.

    What cannot be written, on a disk that is full, is compiled again next time.
    """
    stem, _, kind = path.name.rsplit(".", 2)
    with suppress(OSError):
        own_files.keep(path, content)
        for old in path.parent.glob(f"{stem}.*.{kind}"):
            if old.name != path.name:
                old.unlink(missing_ok=True)


def _wishes() -> list[tuple[str, str]]:
    """What the environment asks of numba."""
    wishes = {name: value for name, value in os.environ.items() if name.startswith("NUMBA_")}
    wishes.pop("NUMBA_CACHE_DIR", None)
    return sorted(wishes.items())
