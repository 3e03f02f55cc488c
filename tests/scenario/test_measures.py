import gc
import weakref

from sim.scenario import Document
from sim.scenario.measures import measures


def test_measures_of_a_scenario_in_order(document: Document) -> None:
    sides = "killed wounded missing captured evacuated casualties killed_and_wounded surrendered_at"
    local = "killed wounded missing captured casualties killed_and_wounded"
    assert list(measures(document.definition)) == [
        "winner",
        *(f"red.{fate}" for fate in sides.split()),
        "red.rifle.lost",
        "red.ashore@1945-08-16T09:30",
        *(f"blue.{fate}" for fate in sides.split()),
        "blue.bomber.lost",
        "blue.bomber.damaged",
        "blue.bomber.sorties",
        *(f"blue.aircraft.{wear}" for wear in ("lost", "damaged", "hit")),
        "blue.sorties",
        "blue.sorties@1945-08-16",
        "blue.sorties@1945-08-17",
        "ridge.taken_at",
        *(f"ridge.{side}.{fate}" for side in ("red", "blue") for fate in local.split()),
        "ford.taken_at",
        *(f"ford.{side}.{fate}" for side in ("red", "blue") for fate in local.split()),
        *(f"hills.{side}.{fate}" for side in ("red", "blue") for fate in local.split()),
        "attack.started_at",
        "attack.completed_at",
    ]


def test_a_battle_that_ends_at_midnight_has_no_further_day(document: Document) -> None:
    names = measures(document.set({"end": "1945-08-17 00:00"}).definition)
    assert [name for name in names if "sorties@" in name] == ["blue.sorties@1945-08-16"]


def test_kinds_and_units_of_values(document: Document) -> None:
    known = measures(document.definition)
    expected = {
        "winner": ("side", "side"),
        "ford.taken_at": ("time", "time"),
        "red.ashore@1945-08-16T09:30": ("number", "men"),
        "blue.bomber.lost": ("number", "number"),
        "blue.sorties@1945-08-16": ("number", "sorties"),
    }
    assert {name: (known[name].kind, known[name].unit) for name in expected} == expected


def test_each_measure_has_a_meaning_of_its_own(document: Document) -> None:
    known = measures(document.definition).values()
    assert len({one.meaning for one in known}) == len(known)
    assert not any(one.meaning.endswith(".") for one in known)


def test_measures_of_a_scenario_are_forgotten_with_it(document: Document) -> None:
    definition = document.set({"turn": "30 min"}).definition
    first = weakref.ref(definition)
    measures(definition)
    del definition
    gc.collect()
    assert first() is None
