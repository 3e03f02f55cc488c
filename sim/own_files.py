"""Files of our own: what was made once and is kept for other processes of this installation.

They lie in `sim/__pycache__`; where the package cannot be written to, in the user's cache folder,
else in a temporary folder of the user's own, else nowhere. They hold machine code and pickles,
which do what they say, so a folder that others can write to is not used. A file is put in its place
whole and carries its checksum: processes may work side by side, and a full disk costs time and
nothing else. To clear what is kept, delete the folder.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

KEPT_DAYS = 30
"""Days for which a file that nobody reads is kept."""
_CHECKSUM = 16
_PACKAGE = Path(__file__).resolve().parent


@cache
def folder(name: str, *before: Path) -> Path | None:
    """A folder of that name, made if need be; None where nothing can be written.

    Those named `before` are tried first.
    """
    for candidate in (*before, *_candidates(name)):
        with suppress(OSError):
            candidate.mkdir(mode=0o700, parents=True, exist_ok=True)
            if os.access(candidate, os.W_OK | os.X_OK) and _private(candidate):
                _tidy(candidate)
                return candidate
    return None


def read(path: Path) -> bytes | None:
    """What was kept in a file; None if it is not there, or not whole."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    if digest(whole[_CHECKSUM:]) != whole[:_CHECKSUM]:
        return None
    with suppress(OSError):
        os.utime(path)
    return whole[_CHECKSUM:]


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises OSError."""
    import tempfile

    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(digest(content) + content)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def digest(content: bytes) -> bytes:
    """A short hash, the same in all processes."""
    return hashlib.blake2b(content, digest_size=_CHECKSUM).digest()


def _candidates(name: str) -> Iterator[Path]:
    yield _PACKAGE / "__pycache__" / name
    # several installations may share what follows, and each drops what its own code has left behind
    mine = f"{name}-{digest(str(_PACKAGE).encode()).hex()[:8]}"
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(home):
        yield Path(home, "beachhead", mine)
    import tempfile

    with suppress(OSError):  # there may be no temporary folder either
        yield Path(tempfile.gettempdir(), f"beachhead-{_user()}-{mine}")


def _user() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _private(path: Path) -> bool:
    """Whether nobody else can put files there."""
    if not hasattr(os, "getuid"):
        return True
    found = path.lstat()
    shared = stat.S_IWGRP | stat.S_IWOTH
    return stat.S_ISDIR(found.st_mode) and found.st_uid == _user() and not found.st_mode & shared


def _tidy(home: Path) -> None:
    """Delete what no process has read for long."""
    oldest = time.time() - KEPT_DAYS * 86_400
    for entry in os.scandir(home):
        with suppress(OSError):
            if entry.stat().st_mtime < oldest:
                os.unlink(entry)
