"""Whatever can be ordered can be called off, or it is said why not; who was at sea comes home."""

import pytest

import sim
from sim.scenario.example import example_text
from sim.scenario.kinds import built_in_kinds, kind_named
from tests.table.fuzz import audit, initial

AT_ONCE = ("halt", "cease_fire", "surrender")
"""Kinds that are over as soon as they have begun."""


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "example.yaml"
    path.write_text(example_text(), "utf-8")
    return sim.load(path)


def names():
    """Kinds of operation on which a commander decides."""
    return [name for name in built_in_kinds() if kind_named(name).ordered]


@pytest.mark.parametrize("kind", [one for one in names() if one not in AT_ONCE])
def test_every_kind_can_be_called_off(example, kind):
    operations = example.definition.operations
    name = next(one for one, spec in operations.items() if spec.kind_name() == kind)
    here = example.table(seed=3, red="me", blue="me")
    before = initial(here)
    side = operations[name].side
    here.order(side, name)
    here.advance()
    under_way = {one.name for one in here.view(side).tasks}
    if name not in under_way:  # nobody was there to do it
        with pytest.raises(sim.OrderError, match="is not under way"):
            here.cancel(side, name)
        return
    here.cancel(side, name)
    here.advance()
    assert name not in {one.name for one in here.view(side).tasks}
    here.advance(20)
    audit(here, before)
    assert not [one for one in here.view(side).units if one.posture == "afloat"]
    here.order(side, name)
    here.advance(30)
    audit(here, before)


def test_who_is_at_sea_comes_home_in_the_time_that_he_has_been_out(example):
    here = example.table(seed=3, red="me", blue="hold")
    here.order("red", "first_landing")
    here.advance(2)
    here.cancel("red", "marines")
    here.advance()
    assert here.view("red").unit("marines").posture == "afloat"
    with pytest.raises(sim.OrderError, match="under way already"):
        here.order("red", "first_landing")
    here.advance(2)
    assert (here.view("red").unit("marines").posture, here.view("red").unit("marines").place) == (
        "waiting", "harbour",
    )  # fmt: skip
    here.order("red", "first_landing")


def test_who_is_off_the_shore_lands(example):
    here = example.table(seed=3, red="me", blue="hold")
    here.order("red", "first_landing")
    while here.view("red").unit("marines").posture in ("waiting", "afloat"):
        here.advance()
    with pytest.raises(sim.OrderError, match="can no longer be called off: the craft are off"):
        here.cancel("red", "marines")


def test_ships_of_a_garrison_that_breaks_put_to_sea(example):
    change = {
        "units.steamers.place": "village",
        "units.militia.men": 20,
        "units.militia.resolve": 0.1,
        "units.marines.place": "bay",
        "units.garrison.place": "fort",
    }
    here = example.set(change).table(seed=3, red="me", blue="hold")
    here.order("red", {"assault": ["marines"], "to": "village"})
    for _ in range(20):
        here.advance()
        ships = here.view("blue").unit("steamers")
        assert ships.posture not in ("on the march", "in the hills")
    assert here.view("red").place("village").held_by == "red"
    assert (ships.posture, ships.place) == ("waiting", None)
