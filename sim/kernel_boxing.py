"""Boxing: compiled kernels take arrays and numbers from Python, and hand arrays over to it.

For each array that a kernel gives back numba finds the class of arrays by what it has pickled of
it, which takes longer than all else about it. Here that class is a constant of the kernel, as the
type of the elements is.

numba trusts that a kernel gets what it was compiled for, since it looks at the types of all
arguments before each call. For a bundle of arrays that takes longer than the call. Here the machine
code itself refuses arrays of another type, shape or order, and fractions for whole numbers, so that
it can be called at once (`sim.kernel`).
"""

import functools
import struct
import sys
from typing import Any

_POINTER = struct.calcsize("P")
_HEAD = object.__basicsize__
_DIMENSIONS, _DTYPE, _FLAGS = (_HEAD + n * _POINTER for n in (1, 5, 6))
"""Where an array keeps its number of dimensions, its dtype and its flags, in bytes."""
_BYTE_ORDER, _NUMBER = _HEAD + _POINTER + 2, _HEAD + _POINTER + 4
"""Where a dtype keeps a letter, and the number of its type."""
_ORDERS = {"C": 0x1, "F": 0x2, "A": 0}
_ALIGNED, _WRITEABLE = 0x100, 0x400
"""Flags of arrays."""
_CLASS = "sim_class_of_arrays"
_OURS = "_ZN7cpython3sim"
"""What the names of functions begin with that take arguments of kernels of ours from Python."""


def install() -> None:
    """From now on kernels are compiled so; those that were compiled before stay as they are."""
    import numba.core.boxing as numbas  # it registers its own first
    from numba import types
    from numba.core.pythonapi import _boxers, _unboxers

    _boxers.functions[types.Array] = box_array
    for kind, ours, other in (
        (types.Array, unbox_array, numbas.unbox_array),
        (types.BaseTuple, unbox_bundle, numbas.unbox_tuple),
        (types.Integer, unbox_integer, numbas.unbox_integer),
    ):
        _unboxers.functions[kind] = _of_ours(ours, other)


def tell_class() -> None:
    """Machine code that is loaded from now on knows the class of arrays."""
    import llvmlite.binding as llvm  # type: ignore[import-untyped]
    import numpy as np

    llvm.add_symbol(_CLASS, id(np.ndarray))


def _of_ours(ours: Any, other: Any) -> Any:
    """Kernels of ours are strict; what else numba compiles in this process is as it was."""

    def unbox(kind: Any, value: Any, c: Any) -> Any:
        strict = c.builder.function.name.startswith(_OURS)
        return (ours if strict else other)(kind, value, c)

    return unbox


def unbox_integer(kind: Any, number: Any, c: Any) -> Any:
    """Emit code that takes a whole number, and refuses a fraction."""
    from llvmlite import ir
    from numba.core.boxing import unbox_integer as unbox

    signature = ir.FunctionType(c.pyapi.pyobj, [c.pyapi.pyobj])
    index = c.pyapi._get_function(signature, name="PyNumber_Index")
    whole = c.builder.call(index, [number])
    taken = unbox(kind, whole, c)
    c.pyapi.decref(whole)
    return taken


def unbox_array(kind: Any, array: Any, c: Any) -> Any:
    """Emit code that takes an array as it was compiled for, and refuses others."""
    from numba.core import cgutils
    from numba.core.boxing import unbox_array as unbox

    tools: Any = cgutils  # numba has no types
    taken = tools.alloca_once_value(c.builder, c.pyapi.borrow_none())
    there = tools.is_not_null(c.builder, array)  # as in a shorter tuple it is not
    with c.builder.if_then(there), c.builder.if_then(_is_array(array, c)):
        fits = _fits(kind, array, c)
        with c.builder.if_then(fits):
            c.builder.store(array, taken)
    return unbox(kind, c.builder.load(taken), c)  # it refuses what is no array


