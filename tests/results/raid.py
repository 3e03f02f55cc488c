"""A small battle with claims, as a file and as batches made by hand."""

from pathlib import Path

import numpy as np

from sim.results.batch import Batch, Memory
from sim.scenario import Document, load

TEXT = """\
name: raid
title: A raid
clock: {name: river time}
start: 1945-08-16 05:00
end: 1945-08-17 05:00
turn: 1 h
sides: {red: {title: Red}, blue: {title: Blue, colour: "#009E73"}}
sources: {book: {title: A book}, diary: {title: A diary}}
weapons: {boat: {category: craft, assumed: a guess}}
places:
  ridge: {title: the ridge, held_by: red, assumed: a guess}
  ford: {title: Long Ford, held_by: blue, retreat: hut, assumed: a guess}
  hut: {held_by: blue, hills: true, assumed: a guess}
routes:
  - {between: [ridge, ford], distance: 5 km, assumed: by the map}
  - {between: [ford, hut], distance: 5 km, assumed: by the map}
units:
  guards: {side: red, men: 120, place: ridge, assumed: a guess}
  militia: {side: blue, men: {choice: {40: 0.5, 60: 0.5}}, place: ford, assumed: a guess}
operations:
  attack:
    title: attack on the ford
    kind: assault
    side: red
    units: [guards]
    to: ford
    start: {at: 1945-08-16 06:00, assumed: a guess}
victory: [{side: red, when: {control: {ford: red}}}]
claims:
  winner: {value: red, source: book, where: page 1}
  red.killed: {value: 5, source: book, where: page 1}
  blue.killed:
    - {low: 10, high: 20, source: book, where: page 1}
    - {value: 500, source: diary, where: day 1}
  ford.taken_at:
    - {value: 1945-08-16 10:00, source: book, where: page 2}
    - {low: 1945-08-16 12:00, high: 1945-08-16 14:00, source: diary, where: day 1}
variants:
  weak: {title: A weak attack, set: {units.guards.men: 20}}
"""


def raid(folder: Path, text: str = TEXT) -> Document:
    path = folder / "raid.yaml"
    path.write_text(text)
    return load(path)


def batch(document: Document, **columns: object) -> Batch:
    """A batch with the given columns, named with two underscores for a dot."""
    table = {name.replace("__", "."): np.asarray(values) for name, values in columns.items()}
    runs = len(next(iter(table.values())))
    return Batch(document, 1, Memory({"run": np.arange(runs), **table}))


def hours(*texts: str | None) -> np.ndarray:
    """Times of 16 August; None is never."""
    return np.array(
        ["NaT" if text is None else f"1945-08-16T{text}" for text in texts], "datetime64[m]"
    )


def full_batch(document: Document, runs: int = 200) -> Batch:
    """A batch with a value for every measure that has a claim, the ford never taken in some."""
    number = np.arange(runs)
    taken = np.datetime64("1945-08-16T09:00", "m") + number % 6 * np.timedelta64(60, "m")
    if runs > 1:
        taken[number % 10 == 0] = np.datetime64("NaT")
    return batch(
        document,
        winner=np.where(number % 4 == 0, "blue", "red").astype(object),
        red__killed=number % 11,
        blue__killed=15 + number % 21,
        ford__taken_at=taken,
    )
