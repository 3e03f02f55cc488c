"""What a plan says and can never come about is told, with its place in the file."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.experiments.validation import checked, problems
from sim.scenario import load

Write = Callable[..., Path]

LANDING = """\
name: tiny
title: A landing
start: 1943-11-20 04:00
end: 1943-11-20 12:00
turn: 30 min
sides: {red: {title: Red}, blue: {title: Blue}}
places:
  roads: {terrain: sea, assumed: x}
  lagoon: {terrain: sea, assumed: x}
  beach: {terrain: beach, held_by: blue, landing_sites: {b: {capacity: 1000}}, assumed: x}
  grove: {terrain: wood, held_by: blue, assumed: x}
routes:
  - {between: [lagoon, beach], kind: sea, distance: 2 km, assumed: x}
  - {between: [beach, grove], distance: 1 km, assumed: x}
weapons:
  boat: {category: craft, assumed: x}
  battleship: {category: craft, bombardment: {personnel: 100}, assumed: x}
  scout_plane: {category: aircraft, assumed: x}
  bomber: {category: aircraft, strike: {personnel: 2}, assumed: x}
units:
  men: {side: red, men: 500, place: lagoon, assumed: x}
  boats: {side: red, kind: ships, weapons: {boat: 20}, place: lagoon, assumed: x}
  fleet: {side: red, kind: ships, weapons: {battleship: 3}, place: lagoon, assumed: x}
  planes: {side: red, kind: aircraft, weapons: {bomber: 4}, assumed: x}
  foe: {side: blue, men: 300, place: beach, assumed: x}
operations:
  shell: {kind: gunfire, side: red, units: [fleet], target: beach, duration: 3 h,
    start: {at: 1943-11-20 05:00}, assumed: x}
  raid: {kind: strike, side: red, units: [planes], targets: [beach],
    start: {at: 1943-11-20 05:00}, assumed: x}
  land: {kind: landing, side: red, units: [men], craft: [boats], speed: 8 kn,
    origin: lagoon, to: beach, start: {at: 1943-11-20 08:00}, assumed: x}
victory: [{side: red, when: {control: {beach: red}}}]
"""

SILENT = [
    (
        "men: 500, place: lagoon", "men: 500, place: roads",
        "operations.land.units.0: 'men' is at roads, and nothing brings it to 'lagoon'; "
        "it stays behind",
    ),
    (
        "{boat: 20}, place: lagoon", "{boat: 20}, place: roads",
        "operations.land.craft.0: 'boats' is at roads, and nothing brings it to 'lagoon'; "
        "it stays behind",
    ),
    (
        "target: beach", "target: grove",
        "operations.shell.target: nobody of the other side can be at 'grove', so that there is "
        "nothing to hit",
    ),
    (
        "{battleship: 3}", "{boat: 3}",
        "operations.shell.units: none of their weapons has `bombardment` or `suppression`, so that "
        "they do nothing",
    ),
    (
        "{bomber: 4}", "{scout_plane: 4}",
        "operations.raid.units: none of their weapons has `strike` or `suppression`, so that they "
        "do nothing",
    ),
    (
        "targets: [beach]", "targets: [grove, lagoon]",
        "operations.raid.targets: nobody of the other side can be at 'grove' or 'lagoon', so that "
        "there is nothing to hit",
    ),
    (
        "duration: 3 h", "duration: 3 h, observer: grove",
        "operations.shell.observer: has no effect, for fire without it is as good; give unobserved",
    ),
    (
        "duration: 3 h", "duration: 3 h, unobserved: 0.5",
        "operations.shell.unobserved: has no effect without an observer",
    ),
    (
        "start: {at: 1943-11-20 08:00}", "start: {at: 1943-11-20 08:00}, enabled: false",
        None,
    ),
    (
        "raid: {kind: strike", "raid: {enabled: false, kind: strike",
        None,
    ),
    (
        "origin: lagoon, to: beach, start: {at: 1943-11-20 08:00}",
        "origin: lagoon, to: beach, start: {when: {control: {grove: red}}}",
        "operations.land.start.when: can never be true, so that the operation never starts",
    ),
    (
        "when: {control: {beach: red}}", "when: {control: {roads: red}}",
        "victory.0.when: can never be true",
    ),
]  # fmt: skip


def test_a_plan_of_which_each_part_has_an_effect(write: Write) -> None:
    assert load(write(LANDING)).warnings == ()


@pytest.mark.parametrize(("sound", "silent", "told"), SILENT)
def test_a_part_without_effect(sound: str, silent: str, told: str | None, write: Write) -> None:
    assert LANDING.count(sound) == 1
    warnings = load(write(LANDING.replace(sound, silent))).warnings
    assert [f"{w.path}: {w.message}" for w in warnings] == ([told] if told else [])
    assert all(w.line and w.column for w in warnings)


def test_gunfire_in_support_of_nobody(write: Write) -> None:
    shelled = LANDING.replace("duration: 3 h", "duration: 3 h, in_support: true")
    assert load(write(shelled)).warnings == ()
    first, last = shelled.index("  land: "), shelled.index("victory:")
    alone = shelled[:first] + shelled[last:]
    told = [str(w.message) for w in load(write(alone)).warnings]
    assert told[0] == "no own troops can come to 'beach', so that it never fires"
    assert told[1] == "can never be true"


FORCES = """\
units:
  garrison: {side: red, men: 100, place: grove, assumed: x}
  patrol: {side: red, men: 100, place: track, assumed: x}
