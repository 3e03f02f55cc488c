"""Files and folders that are written whole or not at all."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.results.folder import TEMPORARY


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A name to write to; what stands there at the end of the block is put in its place at once.

    If the block fails, nothing is left; an `OSError` such as that of a full disk names `path`.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    try:
        yield aside
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


@contextmanager
def whole_folder(path: Path) -> Iterator[None]:
    """A folder to write into; if it is new and the block fails, it is gone with all in it."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    try:
        path.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        if missing:
            shutil.rmtree(missing[-1], ignore_errors=True)
        raise


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file; text as UTF-8."""
    with whole_file(path) as aside:
        aside.write_bytes(content.encode() if isinstance(content, str) else content)
