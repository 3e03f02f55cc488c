"""Who is called back turns round where he is."""

import numpy as np
import pytest

from sim.experiments.play import play
from sim.scenario.definition import Definition


def march(to: str, hour: str, **more: object) -> dict[str, object]:
    start = {"at": f"1945-08-15 {hour}"}
    return {"kind": "march", "side": "red", "units": ["men"], "to": to, "start": start, **more}


def country(**operations: object) -> Definition:
    """Men who stand at a village between a hill and a port."""
    tree = {
        "name": "countermand",
        "title": "Orders and counter-orders",
        "start": "1945-08-15 08:00",
        "end": "1945-08-16 08:00",
        "turn": "30 min",
        "sides": {"red": {"title": "Red"}, "blue": {"title": "Blue"}},
        "places": {name: {} for name in ("village", "hill", "port", "mill")},
        "routes": [
            {"between": ["village", "hill"], "distance": "20 km"},
            {"between": ["village", "port"], "distance": "6 km"},
            {"between": ["hill", "mill"], "distance": "2 km"},
        ],
        "units": {"men": {"side": "red", "men": 100, "place": "village"}},
        "operations": operations,
    }
    return Definition.model_validate(tree)


def arrivals(**operations: object) -> dict[str, np.ndarray]:
    """When each operation is complete."""
    outcomes = play(country(**operations), np.arange(2), 1).outcomes
    return {
        name: outcomes[f"{name}.completed_at"].astype("datetime64[m]")[0] for name in operations
    }


def at(hour: str) -> np.datetime64:
    return np.datetime64(f"1945-08-15T{hour}")


def test_a_march_takes_its_time():
    assert arrivals(out=march("hill", "08:00"))["out"] == at("13:00")


@pytest.mark.parametrize(
    ("to", "hour", "there"),
    [
        ("village", "09:00", "10:00"),  # 4 km out, 4 km back
        ("village", "12:00", "16:00"),
        ("port", "09:00", "11:30"),  # 4 km back, 6 km on
        ("mill", "12:00", "13:30"),  # 4 km on to the hill, 2 km more
        ("mill", "08:30", "13:30"),
    ],
)
def test_a_countermanded_march_takes_the_shorter_way(to: str, hour: str, there: str):
    found = arrivals(out=march("hill", "08:00"), back=march(to, hour))
    assert found["back"] == at(there)


def test_a_place_on_the_way_is_near():
    halt = march("mill", "09:00")
    assert arrivals(out=march("hill", "08:00"), back=halt)["back"] == at("13:30")
    through = {"out": march("mill", "08:00"), "stop": march("hill", "09:00")}
    assert arrivals(**through)["stop"] == at("13:00")


def test_twice_countermanded():
    orders = {
        "out": march("hill", "08:00"),
        "back": march("village", "10:00"),  # 8 km out
        "on": march("hill", "11:00"),  # 4 km of them are walked back
    }
    assert arrivals(**orders)["on"] == at("15:00")


def test_past_the_place_that_it_came_from():
    orders = {
        "out": march("hill", "08:00"),
        "port": march("port", "09:00"),  # passes the village at 10:00
        "home": march("village", "11:00"),  # 4 km beyond it
    }
    assert arrivals(**orders)["home"] == at("12:00")


@pytest.mark.parametrize("hour", ["08:00", "09:00"])
def test_the_record_says_that_a_march_is_countermanded_and_sets_nobody_at_its_goal(hour: str):
    played = country(out=march("hill", "08:00"), back=march("port", hour))
    record = play(played, np.arange(1), 1, traced=True).record
    assert [(one.place, one.text) for one in record] == [
        ("village", "men set out for hill"),
        ("", "men set out for port instead of hill"),
        ("port", "men arrive with 100 men"),
        ("port", "Red holds the place"),
    ]
