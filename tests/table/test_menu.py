"""The menu lists every kind of expedition where it is possible, and all of it is accepted."""

import pytest

import sim


def offered(name, side, kind, turn=0, changes=None):
    sides = dict.fromkeys(sim.load(name).definition.sides, "plan") | {side: "me"}
    here = sim.load(name).set(changes or {}).table(seed=1, **sides)
    here.follow_plan(side)
    here.advance(turn) if turn else None
    menu = [one for one in here.legal_orders(side) if isinstance(one.order, dict)]
    return here, [one for one in menu if one.kind == kind]


@pytest.mark.parametrize(
    ("name", "side", "kind", "turn"),
    [
        ("toro", "japan", "offensive", 40),
        ("evacuation", "japan", "ferry", 0),
        ("evacuation", "japan", "convoy", 0),
        ("dalny", "soviet", "airborne", 0),
        ("port_arthur_1904", "japan", "siege", 0),
        ("shumshu", "soviet", "shuttle", 95),
    ],
)
def test_what_can_be_sent_out_is_on_the_menu(name, side, kind, turn):
    here, found = offered(name, side, kind, turn)
    assert found
    here.follow_plan(side, follow=False)
    here.order(side, found[0].order)
    here.advance()
    begun = {task.kind for task in here.view(side).tasks if task.name.startswith(f"{side}:")}
    assert kind in begun


def test_nobody_is_offered_the_siege_that_he_lays():
    here, found = offered("port_arthur_1904", "japan", "siege")
    here.follow_plan("japan", follow=False)
    here.order("japan", found[0].order)
    here.advance()
    again = [one.units for one in here.legal_orders("japan") if one.kind == "siege"]
    assert found[0].units not in again
    assert [one.units for one in found[1:] if one.units in again]


def test_mines_are_swept_where_there_are_any():
    _, none = offered("toro", "soviet", "sweeping")
    assert not none
    here, found = offered("toro", "soviet", "sweeping", changes={"places.toro_port.mines": 0.2})
    assert {one.goal[0] for one in found} == {"toro_port"}
    here.order("soviet", found[0].order)
    here.advance()
    assert "sweeping" in [task.kind for task in here.view("soviet").tasks]