"""
TRACK = """\
  track: {assumed: x}
routes:
  - {between: [track, grove], distance: 30 km, assumed: x}
"""
MORNING = "side: red, start: {at: 1943-11-20 09:00}, assumed: x"
ADDED = [
    (
        f"kind: march, units: [garrison], to: grove, {MORNING}",
        "to: all units are at 'grove' already, so that nobody goes",
    ),
    (
        f"kind: withdrawal, units: [patrol], to: track, {MORNING}",
        "to: all units are at 'track' already, so that nobody goes",
    ),
    (f"kind: march, units: [garrison], to: track, {MORNING}", None),
    (
        f"kind: regroup, units: [garrison], into: patrol, {MORNING}",
        "units.0: 'garrison' is at grove and 'patrol' at track, and nothing brings them together; "
        "nobody joins",
    ),
    (f"kind: regroup, units: [men], into: foot, {MORNING}", None),
    (
        f"kind: reaction, units: [patrol], to: [track], reach: 9 km, delay: 1 h, {MORNING}",
        "to: the sides never meet there, so that nobody hears anything",
    ),
    (
        f"kind: strike, units: [planes], targets: [beach], intensity: {{planes: 0}}, {MORNING}",
        "intensity: no aircraft are sent, so that nothing is attacked",
    ),
    (
        f"kind: assault, units: [patrol], to: grove, {MORNING.replace('09:00', '12:00')}",
        "start.at: the battle is over by then, so that the operation never starts",
    ),
    (
        f"kind: assault, units: [patrol], to: grove, {MORNING.replace(':00}', ':00, delay: 5 h}')}",
        "start.at: the battle is over by then, so that the operation never starts",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "told"), ADDED)
def test_an_operation_without_effect(operation: str, told: str | None, write: Write) -> None:
    text = LANDING.replace("units:\n", FORCES).replace("routes:\n", TRACK)
    text = text.replace("  men:", "  foot: {side: red, men: 100, place: beach, assumed: x}\n  men:")
    warnings = load(write(text.replace("victory:", f"  more: {{{operation}}}\nvictory:"))).warnings
    wanted = [f"operations.more.{told}"] if told else []
    assert [f"{one.path}: {one.message}" for one in warnings] == wanted


def test_a_march_that_another_one_countermands_at_once(write: Write) -> None:
    text = LANDING.replace("units:\n", FORCES).replace("routes:\n", TRACK)
    first, second = (
        f"  {name}: {{kind: march, units: [patrol], to: {to}, {MORNING}}}\n"
        for name, to in (("first", "grove"), ("second", "beach"))
    )
    (warning,) = load(write(text.replace("victory:", f"{first}{second}victory:"))).warnings
    assert warning.path == "operations.first.units"
    assert warning.message == "'second' sends its units elsewhere at the same hour"
    later = second.replace("09:00", "09:30")
    assert load(write(text.replace("victory:", f"{first}{later}victory:"))).warnings == ()


def test_an_operation_after_one_that_is_disabled(write: Write) -> None:
    text = LANDING.replace("raid: {kind", "raid: {enabled: false, kind").replace(
        "speed: 8 kn", "speed: 8 kn, title: after the raid"
    )
    waiting = text.replace(
        "to: beach, start: {at: 1943-11-20 08:00}", "to: beach, start: {after: [raid]}"
    )
    (warning,) = load(write(waiting)).warnings
    assert warning.path == "operations.land.start.after.0"
    assert warning.message == "'raid' is disabled, so that this never starts"


IDLE = [
    ("parley: {news: 3}", "parley.news", "has no effect without an operation of the kind 'parley'"),
    (
        "siege: {hunger: 2}", "siege.hunger",
        "has no effect without an operation of the kind 'siege'",
    ),
    ("civilians: {flight: 1}", "civilians.flight", "has no effect, for no place has civilians"),
    ("modifiers: {fog_fire: 0.1}", "modifiers.fog_fire", "has no effect without fog in `weather`"),
    (
        "supply: {}", "supply",
        "red and blue hold no place with `depot: true`, and are supplied everywhere",
    ),
    ("modifiers: {night_fire: 0.2}", None, None),
    ("fatigue: {}", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("said", "path", "why"), IDLE)
def test_a_rule_that_cannot_matter(
    said: str, path: str | None, why: str | None, write: Write
) -> None:
    numbers = re.sub(r"(: )([0-9.]+)}", r"\1{value: \2, assumed: x}}", said)
    document = load(write(f"{LANDING}combat: {{{numbers}}}\n"))
    told = [(one.path, one.message, one.severity) for one in problems(document)]
    assert told == ([(f"combat.{path}", why, "warning")] if path else [])
    assert checked(document) is document


def test_what_a_shared_file_says_may_serve_others(write: Write) -> None:
    write("combat: {parley: {news: {value: 3, assumed: x}}}\n", "shared.yaml")
    document = load(write(f"include: [shared.yaml]\n{LANDING}"))
    assert list(problems(document)) == []
    changed = document.set({"combat.parley.news": 2})
    assert [one.file for one in problems(changed)] == ["--set"]
