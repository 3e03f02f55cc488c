"""Folders that fsspec reaches: object storage, network shares, memory."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sim.results.errors import UserError


class RemoteFolder:
    """A folder at an address such as ``s3://bucket/toro``.

    Object storage puts a file in its place whole, so that no second name is needed. It has no
    locks either: two batches must not be sent to one address at the same time.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self._files, self._root = _file_system(self.address)

    def __str__(self) -> str:
        return self.address

    def names(self) -> list[str]:
        """All files in it and below."""
        self._files.invalidate_cache()
        found: list[str] = self._files.find(self._root) if self._files.exists(self._root) else []
        prefix = self._root.strip("/")
        return sorted(name.strip("/").removeprefix(prefix).strip("/") for name in found)

    def read(self, name: str, most: int | None = None) -> bytes:
        """The content of a file."""
        if most is not None and self._files.size(f"{self._root}/{name}") > most:
            raise OSError(errno.EFBIG, f"has more than {most:,} bytes", self.path(name))
        content: bytes = self._files.cat_file(f"{self._root}/{name}")
        return content

    def write(self, name: str, content: bytes) -> None:
        """Put a file in its place."""
        path = f"{self._root}/{name}"
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._files.pipe_file(path, bytes(content))

    def remove(self, name: str) -> None:
        """Delete a file."""
        self._files.rm_file(f"{self._root}/{name}")

    def path(self, name: str) -> str:
        """The address of a file."""
        return f"{self.address}/{name}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nothing: there are no locks there."""
        yield


def _file_system(address: str) -> tuple[Any, str]:
    try:
        import fsspec  # type: ignore[import-untyped]
    except ModuleNotFoundError:
        raise UserError(
            f"{address} is an address for fsspec: pip install 'beachhead[cluster]'"
        ) from None
    try:
        files, root = fsspec.core.url_to_fs(address)
    except (ValueError, ImportError) as error:
        raise UserError(f"{address} cannot be reached: {error}") from None
    return files, str(root).rstrip("/")
