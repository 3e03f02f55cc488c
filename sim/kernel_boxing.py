"""Boxing: compiled kernels hand arrays over to Python.

For each array that a kernel gives back numba finds the class of arrays by what it has pickled of
it, which takes longer than all else about it. Here that class is a constant of the kernel, as the
type of the elements is.
"""

from typing import Any


def install() -> None:
    """From now on kernels are compiled so; those that were compiled before stay as they are."""
    import numba.core.boxing  # it registers numba's own first
    from numba.core.pythonapi import _boxers

    _boxers.functions[numba.types.Array] = box_array


def box_array(kind: Any, array: Any, c: Any) -> Any:
    """Emit code that makes a numpy array of an array of a kernel; see `numba.extending.box`."""
    from llvmlite import ir  # type: ignore[import-untyped]
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
