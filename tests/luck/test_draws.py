"""Addressed draws: pure functions of seed, run, stream, turn and item."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.luck.draws import Draws
from sim.luck.events import event_address


def test_a_run_draws_the_same_in_any_company():
    many = Draws(7, np.arange(1000))
    few = Draws(7, np.array([831, 5]))
    address = many.address("fog", "morning")
    everyone = many.uniform(address, 3, many.all_rows)
    assert (few.uniform(address, 3, few.all_rows) == everyone[[831, 5]]).all()


@given(
    st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**31 - 2), st.integers(0, 2**31 - 1)),
    st.sampled_from(["seed", "run", "turn", "stream", "item"]),
)
def test_each_part_of_the_address_matters(numbers, changed):
    seed, run, turn = numbers

    def draw(seed, run, turn, stream="a", item="b"):
        draws = Draws(seed, np.array([run]))
        return draws.uniform(draws.address(stream, item), turn, draws.all_rows)[0]

    base = {"seed": seed, "run": run, "turn": turn, "stream": "a", "item": "b"}
    other = base | {changed: base[changed] + "x" if changed in ("stream", "item") else run + 1}
    if other != base:
        assert draw(**base) != draw(**other)


def test_uniforms_are_uniform():
    draws = Draws(1, np.arange(100_000))
    first, second = draws.pair(draws.address("x"), 0, draws.all_rows)
    for sample in (first, second):
        observed = np.histogram(sample, bins=50, range=(0, 1))[0]
        chi_square = ((observed - 2000) ** 2 / 2000).sum()
        assert 23 < chi_square < 85  # 49 degrees of freedom, 0.1 % on either side
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.015


def test_colliding_names_are_refused(monkeypatch):
    monkeypatch.setattr("sim.luck.draws.blake2b", lambda text, digest_size: Same())
    draws = Draws(1, np.arange(2))
    draws.address("stream", "item")
    draws.address("stream", "item")
    with pytest.raises(ValueError, match="stream/other and stream/item share a random address"):
        draws.address("stream", "other")


class Same:
    def digest(self):
        return bytes(8)


@pytest.mark.parametrize(("seed", "run"), [(-1, 0), (2**64, 0), (1, -1), (1, 2**32)])
def test_seed_and_run_have_bounds(seed, run):
    with pytest.raises(ValueError, match="must be from 0 to"):
        Draws(seed, np.array([run]))


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**31 - 1))
def test_addresses_of_events_are_those_of_splitmix(address, event):
    z = (address + (event + 1) * 0x9E3779B97F4A7C15) % 2**64
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
    assert int(event_address(np.uint64(address), event)) == z ^ (z >> 31)
