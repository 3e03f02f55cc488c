from collections.abc import Callable
from pathlib import Path

import pytest

from sim.scenario import Document, kinds, load

SMALL = """\
name: small
title: A small battle
start: 1945-08-16 05:00
end: 1945-08-17 05:00
turn: 1 h
sides: {red: {title: Red}, blue: {title: Blue}}
sources: {book: {title: A book}}
weapons: {bomber: {category: aircraft}, rifle: {}}
places: {ridge: {area: hills}, ford: {area: hills}}
routes: [{between: [ridge, ford], distance: 5 km, assumed: by the map}]
units:
  guards: {side: red, men: 100, weapons: {rifle: 90}, place: ridge, assumed: a guess}
  militia: {side: blue, men: 50, place: ford, assumed: a guess}
  wing: {side: blue, kind: aircraft, weapons: {bomber: 9}, assumed: a guess}
operations:
  attack:
    kind: assault
    side: red
    units: [guards]
    to: ford
    start: {at: 1945-08-16 06:00, assumed: a guess}
claims:
  red.killed: {value: 5, source: book, where: page 1}
  ford.taken_at: {low: 1945-08-16 08:00, high: 1945-08-16 10:00, source: book, where: page 1}
  winner:
    - {value: red, source: book, where: page 2}
    - {value: blue, source: book, where: page 3}
  "red.ashore@1945-08-16T09:30": {value: 0, source: book, where: page 4}
variants:
  weak:
    title: A weak garrison
    set:
      units.militia.men: {value: 20, source: book, where: page 5}
      units.militia.quality: 0.5
"""


@pytest.fixture
def small() -> str:
    return SMALL


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of a scenario; returns its path."""

    def write_file(text: str | bytes, name: str = "small.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write_file


@pytest.fixture
def document(small: str, write: Callable[..., Path]) -> Document:
    return load(write(small))


@pytest.fixture(autouse=True)
def kinds_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the kinds of operation that come with the package, whatever other tests have defined."""
    known = {name: kinds.kind_named(name) for name in kinds.built_in_kinds()}
    monkeypatch.setattr(kinds, "_KINDS", known)
