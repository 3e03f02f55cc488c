"""Random legal orders for both sides: everything on the menu is accepted, and the books balance."""

import random

import numpy as np

import sim
from sim.rules.civilians import Civilians
from sim.scenario.vocabulary import ON_FOOT

ORDERS = 3
"""Orders of a side in a turn at the most."""


def initial(table):
    """Men by side, weapons by side and class, and civilians, who must stay accounted for."""
    world = table.battle.world
    forces, people = world.forces, table.battle[Civilians].people
    men = [world.state.men[0, forces.units_of_side(side)].sum() for side in (0, 1)]
    weapons = np.zeros((2, len(forces.classes)), np.int64)
    sides = forces.unit_side[forces.entry_unit]
    np.add.at(weapons, (sides, forces.entry_class), world.state.weapons[0].sum(axis=1))
    return men, weapons, people.sum(axis=2)


def audit(table, before):
    """All are accounted for, and every unit is somewhere that has a name."""
    for now, then in zip(initial(table), before, strict=True):
        np.testing.assert_array_equal(now, then)
    state = table.battle.world.state
    np.testing.assert_array_equal(state.men.sum(axis=2), state.initial)
    assert (state.men >= 0).all()
    assert (state.weapons >= 0).all()
    for side in table.sides:
        told = table.view(side)
        named = [one.name for one in told.units]
        assert named == table.battle.world.definition.units_of(side)
        assert set(table.document.definition.units_of(side)) <= {*named}
        assert all(one.men + one.losses <= one.initial for one in told.units)
        marching = [one for one in told.units if one.posture in ("on the march", "in the hills")]
        assert all(one.kind in ON_FOOT for one in marching)


def play(name, seed, turns):
    """Play so many turns of a scenario, the first of them by the plan; returns turns and orders."""
    luck = random.Random(f"{name} {seed}")
    wargame = sim.load(name)
    first, second = wargame.definition.sides
    table = wargame.table(seed=seed, **{first: "me", second: "me"})
    before = initial(table)
    for side in table.sides:
        table.follow_plan(side)
    table.advance(luck.randrange(max(wargame.definition.turns - turns, 1)))
    for side in table.sides:
        table.follow_plan(side, follow=luck.random() < 0.3)
    played = ordered = 0
    while played < turns and not table.over:
        for side in table.sides:
            menu = table.legal_orders(side)
            for one in luck.sample(menu, min(luck.randint(0, ORDERS), len(menu))):
                _order(table, side, one.order)
                ordered += 1
        table.advance()
        audit(table, before)
        played += 1
    return played, ordered


def _order(table, side, order):
    try:
        table.order(side, order)
    except sim.OrderError as error:
        error.add_note(f"{table!r}, seed {table.seed}: {side} ordered {order}")
        raise
