"""Tables as HTML, by the macro that the report uses as well."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.report.table import Table


def html_table(table: "Table", *, caption: bool = False) -> str:
    """A table as HTML; all its text is escaped."""
    return str(_macro()(table, caption))


@cache
def _macro() -> Callable[..., Any]:
    from jinja2 import Environment, PackageLoader

    made = Environment(
        loader=PackageLoader("sim.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    macro: Callable[..., Any] = made.get_template("table.html.j2").module.table  # type: ignore[attr-defined]
    return macro
