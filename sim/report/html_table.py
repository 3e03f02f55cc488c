"""Tables as HTML, by the macro that the report uses as well."""

from collections.abc import Callable
from functools import cache
from typing import Any


@cache
def table_macro() -> Callable[..., Any]:
    """Makes HTML of a `Table`, with or without its caption; all its text is escaped."""
    from jinja2 import Environment, PackageLoader

    made = Environment(
        loader=PackageLoader("sim.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    macro: Callable[..., Any] = made.get_template("table.html.j2").module.table  # type: ignore[attr-defined]
    return macro
