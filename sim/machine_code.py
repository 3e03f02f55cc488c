"""Machine code of kernels, which runs without the compiler that made it.

To import numba takes as long as to play hundreds of battles. Its machine code needs three modules
of numba's that are written in C, which are loaded alone here. When code is compiled, all that it
names is held against what numba has told LLVM; code that would find anything else here is left to
numba. So is all code of a numba that nobody has tried so (`KNOWN`): these are its private parts.
"""

import builtins
import ctypes
import pickle
import sys
import threading
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.metadata import version
from importlib.util import find_spec, module_from_spec
from types import FunctionType
from typing import Any, NamedTuple

import llvmlite.binding as llvm  # type: ignore[import-untyped]

from sim import kernel_boxing

NUMBA = version("numba")
KNOWN = ("0.63", "0.64", "0.65", "0.66", "0.67", "0.68")
"""Versions of numba of which it has been seen that kernels run so, and give the same."""

kernel_boxing.tell_class()
_lock = threading.Lock()
_loaded: set[str] = set()
"""Entries of the code that is loaded."""
_environments: dict[str, Any] = {}
"""What numba calls so: constants that machine code finds at an address of this name."""
_loads = cache(pickle.loads)
_UNPICKLE = f"""
declare ptr @PyBytes_FromStringAndSize(ptr, i64)
declare ptr @PyObject_CallFunctionObjArgs(ptr, ...)
declare void @Py_DecRef(ptr)
define ptr @numba_unpickle(ptr %place, i32 %size, ptr %hash) {{
  %length = sext i32 %size to i64
  %pickled = call ptr @PyBytes_FromStringAndSize(ptr %place, i64 %length)
  %value = call ptr (ptr, ...) @PyObject_CallFunctionObjArgs(
    ptr inttoptr (i64 {id(_loads)} to ptr), ptr %pickled, ptr null)
  call void @Py_DecRef(ptr %pickled)
  ret ptr %value
}}
"""
"""What machine code calls for what is pickled in it, such as the class of a bundle to give back.

numba's own imports numba. Nothing here is written in Python, where Ctrl-C would be heeded: machine
code goes on with what it gets, even if that is nothing.
"""


class MachineCode(NamedTuple):
    """The machine code of a kernel, and what it needs."""

    content: bytes
    entry: str
    """The name of the function that Python calls."""
    constants: list[tuple[str, list[Any]]]
    """By environment; the kernel's own comes first."""
    needs: list[str]
    """The names of all that it calls or reads elsewhere."""

    @classmethod
    def of(
        cls, library: Any, content: bytes, function: Any, environments: list[Any]
    ) -> "MachineCode | None":
        """What numba has compiled; None if it needs what only numba knows."""
        module = library._get_module_for_linking()
        named = [*module.functions, *module.global_variables]
        needs = [one.name for one in named if one.is_declaration]
        needs = [name for name in needs if not name.startswith("llvm.")]
        if not all(map(_as_numba_has_it, needs)):
            return None
        constants = [(one.env_name, one.consts) for one in environments]
        return cls(content, function.llvm_cpython_wrapper_name, constants, needs)

    def entry_point(self, kernel: FunctionType) -> Any:
        """What Python calls; None if it needs what is not there."""
        with _lock:
            engine = _engine()
            # LLVM finds one function of a name, though a module that is read again has others
            if self.entry in _loaded or not all(map(_is_there, self.needs)):
                return None
            _loaded.add(self.entry)
            engine.add_object_file(llvm.ObjectFileRef.from_data(self.content))
            engine.finalize_object()
            for name, constants in self.constants:
                _set_environment(engine, name, constants, kernel)
            place = engine.get_function_address(self.entry)
        own = _environments[self.constants[0][0]]
        module, words = sys.modules[kernel.__module__], kernel.__doc__ or ""
        return _numbas("_dynfunc").make_function(
            module, kernel.__name__, words, place, own, (engine,)
        )


def runs_alone() -> bool:
    """Whether machine code runs without numba, as far as its version tells."""
    return NUMBA.startswith(tuple(f"{one}." for one in KNOWN))


@cache
def processor() -> str:
    """What machine code is for."""
    features = llvm.get_host_cpu_features().flatten()
    return f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {features}"


@cache
def _engine() -> Any:
    """What puts machine code where it can run."""
    _numbas("core.runtime._nrt_python").memsys_use_cpython_allocator()  # as numba does
    for name, place in _symbols().items():
        llvm.add_symbol(name, place)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    machine = target.create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(_UNPICKLE), machine)


def _set_environment(engine: Any, name: str, constants: list[Any], kernel: FunctionType) -> None:
    """Let machine code find its constants, as numba does."""
    if name not in _environments:
        environment = _numbas("_dynfunc").Environment(kernel.__globals__)
        environment.consts[:] = constants
        _environments[name] = environment  # whole, even if Ctrl-C comes between
    place = engine.get_global_value_address(name)
    ctypes.c_void_p.from_address(place).value = id(_environments[name])


# what machine code names --------------------------------------------------------------------------


@cache
def _symbols() -> dict[str, int]:
    """Where that is which numba has other names for than C, or another meaning."""
    runtime = _numbas("core.runtime._nrt_python").c_helpers
    helpers = _numbas("_helperlib").c_helpers | _numbas("_dynfunc").c_helpers
    errors = [one for one in vars(builtins).values() if isinstance(one, type)]
    return {
        "_Py_NoneStruct": id(None),
        **{f"PyExc_{one.__name__}": id(one) for one in errors if issubclass(one, BaseException)},
        "sqrt": helpers["sqrt"],  # all that kernels use of C's mathematics
        **{f"numba_{name}": place for name, place in helpers.items()},
        **{name if name[0] == "_" else f"NRT_{name}": place for name, place in runtime.items()},
    }


def _as_numba_has_it(name: str) -> bool:
    """Whether a name means here what numba has told LLVM, or nothing."""
    place = llvm.address_of_symbol(name)
    return bool(place) and place == (_symbols().get(name) or _of_c(name) or place)


def _of_c(name: str) -> int | None:
    """Where a function of Python's or of C's is."""
    try:
        return ctypes.cast(getattr(ctypes.pythonapi, name), ctypes.c_void_p).value
    except AttributeError:
        return None


@cache
def _is_there(name: str) -> bool:
    return bool(llvm.address_of_symbol(name))


@cache
def _numbas(name: str) -> Any:
    """A module of numba's that is written in C, without all others if they are not there yet."""
    whole = f"numba.{name}"
    if "numba" in sys.modules:
        return import_module(whole)
    package = find_spec("numba")
    assert package is not None
    *rooms, _ = name.split(".")
    homes = ["/".join([home, *rooms]) for home in package.submodule_search_locations or ()]
    spec = PathFinder.find_spec(whole, homes)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules.pop(whole, None)  # numba loads it once more, and gets the same
    return module
