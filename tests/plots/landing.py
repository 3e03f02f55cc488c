"""A landing with coordinates, and batches of it made by hand."""

from datetime import datetime

import numpy as np

from sim.results.batch import Batch, Memory
from sim.results.series import Series
from sim.scenario import Document, load
from sim.scenario.measures import measures

TEXT = """\
name: landing
title: A landing
clock: {name: strait time}
start: 1945-08-16 00:00
end: 1945-08-17 00:00
turn: 1 h
sides: {red: {title: Red}, blue: {title: Blue}}
sources: {book: {title: A book}, diary: {title: A diary}}
weapons:
  ship: {category: craft, bombardment: {personnel: 1}, assumed: a guess}
places:
  base: {title: Distant base, at: [48.967, 140.278], terrain: base, held_by: red, assumed: a guess}
  port:
    {at: [49.16, 142.07], held_by: blue, assumed: a guess,
     landing_sites: {pier: {capacity: 500, assumed: a guess}}}
  village: {at: [49.16, 142.09], held_by: blue, assumed: a guess}
  heights: {title: the heights, at: [49.05, 142.05], held_by: blue, assumed: a guess}
  depot: {title: the depot, held_by: blue, assumed: a guess}
routes:
  - {between: [base, port], distance: 130 km, kind: sea, assumed: by the map}
  - {between: [port, village], distance: 2 km, assumed: by the map}
  - {between: [village, heights], distance: 15 km, kind: track, assumed: by the map}
  - {between: [heights, depot], distance: 5 km, assumed: by the map}
units:
  marines: {side: red, men: 140, place: base, assumed: a guess}
  riflemen: {side: red, men: 300, place: base, assumed: a guess}
  ships: {side: red, kind: ships, weapons: {ship: 2}, place: base, assumed: a guess}
  guards: {side: blue, men: 60, place: port, assumed: a guess}
  garrison: {side: blue, men: 1200, place: heights, assumed: a guess}
operations:
  first_landing:
    {kind: landing, side: red, units: [marines], craft: [ships], origin: base, to: port,
     speed: 30 km/h, start: {at: 1945-08-16 01:00, assumed: a guess}, assumed: a guess}
  second_landing:
    {kind: landing, side: red, units: [riflemen], origin: base, to: port, speed: 30 km/h,
     start: {at: 1945-08-16 06:00, assumed: a guess}, assumed: a guess}
  attack:
    {kind: assault, side: red, units: [marines], to: village,
     start: {at: 1945-08-16 08:00, assumed: a guess}, assumed: a guess}
  approach:
    {kind: passage, side: red, units: [ships], origin: base, to: port, speed: 30 km/h,
     start: {after: [second_landing], assumed: a guess}, assumed: a guess}
  gunfire:
    {kind: gunfire, side: red, units: [ships], target: heights, duration: 2 h, in_support: true,
     start: {at: 1945-08-16 12:00, assumed: a guess}, assumed: a guess}
  retreat:
    {kind: withdrawal, side: blue, units: [guards], to: heights,
     start: {at: 1945-08-16 10:00, assumed: a guess}, assumed: a guess}
victory: [{side: red, when: {control: {port: red}}}]
claims:
  red.ashore@1945-08-16T12:00:
    - {value: 300, source: book, where: page 1}
    - {low: 350, high: 440, source: diary, where: day 1}
  second_landing.completed_at: {value: 1945-08-16 12:00, source: book, where: page 2}
"""
CLOSE = """\
  pier: {at: [49.161, 142.071], held_by: blue, assumed: a guess}
  school:
    {title: Severo-Staroverovskoye-na-Sredney-Kosogorke, at: [49.160, 142.072], held_by: blue,
     assumed: a guess}
  port:
"""
WAY = """\
routes:
  - {between: [port, school], distance: 1 km, assumed: by the map}
"""
CHARGE = """\
  charge:
    {kind: assault, side: red, units: [marines], to: school,
     start: {at: 1945-08-16 07:00, assumed: a guess}, assumed: a guess}
  attack:
"""
CROWDED = TEXT.replace("  port:\n", CLOSE).replace("routes:\n", WAY).replace("  attack:\n", CHARGE)
"""The landing with three places within 200 m of each other."""
STEPS = 25
"""The start, and the end of each turn."""
PORT_TAKEN, VILLAGE_TAKEN = 6, 12
"""The port is taken in the turn that begins at 6 h in run 0, 7 h in run 1, ... in each run; the
village in that which begins at 12 h, in the even runs alone."""


def landing(folder, text=TEXT) -> Document:
    path = folder / "landing.yaml"
    path.write_text(text)
    return load(path)


def hour(number: int) -> datetime:
    return datetime(1945, 8, 16, number)


def made(document: Document, runs: int = 10, *, series: bool = True) -> Batch:
    """A batch in which places fall and men come ashore by rule."""
    definition = document.definition
    start = np.datetime64(definition.start, "m")
    turns = {"port.taken_at": PORT_TAKEN + np.arange(runs)}
    for name, turn in (("first", 5), ("second", 10)):
        turns[f"{name}_landing.started_at"] = np.full(runs, turn - 4)
        turns[f"{name}_landing.completed_at"] = turn + np.arange(runs) % 3
    village = np.where(np.arange(runs) % 2 == 0, VILLAGE_TAKEN, -1)
    turns["village.taken_at"] = village
    turns["attack.started_at"] = np.where(village > 0, 8, -1)
    table = {"run": np.arange(runs)}
    for name, measure in measures(definition).items():
        happened = turns.get(name, np.full(runs, -1))
        times = start + happened * np.timedelta64(60, "m")
        times[happened < 0] = np.datetime64("NaT")
        winner = np.full(runs, "red", object)
        table[name] = {"time": times, "side": winner, "number": np.zeros(runs, int)}[measure.kind]
    return Batch(document, 1, Memory(table, _series(document, turns, runs) if series else None))


def _series(document: Document, turns: dict[str, np.ndarray], runs: int) -> Series:
    definition = document.definition
    places, sides = list(definition.places), list(definition.sides)
    control = np.ones((runs, STEPS, len(places)), np.int8)
    control[:, :, places.index("base")] = 0
    ashore = np.zeros((runs, STEPS, 2), np.int32)
    ashore[:, :, 1] = 1260
    for run in range(runs):
        for name in ("port", "village"):
            taken = turns[f"{name}.taken_at"][run]
            if taken >= 0:
                control[run, taken + 1 :, places.index(name)] = 0
        for name, men in (("first", 140), ("second", 300)):
            ashore[run, turns[f"{name}_landing.completed_at"][run] + 1 :, 0] += men
    start = np.datetime64(definition.start, "ns")
    labels = {
        "run": np.arange(runs),
        "time": start + np.arange(STEPS) * np.timedelta64(1, "h"),
        "side": sides,
        "place": places,
    }
    values = {"ashore": ashore, "losses": np.zeros_like(ashore), "control": control}
    return Series(labels, values)
