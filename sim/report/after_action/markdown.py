"""The report as Markdown, with pictures in a folder beside it."""

import re
import textwrap
from typing import Any

from markupsafe import Markup

from sim.report.after_action.report import Report
from sim.report.after_action.templates import environment

SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$])")


def markdown(report: Report, folder: str) -> str:
    """The report as Markdown; its pictures are files of `folder`, as an address."""
    made = environment(report, autoescape=False, finalize=_escaped)
    made.filters["indented"] = lambda text: Markup(textwrap.indent(text, "    "))
    text = made.get_template("report.md.j2").render(report=report, folder=folder)
    return re.sub(r"\n{3,}", "\n\n", text)


def _escaped(value: Any) -> Any:
    """A value as text without meaning for Markdown or HTML, on one line."""
    if isinstance(value, Markup):
        return value
    words = " ".join(str(value).split()).replace("&", "&amp;").replace("<", "&lt;")
    return SPECIAL.sub(r"\\\1", words)
