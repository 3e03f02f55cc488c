"""Slates: where workers write how many runs of their chunks are behind them.

A slate is a file of this machine. Workers of any executor find it if they run here, and stop when
it is gone: then nobody waits for their chunks any more. Workers elsewhere do not find it, and say
nothing before a chunk is over.
"""

import os
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from sim.experiments.experiment import Progress

_MARK = array("q", [0])
"""A mark: as many bytes as a whole number takes."""


class Slate(Protocol):
    """What is known of chunks that are not over."""

    def mark(self, number: int) -> Progress:
        """Who tells, from the process of a worker, of the chunk of that number."""

    def behind(self, number: int) -> int:
        """How many runs of a chunk are behind its worker, as far as is known."""


@dataclass
class Mark:
    """The mark of a chunk; a copy in another process knows whether it finds the slate."""

    path: str
    number: int
    here: bool = True

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, here=os.path.exists(state["path"]))

    def __call__(self, runs: int) -> None:
        """So many runs are behind. Raises KeyboardInterrupt if nobody waits any more."""
        if not self.here:
            return
        try:
            with open(self.path, "r+b", buffering=0) as file:
                file.seek(self.number * _MARK.itemsize)
                file.write(array("q", [runs]).tobytes())
        except FileNotFoundError:
            raise KeyboardInterrupt("nobody waits for this chunk") from None


class FileSlate:
    """Marks in a file; those that were never written are zero."""

    def __init__(self, path: str) -> None:
        self._path = path

    def mark(self, number: int) -> Mark:
        """Writes the mark of a chunk."""
        return Mark(self._path, number)

    def behind(self, number: int) -> int:
        """The mark of a chunk."""
        with open(self._path, "rb", buffering=0) as file:
            file.seek(number * _MARK.itemsize)
            written = file.read(_MARK.itemsize)
        return array("q", written)[0] if len(written) == _MARK.itemsize else 0


@contextmanager
def file_slate() -> Iterator[FileSlate]:
    """A slate for as long as somebody waits."""
    handle, path = tempfile.mkstemp(prefix="beachhead-", suffix=".slate")
    os.close(handle)
    try:
        yield FileSlate(path)
    finally:
        with suppress(OSError):
            os.unlink(path)
