"""The files of a results folder that a batch and its commands write, and others beside them."""

import re
from pathlib import Path

from sim.results.crate import NAME as CRATE
from sim.results.errors import UserError
from sim.results.folder import LOCK, TEMPORARY, Folder
from sim.results.manifest import NAME, Manifest

OURS = re.compile(
    rf"{re.escape(NAME)}|{re.escape(LOCK)}|farm\.json|{re.escape(CRATE)}|(outcomes|series)/part-[0-9]+\.parquet"
    rf"|failures/run-[-a-z0-9]+\.txt|plots/\w[-.\w]*\.(png|gif|svg|pdf)|report\.(html|md)"
    rf"|report_pictures/\w+\.(svg|png)"
    rf"|(.*/)?\.[^/]+{re.escape(TEMPORARY)}"
)
"""Files that a batch and its commands write."""


def check_free(folder: Folder, *, overwrite: bool) -> list[str]:
    """The files to delete before a new batch can be written to a folder.

    Raises `UserError` if there are any without `overwrite`, or if they are not results alone.
    """
    names = [name for name in folder.names() if name != LOCK]
    if not names:
        return []
    ours = NAME in names
    if not overwrite:
        hint = " (--resume goes on with it, --overwrite replaces it)" if ours else ""
        raise UserError(f"{folder} is not empty{hint}; name another folder for the results")
    if not ours:
        raise UserError(f"{folder} holds no results of ours and is left alone")
    Manifest.content(folder)
    strangers = [name for name in names if not OURS.fullmatch(name)]
    if strangers:
        more = f" and {len(strangers) - 1:,} more" if len(strangers) > 1 else ""
        raise UserError(
            f"{folder.path(strangers[0])}{more} is not of a batch; move it elsewhere, or name "
            "another folder for the results"
        )
    return names


def check_beside(path: Path) -> None:
    """Raise `UserError` for a file among the results of a batch that would not go with them.

    `--overwrite` replaces what a batch and its commands write under names of their own; any other
    file would be taken for the user's, and keep the folder from being written anew.
    """
    whole = path.absolute()
    for home in whole.parents:
        if (home / NAME).is_file() and not OURS.fullmatch(whole.relative_to(home).as_posix()):
            raise UserError(
                f"{path} would lie among the results in {home} and keep --overwrite from replacing "
                f"them; name {home / 'report.html'}, a picture in {home / 'plots'}, or a file "
                "elsewhere"
            )
        if (home / NAME).is_file() and not path.resolve().is_relative_to(home.resolve()):
            raise UserError(f"{path} leads out of {home} by a symbolic link; nothing is written")
