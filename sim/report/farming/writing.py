"""Writing the report of a farm: one HTML file that needs nothing else."""

from pathlib import Path

from markupsafe import Markup

from sim.experiments.farming.farm import Farm
from sim.report.after_action.html import unbroken
from sim.report.after_action.templates import asset, plain_environment
from sim.report.after_action.writing import check_free
from sim.report.farming.report import FarmReport
from sim.results.errors import UserError
from sim.results.whole_file import write_whole


def write_farm_report(farm: Farm, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write what a farm says as HTML.

    Raises `UserError` for a name that does not end in ``.html``, and for a file that exists unless
    `overwrite`.
    """
    path = Path(path)
    if path.suffix.lower() not in (".html", ".htm"):
        raise UserError(f"{path}: the name of a farm's report must end in .html")
    check_free(path, overwrite=overwrite)
    write_whole(path, html(FarmReport(farm)))
    return path


def html(report: FarmReport) -> str:
    """The report as HTML; all text of the scenario is escaped, and no script may run."""
    made = plain_environment(autoescape=True)
    made.filters["unbroken"] = unbroken
    template = made.get_template("farm.html.j2")
    return template.render(report=report, style=Markup(asset("report.css")))