def unbox_bundle(kind: Any, bundle: Any, c: Any) -> Any:
    """Emit code that takes a bundle, or refuses it and lets go of what it has taken of it."""
    from numba.core import cgutils, pythonapi
    from numba.core.boxing import unbox_tuple as unbox

    tools: Any = cgutils  # numba has no types
    native: Any = pythonapi.NativeValue
    found = unbox(kind, bundle, c)
    if not c.context.enable_nrt:
        return found
    taken = tools.alloca_once_value(c.builder, found.value)
    with c.builder.if_then(found.is_error, likely=False):
        c.context.nrt.decref(c.builder, kind, found.value)
        c.builder.store(tools.get_null_value(found.value.type), taken)
    return native(c.builder.load(taken), is_error=found.is_error, cleanup=found.cleanup)


def _is_array(value: Any, c: Any) -> Any:
    """Emit the question whether an object is an array."""
    from llvmlite import ir

    pointer, number, module = c.pyapi.voidptr, ir.IntType(32), c.builder.module
    made_of = module.globals.get(_CLASS) or ir.GlobalVariable(module, ir.IntType(8), _CLASS)
    signature = ir.FunctionType(number, [pointer, pointer])
    ask = c.pyapi._get_function(signature, name="PyType_IsSubtype")
    theirs = _read(value, _HEAD - _POINTER, pointer, c)
    return c.builder.icmp_signed("!=", c.builder.call(ask, [theirs, made_of]), number(0))


def _fits(kind: Any, array: Any, c: Any) -> Any:
    """Emit the question whether an array has the type, shape and order of a kernel's."""
    from llvmlite import ir
    from numba.np.numpy_support import as_dtype

    number, letter = ir.IntType(32), ir.IntType(8)
    flags = _ORDERS[kind.layout] | _ALIGNED * kind.aligned | _WRITEABLE * kind.mutable
    dtype = _read(array, _DTYPE, c.pyapi.voidptr, c)
    swapped = letter(ord(">" if sys.byteorder == "little" else "<"))
    same = c.builder.icmp_signed
    answers = (
        same("==", _read(array, _DIMENSIONS, number, c), number(kind.ndim)),
        same("==", c.builder.and_(_read(array, _FLAGS, number, c), number(flags)), number(flags)),
        same("==", _read(dtype, _NUMBER, number, c), number(as_dtype(kind.dtype).num)),
        same("!=", _read(dtype, _BYTE_ORDER, letter, c), swapped),
    )
    return functools.reduce(c.builder.and_, answers)


def _read(start: Any, offset: int, kind: Any, c: Any) -> Any:
    """Emit code that reads a field of an object."""
    from llvmlite import ir

    address = c.builder.bitcast(start, c.pyapi.voidptr)
    field = c.builder.gep(address, [ir.IntType(64)(offset)])
    return c.builder.load(c.builder.bitcast(field, kind.as_pointer()))


def box_array(kind: Any, array: Any, c: Any) -> Any:
    """Emit code that makes a numpy array of an array of a kernel; see `numba.extending.box`."""
    from llvmlite import ir
    from numba.core import cgutils
    from numba.np.numpy_support import as_dtype

    def constant(value: Any) -> Any:
        return c.env_manager.read_const(c.env_manager.add_const(value))

    made_of, kept = constant(kind.box_type), constant(as_dtype(kind.dtype))
    pointer, python, number = c.pyapi.voidptr, c.pyapi.pyobj, ir.IntType(32)
    signature = ir.FunctionType(python, [pointer, python, number, number, python])
    make = c.pyapi._get_function(signature, name="NRT_adapt_ndarray_to_python_acqref")
    slot: Any = cgutils.alloca_once_value(c.builder, array)  # type: ignore[no-untyped-call]
    where = c.builder.bitcast(slot, pointer)
    sizes = number(kind.ndim), number(int(kind.mutable))
    made = c.builder.call(make, [where, made_of, *sizes, kept])
    c.context.nrt.decref(c.builder, kind, array)
    return made
