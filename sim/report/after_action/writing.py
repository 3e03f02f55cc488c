"""Writing a report to a file."""

from pathlib import Path
from typing import Literal
from urllib.parse import quote

from sim.report.after_action.html import html
from sim.report.after_action.markdown import markdown
from sim.report.after_action.outlook import FUTURES
from sim.report.after_action.report import Report
from sim.results.batch import Batch
from sim.results.errors import UserError
from sim.results.ours import check_beside
from sim.results.whole_file import whole_folder, write_whole

Format = Literal["html", "md"]
ENDINGS: dict[str, Format] = {".html": "html", ".htm": "html", ".md": "md", ".markdown": "md"}


def write_report(
    batch: Batch,
    path: str | Path,
    *,
    by: str | None = None,
    futures: int = FUTURES,
    overwrite: bool = False,
) -> Path:
    """Write the report of a batch as HTML or, if the name ends in ``.md``, as Markdown.

    HTML is one file that needs nothing else; the pictures of Markdown go into a folder beside it,
    ``NAME_pictures``. `by` is the measure by which runs are best and worst; a side's casualties
    unless named. The outlook of these runs is told from so many `futures` at each turn; 0 leaves it
    out. Raises `UserError` for another ending, for a file that exists unless `overwrite`, for a
    sweep and for an unknown measure.
    """
    path = Path(path)
    form = form_of(path)
    check_free(path, overwrite=overwrite)
    report = Report.of(batch, by, futures)
    if form == "html":
        write_whole(path, html(report))
        return path
    folder = path.with_name(f"{path.stem}_pictures")
    with whole_folder(folder):
        outlooks = (one.picture for one in report.outlooks.values())
        for picture in (*report.typical_pictures, *report.history_pictures, *outlooks):
            check_beside(folder / picture.file)
            write_whole(folder / picture.file, picture.content)
        write_whole(path, markdown(report, quote(folder.name)))
    return path


def form_of(path: Path) -> Format:
    """What the name of a report says it is. Raises `UserError` for any other ending."""
    if path.suffix.lower() not in ENDINGS:
        raise UserError(f"{path}: the name of a report must end in .html or .md")
    return ENDINGS[path.suffix.lower()]


def check_free(path: Path, *, overwrite: bool) -> None:
    """Raise `UserError` if a report cannot be written there."""
    if path.is_dir():
        raise UserError(f"{path} is a folder; name a file such as {path / 'report.html'}")
    if not path.parent.is_dir():
        raise UserError(f"{path}: there is no folder {path.parent}")
    check_beside(path)
    if path.exists() and not overwrite:
        raise UserError(f"{path} exists already; --overwrite replaces it")
