"""Templates of the report, and the filters that its forms share."""

from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.report.after_action.figures import origin_words
from sim.report.after_action.records import days
from sim.report.after_action.report import Report


def environment(report: Report, **options: Any) -> Environment:
    """Where templates come from; `options` say how values are escaped."""
    made = plain_environment(**options)
    made.filters["days"] = days
    made.filters["origin"] = partial(origin_words, definition=report.definition)
    return made


def plain_environment(**options: Any) -> Environment:
    """The same without the filters of a battle."""
    return Environment(
        loader=PackageLoader("sim.report"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )


@cache
def asset(name: str) -> str:
    """A file that stands in the report as it is."""
    return files("sim.report").joinpath("templates", name).read_text(encoding="utf-8")
