"""Where results are kept: a folder of this machine, or any address that fsspec understands."""

import errno
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sim.results.errors import UserError, unwritable

LOCK = ".lock"
TEMPORARY = ".tmp"
_LOCKING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)


class Folder(Protocol):
    """Files by name, such as ``outcomes/part-00000000.parquet``."""

    @property
    def address(self) -> str:
        """What `folder_at` makes this folder from, on any machine that can reach it."""

    def names(self) -> list[str]:
        """All files in it and below, in order; none if it does not exist."""

    def read(self, name: str, most: int | None = None) -> bytes:
        """The content of a file. Raises OSError, also for one of more than `most` bytes."""

    def write(self, name: str, content: bytes) -> None:
        """Put a file in its place at once, or not at all. Raises OSError."""

    def remove(self, name: str) -> None:
        """Delete a file. Raises OSError."""

    def path(self, name: str) -> str:
        """A file as messages call it."""

    def locked(self) -> AbstractContextManager[None]:
        """Keep other processes from writing. Raises `UserError` if one does already."""


def folder_at(address: "str | os.PathLike[str]") -> Folder:
    """The folder of a path, or of an address such as ``s3://bucket/toro``."""
    text = os.fspath(address)
    if text.startswith("file://"):
        return LocalFolder(Path(text.removeprefix("file://")))
    if "://" in text:
        from sim.results.remote import RemoteFolder

        return RemoteFolder(text)
    return LocalFolder(Path(text))


class LocalFolder:
    """A folder of the file system."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def address(self) -> str:
        """The path, which does not depend on the folder that a worker is started in."""
        return str(self.root.absolute())

    def __str__(self) -> str:
        return str(self.root)

    def names(self) -> list[str]:
        """All files in it and below."""
        if self.root.exists() and not self.root.is_dir():
            raise UserError(f"{self.root} is a file; results need a folder")
        found = (path for path in self.root.rglob("*") if path.is_symlink() or not path.is_dir())
        return sorted(path.relative_to(self.root).as_posix() for path in found)

    def read(self, name: str, most: int | None = None) -> bytes:
        """The content of a file; a device or a pipe, which may never end, is none."""
        path = self.root / name
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "is not a regular file", str(path))
        if most is not None and found.st_size > most:
            raise OSError(errno.EFBIG, f"has more than {most:,} bytes", str(path))
        return path.read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Write under another name, bring it to the disk, then rename.

        Raises `UserError` for a folder on the way that is a symbolic link: it leads elsewhere.
        """
        path = self.root / name
        self._check_within(path)
        made = not path.parent.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = f"{os.getpid()}-{threading.get_ident()}"
        temporary = path.with_name(f".{path.name}.{writer}{TEMPORARY}")
        try:
            temporary.unlink(missing_ok=True)
            with temporary.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            if made and not any(path.parent.iterdir()):
                path.parent.rmdir()
            raise
        _sync(path.parent)

    def _check_within(self, path: Path) -> None:
        for parent in path.parents:
            if parent == self.root:
                return
            if parent.is_symlink():
                raise UserError(f"{parent} is a symbolic link; results are not written through it")

    def remove(self, name: str) -> None:
        """Delete a file, and its folder if that is empty then."""
        path = self.root / name
        path.unlink(missing_ok=True)
        if path.parent != self.root and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()

    def path(self, name: str) -> str:
        """The path of a file."""
        return str(self.root / name)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold a lock that the system takes back when this process ends, however it ends."""
        made = not self.root.exists()
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.fdopen(os.open(self.root / LOCK, _LOCKING, 0o666), "ab")
        except OSError as error:
            raise unwritable(self.root, error) from None
        with handle as file:
            if not _take(file.fileno()):
                raise UserError(
                    f"another process is writing to {self.root}; wait until it has finished, "
                    "or name another folder"
                )
            try:
                yield
            finally:
                if made and self.names() == [LOCK]:
                    (self.root / LOCK).unlink()
                    self.root.rmdir()


def _take(handle: int) -> bool:
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows has no such locks; parts are written whole all the same
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a network disk without locks
        return True
    return True


def _sync(folder: Path) -> None:
    """Bring a renaming to the disk; systems that cannot open folders do it by themselves."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
