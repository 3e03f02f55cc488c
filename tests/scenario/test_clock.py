"""Clocks: every hour a reader sees has a named one, and what is not known of it is said."""

import pytest

from sim.scenario import bundled, load
from sim.scenario.definition import Clock


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ({"name": "river time"}, "river time"),
        ({"name": "Kamchatka time", "utc_offset": 11}, "Kamchatka time (UTC + 11 h)"),
        ({"name": "island time", "utc_offset": -3.5}, "island time (UTC - 3.5 h)"),
        ({"name": "hill time", "note": "no source"}, "hill time (no source)"),
        ({"name": "a", "utc_offset": 9, "note": "as told"}, "a (UTC + 9 h; as told)"),
    ],
)
def test_a_clock_says_what_is_known_of_it(clock: dict[str, str], words: str) -> None:
    assert Clock.model_validate(clock).words == words


def test_every_bundled_scenario_names_its_clock_and_its_zone_or_what_is_unknown() -> None:
    for name in bundled():
        clock = load(name).definition.clock
        assert clock.name != Clock().name
        assert len(clock.name) <= 24, "it stands on axes"
        assert clock.utc_offset is not None or clock.note
