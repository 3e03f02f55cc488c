"""Machine code of kernels, which runs without the compiler that made it.

To import numba takes as long as to play hundreds of battles. Its machine code needs three modules
of numba's that are written in C, which are loaded alone here. When code is compiled, all that it
names is held against what numba has told LLVM; code that would find anything else here is left to
numba.
"""

import builtins
import ctypes
import pickle
import sys
import threading
from functools import cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import FunctionType
from typing import Any, NamedTuple

import llvmlite.binding as llvm  # type: ignore[import-untyped]

from sim import kernel_boxing

kernel_boxing.tell_class()
_lock = threading.Lock()
_environments: dict[str, Any] = {}
"""What numba calls so: constants that machine code finds at an address of this name."""
_UNPICKLE = "numba_unpickle"


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
            if not all(map(_is_there, self.needs)):
                return None
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
    llvm.add_symbol(_UNPICKLE, ctypes.cast(_unpickle, ctypes.c_void_p).value)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    target = llvm.Target.from_triple(llvm.get_process_triple())
    machine = target.create_target_machine(jit=True)
    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)


def _set_environment(engine: Any, name: str, constants: list[Any], kernel: FunctionType) -> None:
    """Let machine code find its constants, as numba does."""
    if name not in _environments:
        _environments[name] = _numbas("_dynfunc").Environment(kernel.__globals__)
        _environments[name].consts[:] = constants
    place = engine.get_global_value_address(name)
    ctypes.c_void_p.from_address(place).value = id(_environments[name])


@cache
def _constant(place: int, size: int) -> Any:
    """What machine code has pickled in it."""
    return pickle.loads(ctypes.string_at(place, size))


_unpickle = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    lambda place, size, _: _constant(place, size)
)
"""Machine code asks it for what is pickled in it; numba's own function imports numba."""


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
        **{f"numba_{name}": place for name, place in helpers.items()},
        **{name if name[0] == "_" else f"NRT_{name}": place for name, place in runtime.items()},
    }


def _as_numba_has_it(name: str) -> bool:
    """Whether a name means here what numba has told LLVM."""
    place = llvm.address_of_symbol(name)
    return bool(place) and (name == _UNPICKLE or _symbols().get(name, place) == place)


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
