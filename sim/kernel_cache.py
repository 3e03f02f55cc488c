"""The cache of compiled kernels: machine code on disk that is never older than the kernels.

Each file is named after what its machine code follows from: the bytecode of the kernel, of every
kernel that it calls, the options of both, the constants that they name, how they give arrays back,
the types of the arguments, the processor and the versions of Python, numba and numpy. A kernel that
has changed, or whose callee has, therefore finds no file and is compiled anew; nothing has to be
deleted by hand. numba itself looks at the date of the kernel's own file alone, and inlines across
files.

To load a kernel takes machine code alone. numba would also read what a compiler needs to know of
it, and import all that it can compile; here both wait for a kernel that has to be compiled.

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

import llvmlite.binding as llvm  # type: ignore[import-untyped]
import numba
import numpy as np
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import compile_result
from numba.core.runtime import _nrt_python  # type: ignore[attr-defined]
from numba.core.serialize import dumps

from sim import kernel_boxing, own_files
from sim.own_files import digest

_dumps: Any = dumps
_compile_result: Any = compile_result
_Compiled: Any = JITCodeLibrary
VERSIONS = f"{sys.version} {numba.__version__} {np.__version__}"
kernel_boxing.tell_class()


class KernelCache:
    """The compiled forms of one kernel on disk; stands in for numba's own cache of a dispatcher."""

    def __init__(self, kernel: FunctionType, options: Mapping[str, Any]) -> None:
        self._kernel = kernel
        self._options = _told(options)

    @property
    def cache_path(self) -> str:
        """The folder; empty if there is none."""
        return str(folder() or "")

    def load_overload(self, signature: Any, target: Any) -> Any:
        """What numba compiled for some types of arguments; None if that is not there."""
        compiled = self._load(signature, target)
        if compiled is None:  # it will be compiled
            kernel_boxing.install()
        return compiled

    def _load(self, signature: Any, target: Any) -> Any:
        home = folder()
        if home is None:
            return None
        content = own_files.read(home / self._name(signature, target.codegen()))
        try:
            return None if content is None else _restored(target, *pickle.loads(content))
        except Exception:  # whatever is wrong with it, the kernel can be compiled
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep what numba compiled, and drop what the kernel's older code became.

        What cannot be written, on a disk that is full, is compiled again next time.
        """
        home = folder()
        if home is None or compiled.library.has_dynamic_globals:
            return
        name = self._name(signature, compiled.codegen)
        content: bytes = _dumps(_reduced(compiled))
        with suppress(OSError):
            own_files.keep(home / name, content)
            for old in home.glob(f"{name.rsplit('.', 2)[0]}.*.nbc"):
                if old.name != name:
                    old.unlink(missing_ok=True)

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
        told = f"{signature} {fields} {codegen.magic_tuple()}".encode()
        types, content = digest(told).hex()[:16], content_of(self._kernel, self._options)
        return f"{self._stem}-{types}.{content}.nbc"


# what is kept and loaded ----------------------------------------------------------------------


class _Library(_Compiled):  # type: ignore[misc]  # numba has no types
    """Machine code, and the bitcode of which it was made for kernels that have it inlined."""

    _shared_module: Any

    @classmethod
    def loaded(cls, codegen: Any, data: Any, functions: set[str]) -> "_Library":
        """What numba's library wrote of itself; it defines `functions`."""
        name, _, (machine_code, bitcode) = data
        library = cls(codegen, name)
        library._bitcode = bitcode
        library.enable_object_caching()
        library._set_compiled_object(machine_code)
        library._finalize_final_module()
        codegen._engine._defined_symbols |= functions
        return library

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None:
            self._shared_module = llvm.parse_bitcode(self._bitcode)
        return self._shared_module


def _reduced(compiled: Any) -> Any:
    """What numba writes of what it compiled, but for surroundings that nothing is looked up in.

    These are modules of numba's own, which would be imported.
    """
    *most, environments = compiled._reduce()
    return *most, tuple(one for one in environments if one.consts)


def _restored(
    target: Any, data: Any, function: Any, environment: Any, signature: Any, *rest: Any
) -> Any:
    """What numba compiled, from what it wrote of that."""
    objectmode, lifted, annotation, _, environments = rest
    _name_runtime()
    names = {function.llvm_func_name, function.llvm_cpython_wrapper_name}
    library = _Library.loaded(target.codegen(), data, names)
    entry = target.get_executable(library, function, environment)
    for one in environments:
        library.codegen.set_env(one.env_name, one)
    return _compile_result(
        target_context=target,
        typing_context=target.typing_context,
        library=library,
        environment=environment,
        entry_point=entry,
        fndesc=function,
        type_annotation=annotation,
        signature=signature,
        objectmode=objectmode,
        lifted=lifted,
        reload_init=(),
        referenced_envs=environments,
    )


@cache
def _name_runtime() -> None:
    """Let machine code find numba's runtime; what a compiler needs of it waits for one."""
    for name, address in _nrt_python.c_helpers.items():
        llvm.add_symbol(name if name.startswith("_") else f"NRT_{name}", address)


# what machine code follows from ---------------------------------------------------------------


@cache
def content_of(kernel: FunctionType, options: str) -> str:
    """A hash of all that the machine code of a kernel follows from, but for types and processor.

    `options` tell what it is compiled with.
    """
    boxing = Path(kernel_boxing.__file__).read_bytes()
    parts = [VERSIONS.encode(), options.encode(), boxing, *_parts_of(kernel, set())]
    return digest(b"\0".join(parts)).hex()


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
