"""The cache of compiled kernels: machine code on disk that is never older than the kernels.

Each file is named after what its machine code follows from: the bytecode of the kernel, of every
kernel that it calls, the options of both, the constants that they name, how they give arrays back,
the types of the arguments, the processor and the versions of Python, numba and numpy. A kernel that
has changed, or whose callee has, therefore finds no file and is compiled anew; nothing has to be
deleted by hand. numba itself looks at the date of the kernel's own file alone, and inlines across
files.

To load a kernel takes machine code alone. numba would also read what a compiler needs to know of
it, and import all that it can compile; here both wait for a kernel that has to be compiled.

The files lie in `sim/__pycache__/kernels`; where the package cannot be written to, in the user's
cache folder, else in a temporary folder of the user's own, else nowhere. With NUMBA_CACHE_DIR they
lie there. To clear the cache, delete that folder. A file is put in its place whole and carries its
checksum, so that processes may compile side by side, and a full disk costs time and nothing else.
"""

import enum
import hashlib
import os
import pickle
import stat
import sys
import tempfile
import time
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
from numba.core.runtime.nrt import rtsys
from numba.core.serialize import dumps

from sim import kernel_boxing

_dumps: Any = dumps
_compile_result: Any = compile_result
_Compiled: Any = JITCodeLibrary
VERSIONS = f"{sys.version} {numba.__version__} {np.__version__}"
KEPT_DAYS = 30
"""Days for which a file that nobody reads is kept."""
_CHECKSUM = 16


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
        path = home / self._name(signature, target.codegen())
        try:
            whole = path.read_bytes()
            if _digest(whole[_CHECKSUM:]) != whole[:_CHECKSUM]:
                return None
            compiled = _restored(target, *pickle.loads(whole[_CHECKSUM:]))
        except Exception:  # whatever is wrong with it, the kernel can be compiled
            return None
        with suppress(OSError):
            os.utime(path)
        return compiled

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
            _put(home / name, _digest(content) + content)
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
        types = _digest(f"{signature} {fields} {codegen.magic_tuple()}".encode()).hex()[:16]
        return f"{self._stem}-{types}.{content_of(self._kernel, self._options)}.nbc"


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
    rtsys.initialize(target)
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


# what machine code follows from ---------------------------------------------------------------


@cache
def content_of(kernel: FunctionType, options: str) -> str:
    """A hash of all that the machine code of a kernel follows from, but for types and processor.

    `options` tell what it is compiled with.
    """
    boxing = _code_parts(kernel_boxing.box_array.__code__, kernel_boxing.box_array.__doc__)
    parts = [VERSIONS.encode(), options.encode(), *boxing, *_parts_of(kernel, set())]
    return _digest(b"\0".join(parts)).hex()


def _parts_of(kernel: FunctionType, seen: set[FunctionType]) -> Iterator[bytes]:
    """The code of a kernel and the values of what it names, those of its callees among them."""
    if kernel in seen:
        return
    seen.add(kernel)
    yield from _code_parts(kernel.__code__, kernel.__doc__)
    yield repr(kernel.__defaults__).encode()
    for cell in kernel.__closure__ or ():
        yield from _value_parts(cell.cell_contents, seen)
    for name in sorted(_names(kernel.__code__)):
        if name in kernel.__globals__:
            yield name.encode()
            yield from _value_parts(kernel.__globals__[name], seen)


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


def _value_parts(value: Any, seen: set[FunctionType]) -> Iterator[bytes]:
    """A global as bytes; one of an unknown kind stands for the whole file that defines its type."""
    function = getattr(value, "py_func", value)
    if isinstance(function, FunctionType):
        yield _told(getattr(value, "targetoptions", {})).encode()
        yield from _parts_of(function, seen)
    elif isinstance(value, np.ndarray):
        yield repr((value.dtype, value.shape)).encode() + value.tobytes()
    elif isinstance(value, tuple):
        for one in value:
            yield from _value_parts(one, seen)
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


# where the files lie --------------------------------------------------------------------------


@cache
def folder() -> Path | None:
    """The folder of the cache, made if need be; None where nothing can be written."""
    for candidate in _candidates(os.environ):
        with suppress(OSError):
            candidate.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(candidate, os.W_OK | os.X_OK) and _private(candidate):
                _tidy(candidate)
                return candidate
    return None


def _candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    package = Path(__file__).resolve().parent
    if environment.get("NUMBA_CACHE_DIR"):
        yield Path(environment["NUMBA_CACHE_DIR"], "beachhead")
    yield package / "__pycache__" / "kernels"
    # several installations may share what follows, and each drops what its own code has left behind
    mine = f"kernels-{_digest(str(package).encode()).hex()[:8]}"
    home = environment.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(home):
        yield Path(home, "beachhead", mine)
    with suppress(OSError):  # there may be no temporary folder either
        yield Path(tempfile.gettempdir(), f"beachhead-{_user()}-{mine}")


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _private(path: Path) -> bool:
    """Whether nobody else can put files there: they are machine code that will be run."""
    if not hasattr(os, "getuid"):
        return True
    found = path.lstat()
    shared = stat.S_IWGRP | stat.S_IWOTH
    return stat.S_ISDIR(found.st_mode) and found.st_uid == _user() and not found.st_mode & shared


def _tidy(home: Path) -> None:
    """Delete what no process has read for long."""
    oldest = time.time() - KEPT_DAYS * 86_400
    for entry in os.scandir(home):
        with suppress(OSError):
            if entry.stat().st_mtime < oldest:
                os.unlink(entry)


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_CHECKSUM).digest()
