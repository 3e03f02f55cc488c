"""Bundled scenarios as they were read last: to read and check one takes longer than its battle.

What is kept of a scenario serves for as long as its files, those that it includes and the code that
reads and checks them are what they were. It is among our own files (`sim/own_files.py`).
"""

import pickle
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pydantic

from sim import own_files
from sim.scenario import library
from sim.scenario.problems import ScenarioError
from sim.scenario.text_file import read_text

_ROOMS = ("scenario", "plan")
"""Rooms of the package from which follows what becomes of a scenario file."""


def recalled(path: Path) -> Any:
    """What was kept of a bundled file; None if it has to be read."""
    home = _file_of(path)
    content = None if home is None else own_files.read(home)
    if content is None or not content.startswith(_reader()):
        return None
    texts, scenario = pickle.loads(content[len(_reader()) :])
    same = all(_is(file, text) for file, text in texts.items())
    return scenario if same and str(path) in texts else None


def keep(path: Path, texts: Mapping[str, str], scenario: object) -> None:
    """Keep a scenario that is sound, with the texts of its files, if it is bundled.

    On a disk that is full nothing is kept.
    """
    if (home := _file_of(path)) is not None:
        with suppress(OSError):
            content = pickle.dumps((dict(texts), scenario), pickle.HIGHEST_PROTOCOL)
            own_files.keep(home, _reader() + content)


def _file_of(path: Path) -> Path | None:
    home = own_files.folder("scenarios") if path.parent == library.folder() else None
    return None if home is None else home / path.stem


def _is(file: str, text: str) -> bool:
    try:
        return read_text(Path(file)) == text
    except ScenarioError:
        return False


@cache
def _reader() -> bytes:
    """A hash of all code that reads and checks scenarios."""
    versions = f"{sys.version} {pydantic.VERSION} {np.__version__}".encode()
    return own_files.digest(b"\0".join([versions, *_code()]))


def _code() -> Iterator[bytes]:
    package = Path(own_files.__file__).parent
    for room in _ROOMS:
        for file in sorted((package / room).rglob("*.py")):
            yield file.read_bytes()
