"""What the docstrings below the fields of a record say.

pydantic can read them itself, but at each start, which takes longer than to read a scenario.
"""

import ast
import inspect
from functools import cache
from textwrap import dedent

from pydantic import BaseModel


@cache
def field_docstrings(record: type[BaseModel]) -> dict[str, str]:
    """The docstring of each field that has one, in one line each; those of its bases among them."""
    found: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if issubclass(base, BaseModel) and base is not BaseModel:
            found |= _own(base)
    return found


def summary(record: type) -> str:
    """The first paragraph of a docstring, in one line; empty if there is none."""
    return " ".join((record.__doc__ or "").partition("\n\n")[0].split())


def _own(record: type[BaseModel]) -> dict[str, str]:
    (body,) = ast.parse(dedent(inspect.getsource(record))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, after in zip(body.body, body.body[1:], strict=False):
        match field, after:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=text)):
                found[name] = " ".join(str(text).split())
    return found
