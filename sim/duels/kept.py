"""Odds in a folder: one JSON file."""

import json
import os
from typing import Any

from sim.results.crate import NAME as CRATE
from sim.results.crate import Crate
from sim.results.errors import UserError, unwritable
from sim.results.folder import Folder, folder_at
from sim.results.manifest import versions

NAME = "odds.json"
FORMAT = "beachhead odds"
FORMAT_VERSION = 1
SURVIVORS = ("attacker_survivors", "defender_survivors")

Address = str | os.PathLike[str]


def save(content: dict[str, Any], address: Address, *, overwrite: bool = False) -> None:
    """Write what odds hold to a folder. Raises `UserError` as `check_free` does."""
    folder = check_free(address, overwrite=overwrite)
    kept = {"format": FORMAT, "format_version": FORMAT_VERSION, **content}
    text = json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
    title = str(content["title"])
    crate = Crate(title, f"Odds: {title}", NAME, versions()["beachhead"], {}, {})
    try:
        folder.write(NAME, text.encode())
        folder.write(CRATE, crate.text().encode())
    except OSError as error:
        raise unwritable(folder, error) from None


def read(address: Address) -> dict[str, Any]:
    """What the odds in a folder hold. Raises `UserError` if there are none that can be read."""
    folder = folder_at(address)
    path = folder.path(NAME)
    try:
        content = json.loads(folder.read(NAME).decode("utf-8"))
    except FileNotFoundError:
        raise UserError(f"{folder} holds no odds: there is no {NAME} in it") from None
    except NotADirectoryError:
        raise UserError(f"{folder} is a file; odds are kept in a folder") from None
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read: {error}") from None
    if not isinstance(content, dict) or content.pop("format", None) != FORMAT:
        raise UserError(f"{path} holds no odds of Beachhead")
    if (found := content.pop("format_version", None)) != FORMAT_VERSION:
        raise UserError(f"{path} has format version {found}; {FORMAT_VERSION} is understood")
    try:
        left = {name: {int(k): float(p) for k, p in content[name].items()} for name in SURVIVORS}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UserError(f"{path} is incomplete: {error}") from None
    return {**content, **left}


def check_free(address: Address, *, overwrite: bool) -> Folder:
    """The folder, if odds can be written there.

    Raises `UserError` if it holds something already; with `overwrite`, only if that is no odds.
    """
    folder = folder_at(address)
    names = folder.names()
    if names and not overwrite:
        hint = " (--overwrite replaces the odds in it)" if NAME in names else ""
        raise UserError(f"{folder} is not empty{hint}; name another folder for the odds")
    if names and NAME not in names:
        raise UserError(f"{folder} holds no odds of ours and is left alone")
    return folder
